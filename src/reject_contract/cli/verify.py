"""The verb `verify`."""

from __future__ import annotations

import sys

import click

from reject_contract.resources import ROOT, TESTS


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def verify(arguments: tuple[str, ...]) -> None:
    """Judge a server; takes what `pytest tests` takes, such as --target FILE."""
    import pytest

    sys.exit(pytest.main([str(TESTS), "-c", str(ROOT / "pyproject.toml"), f"--rootdir={ROOT}", *arguments]))
