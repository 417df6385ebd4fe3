"""Sequences of operations: a model and the server are led through the same steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from reject_contract.reject.properties import Properties


@pytest.mark.requirement("RJ-STATE-1")
def test_server_agrees_with_the_model(properties: Properties) -> None:
    """Through any sequence of inviting, seeing, accepting and rejecting, both say the same."""
    properties.agree_with_the_model()
