"""Sequences of operations: a model and the server are led through the same steps."""

import pytest

from reject_contract.http.client import Client
from reject_contract.reject import state_machine
from reject_contract.reject.properties import Properties
from reject_contract.stage.stage import Stage


@pytest.mark.requirement("RJ-STATE-1")
def test_server_agrees_with_the_model(invitee: Client, stage: Stage, properties: Properties) -> None:
    """Through any sequence of inviting, seeing, accepting and rejecting, both say the same."""
    properties.agree_with(state_machine.machine(invitee, stage))
