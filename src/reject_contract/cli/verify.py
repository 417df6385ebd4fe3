"""The verb `verify`: the contract's tests under pytest, with an exit code of its own."""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Sequence
from typing import Any, cast

import click

from reject_contract import __version__
from reject_contract.resources import INSTALLED, PYTEST_TOML, ROOT, TESTS
from reject_contract.stage.deferred_signals import SIGNALS

PLUGIN = "reject_contract.plugin.hooks"
PYTESTS = {
    "--strict": "a should counts like a must",
    "-n N": "spread over N processes (pytest-xdist)",
    "-k WORDS, -x, -q": "and whatever else pytest takes",
}
"""Options of pytest that mean something here."""
WITH_WORD = ("--requirement", "-k", "-m", "-o", "-p", "-r", "-W", "--deselect", "--ignore", "--reports", "--log-level")
"""Options whose value could be taken for the id of a requirement, or for a test to run."""


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.version_option(__version__, "--version", "-V", prog_name="reject-contract", message="%(prog)s %(version)s")
def verify(arguments: tuple[str, ...]) -> None:
    """Judge a server, or the bundled mock; --help lists the options.

    Exit code: 0 conforms, 1 violates, 2 interrupted, 3 the suite itself broke, 4 wrong usage, 5 inconclusive,
    6 conforms, but not cleaned up.
    """
    if {"--help", "-h"}.intersection(arguments):
        click.echo(help_text())
        return
    for number in SIGNALS:
        if signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _interrupt_once)
    code = judge(arguments)
    _heed_no_more()  # the code is known; nothing may change it now
    sys.exit(code)


def _heed_no_more() -> None:
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)


def _interrupt_once(*_: Any) -> None:
    _heed_no_more()
    raise KeyboardInterrupt


def judge(arguments: Sequence[str]) -> int:
    """Run the contract's tests; the exit code is the suite's own, whatever pytest or a plugin of it does."""
    try:
        from reject_contract.plugin import surroundings
        from reject_contract.verdict.verdict import Exit

        if reason := surroundings.refusal(arguments):
            raise click.UsageError(reason)
        for line in surroundings.forget():
            click.echo(line, err=True)
        return _run(arguments)
    except SystemExit as end:
        click.echo(f"pytest was ended by sys.exit({end.code!r}): no conclusion about the server", err=True)
        return Exit.SUITE_FAULT
    except ImportError as fault:
        if str(fault).startswith("Error importing plugin"):
            raise click.UsageError(str(fault).splitlines()[0]) from None
        raise


def _run(arguments: Sequence[str]) -> int:
    import pytest

    from reject_contract.plugin import surroundings
    from reject_contract.verdict.verdict import Exit

    watch = surroundings.Watch()
    options = ["-c", str(PYTEST_TOML), f"--rootdir={ROOT}", "-p", PLUGIN, "--no-header"]
    if INSTALLED or not os.access(ROOT, os.W_OK):
        options += ["-p", "no:cacheprovider"]
    code = int(pytest.main([*options, *_with_tests(arguments)], plugins=[watch]))
    if (code == Exit.VIOLATES and not watch.decided) or (code == Exit.CONFORMS and not watch.begun):
        click.echo("pytest ended before the suite came to a verdict: no conclusion about the server", err=True)
        return Exit.SUITE_FAULT
    return code


def _with_tests(arguments: Sequence[str]) -> list[str]:
    """The arguments with the contract's tests: those that are named as in a report (`tests/test_x.py::y`), or all.

    The id of a requirement, or a part, chooses as `--requirement` does.
    """
    found, named = [], False
    for before, argument in zip(["", *arguments], arguments, strict=False):
        if before in WITH_WORD:
            found.append(argument)
            continue
        if re.fullmatch(r"[A-Z]+(-[A-Z0-9]+)*", argument):
            argument = f"--requirement={argument}"
        if argument.startswith("tests/") and (ROOT / argument.partition("::")[0]).exists():
            named = True
            argument = str(ROOT / argument)
        found.append(argument)
    return found if named else [str(TESTS), *found]


class _Listed:
    """Takes the suite's options as pytest's parser would, to list them without pytest's own."""

    def __init__(self) -> None:
        self.parser = argparse.ArgumentParser(
            "reject-contract verify", "reject-contract verify [OPTIONS] [REQUIREMENT | PART | tests/FILE.py::TEST]...",
            add_help=False, description="Judge a server, or the bundled mock.",
            epilog="Exit code: 0 conforms, 1 violates, 2 interrupted, 3 the suite itself broke, 4 wrong usage, "
            "5 inconclusive, 6 conforms, but not cleaned up.",
        )  # fmt: skip
        self.group = self.parser.add_argument_group("options")

    def getgroup(self, *_: str) -> _Listed:
        """The only group."""
        return self

    def addoption(self, *names: str, **more: Any) -> None:
        """List an option."""
        self.group.add_argument(*names, **more)


def help_text() -> str:
    """The options of `verify`, as the plugin defines them."""
    from reject_contract.plugin import options

    listed = _Listed()
    options.add(cast(Any, listed))
    width = max(map(len, PYTESTS)) + 2
    more = [f"  {name:<{width}}{meaning}" for name, meaning in PYTESTS.items()]
    return "\n".join([listed.parser.format_help(), "of pytest:", *more])
