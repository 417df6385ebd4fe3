"""The reject-contract command."""

from __future__ import annotations

import contextlib
import json
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reject_contract.compare.command import compare
from reject_contract.draft import deviations
from reject_contract.drift.command import drift
from reject_contract.reports.bundle import verify_bundle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reject_contract.mock import App, MockServer
    from reject_contract.run import Run


# Wrong usage has one exit code in the whole suite, whoever notices it.
click.UsageError.exit_code = 4


@click.group()
def main() -> None:
    """Judge, and learn about, the contract of POST Agents/Appointment/Reject."""


main.add_command(drift)
main.add_command(verify_bundle)
main.add_command(compare)
main.add_command(deviations)


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def verify(arguments: tuple[str, ...]) -> None:
    """Judge a server; takes what `pytest tests` takes, such as --target FILE."""
    import pytest

    root = Path(__file__).resolve().parents[2]
    sys.exit(pytest.main([str(root / "tests"), *arguments]))


@main.command()
@click.option("--port", default=0, show_default=True, help="0 takes any free port.")
@click.option("--installation", type=click.Choice(["onsite", "online"]), help="Default: what the fault needs.")
@click.option("--fault", "faults", multiple=True, metavar="NAME", help="Serve with a fault; --list names them.")
@click.option("--variant", "variants", multiple=True, metavar="NAME", help="Serve as a conforming variant.")
@click.option("--list", "listing", is_flag=True, help="List faults and variants, and end.")
@click.option("--until-eof", is_flag=True, help="End when standard input closes.")
def mock(
    port: int,
    installation: str | None,
    faults: tuple[str, ...],
    variants: tuple[str, ...],
    listing: bool,
    until_eof: bool,
) -> None:
    """Serve the bundled mock until stopped; prints its address and a ready target file as one JSON line."""
    from reject_contract.mock import FAULTS, VARIANTS, build_app

    if listing:
        for kind, entries in (("fault", FAULTS), ("variant", VARIANTS)):
            for name, entry in entries.items():
                click.echo(f"{kind}\t{name}\t{', '.join(entry.breaks)}\t{entry.description}")
        return
    try:
        app = build_app(installation=installation, faults=list(faults), variants=list(variants))
    except ValueError as reason:
        raise click.UsageError(str(reason)) from None
    with tempfile.TemporaryDirectory(prefix="reject-contract-") as folder, _serving(app, port) as server:
        path = Path(folder) / "target.yaml"
        server.write_target(path, name="mock")
        click.echo(json.dumps({"base_url": server.base_url, "target": str(path)}))
        sys.stdout.flush()
        _wait(until_eof)


@main.command()
@click.option("--target", "path", required=True, metavar="FILE", type=click.Path(path_type=Path), help="Target file.")
@click.option("--allow-writes", is_flag=True, help="Examine as for a run with --allow-writes.")
def doctor(path: Path, allow_writes: bool) -> None:
    """Examine a target without changing anything, and say what keeps it from being judged.

    Exit code 0: ready; 5: not ready; 4: the target file cannot be used.
    """
    from reject_contract import doctor as doctors
    from reject_contract.errors import TargetGone

    failed = False
    with _examined(path, Path("reports"), allow_writes) as run:
        try:
            for check in doctors.examine(run):
                colour = {"ok": "green", "note": "yellow", "failed": "red"}[check.state]
                click.secho(f"{check.state:<7} {run.redaction.mask(check.words)}", fg=colour)
                failed = failed or check.state == "failed"
        except TargetGone as reason:
            click.secho(f"failed  {run.redaction.mask(str(reason))}", fg="red")
            failed = True
        name = run.target.name
    click.echo(f"{name} is not ready" if failed else f"{name} is ready to be judged")
    sys.exit(5 if failed else 0)


@main.command()
@click.option("--target", "path", required=True, metavar="FILE", type=click.Path(path_type=Path), help="Target file.")
@click.option("--reports", default=Path("reports"), metavar="DIR", type=click.Path(path_type=Path), show_default=True)
@click.option("--allow-writes", is_flag=True, help="Delete; without it, a target on another machine is only shown.")
def sweep(path: Path, reports: Path, allow_writes: bool) -> None:
    """Delete the appointments that runs have left behind: those that their journals name, and no other.

    Exit code 0: nothing is left; 5: something is left; 4: the target file cannot be used.
    """
    from reject_contract import sweep as sweeping
    from reject_contract.errors import Unjudged

    with _examined(path, reports, allow_writes) as run:
        try:
            found = sweeping.journals(reports / run.target.name)
            left = list(sweeping.look(run, found))
            for each in left:
                click.echo(each.words)
            lost = [(title, journal.path) for journal in found for title in journal.lost]
            for title, path in lost:
                click.echo(f"{title}: may have been made when its run was killed, and its id is not known; look for")
                click.echo(f"  this title in the organizer's calendar, and then take it out of {path}")
            if run.no_writes and any(each.ours for each in left):
                click.echo(f"nothing is deleted: {run.no_writes}")
                sys.exit(5)
            done = sweeping.delete(run, left)
        except Unjudged as reason:
            click.secho(run.redaction.mask(str(reason)), fg="red", err=True)
            sys.exit(5)
    remain = sum(each.title is not None for each in left) - done
    click.echo(f"{done} deleted, {remain} left" if left or lost else "the journals name nothing that is left")
    sys.exit(5 if remain or lost else 0)


@contextlib.contextmanager
def _examined(path: Path, reports: Path, allow_writes: bool) -> Iterator[Run]:
    """A run on a target in which nothing is judged."""
    from reject_contract import target
    from reject_contract.errors import UsageFault
    from reject_contract.run import Run

    try:
        loaded = target.load(path)
    except UsageFault as fault:
        raise click.UsageError(str(fault)) from None
    journal = reports / loaded.name / "journal.jsonl"
    with Run.start(loaded, journal, no_writes=loaded.no_writes(allowed=allow_writes)) as run:
        run.recorder.quiet = True
        yield run


def _serving(app: App, port: int) -> MockServer:
    from reject_contract.mock import MockServer

    try:
        return MockServer(app, port=port)
    except OSError as reason:
        raise click.UsageError(f"--port {port}: {reason.strerror}") from None


def _wait(until_eof: bool) -> None:
    """Return on Ctrl-C, on SIGTERM, or at the end of standard input where that is asked for."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    with contextlib.suppress(KeyboardInterrupt):
        if until_eof:
            sys.stdin.read()
        else:
            stop.wait()


if __name__ == "__main__":
    main()
