"""The verbs as one command: however a verb ends, its exit code says what happened."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path
from typing import Any, NoReturn

import click

# Wrong usage has one exit code in the whole suite, whoever notices it.
click.ClickException.exit_code = click.UsageError.exit_code = 4


class Verbs(click.Group):
    """Ends with 1 only where a verb says so: an interruption, wrong usage and a fault have codes of their own."""

    def main(self, *arguments: Any, **more: Any) -> NoReturn:
        """Run the verb that was named, and exit."""
        code: Any
        try:
            if reason := _no_folder():
                raise click.UsageError(reason)
            try:
                code = super().main(*arguments, **{**more, "standalone_mode": False})
            finally:
                if sys.stdout:  # None where it was closed
                    sys.stdout.flush()
        except click.ClickException as fault:
            fault.show()
            code = fault.exit_code
        except SystemExit as end:
            code = end.code
        except BaseException as fault:
            code = _told(fault)
        sys.exit(code)


def _told(fault: BaseException) -> int:
    """The exit code of what ended a verb; where the suite broke, and not with what words: they could hold a secret."""
    from reject_contract.verdict.verdict import Exit

    # The second: it came in the midst of C code.
    if isinstance(fault, KeyboardInterrupt | click.Abort) or isinstance(fault.__cause__, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return Exit.INTERRUPTED
    if isinstance(fault, OSError) and fault.strerror:
        # What is still to be written would be tried again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        click.echo(f"cannot go on: {fault.strerror}", err=True)
        return Exit.SUITE_FAULT
    click.echo("".join(traceback.format_tb(fault.__traceback__)) + type(fault).__name__, err=True)
    click.echo("the suite itself broke: no conclusion about the server", err=True)
    return Exit.SUITE_FAULT


def _no_folder() -> str:
    """Why there is no folder to work in; empty where there is one."""
    try:
        Path.cwd()
    except OSError:
        return "the working folder is gone; change into another"
    return ""
