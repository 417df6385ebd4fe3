"""The reject-contract command."""

from __future__ import annotations

import click

from reject_contract import __version__
from reject_contract.cli.compare import compare
from reject_contract.cli.deviations import deviations
from reject_contract.cli.doctor import doctor
from reject_contract.cli.drift import drift
from reject_contract.cli.invite import invite
from reject_contract.cli.mock import mock
from reject_contract.cli.overview import overview
from reject_contract.cli.sweep import sweep
from reject_contract.cli.verbs import Verbs
from reject_contract.cli.verify import verify
from reject_contract.cli.verify_bundle import verify_bundle


@click.group(cls=Verbs)
@click.version_option(__version__, prog_name="reject-contract", message="%(prog)s %(version)s")
def main() -> None:
    """Judge servers against the contract of POST Agents/Appointment/Reject."""


for verb in (verify, doctor, mock, compare, drift, deviations, invite, overview, sweep, verify_bundle):
    main.add_command(verb)
