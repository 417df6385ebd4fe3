"""The verb `mock`."""

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

if TYPE_CHECKING:
    from reject_contract.mock import App, MockServer


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes any free port.")
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
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # before the address is known, and so can be stopped
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.suppress(KeyboardInterrupt))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="reject-contract-"))
        server = _started(app, port)
        stack.callback(server.stop)
        path = Path(folder) / "target.yaml"
        server.write_target(path, name="mock")
        click.echo(json.dumps({"base_url": server.base_url, "target": str(path)}))
        sys.stdout.flush()
        _wait(until_eof)


def _started(app: App, port: int) -> MockServer:
    from reject_contract.mock import MockServer

    try:
        return MockServer(app, port=port).start()
    except OSError as reason:
        raise click.UsageError(f"--port {port}: {reason.strerror}; 0 takes any free one") from None


def _wait(until_eof: bool) -> None:
    """Return at the end of standard input where that is asked for; else a signal ends the wait."""
    if until_eof:
        sys.stdin.read()
    else:
        threading.Event().wait()
