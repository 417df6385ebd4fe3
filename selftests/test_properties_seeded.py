"""Generated requests can be repeated: the seed alone decides them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from reject_contract.http.recorder import Recorder
from reject_contract.http.violation import Omitted
from reject_contract.reject import generated_cases
from reject_contract.reject.generated_cases import Generated
from reject_contract.reject.properties import Properties


class Noted(Properties):
    """Notes what would be sent."""

    noted: list[Any]

    def _judge(self, generated: Generated, refusal: str) -> None:
        self.noted.append((generated.media_type, repr(generated.body), generated.query))


def drawn(seed: int) -> list[Any]:
    """What is generated from a seed."""
    nothing: Any = SimpleNamespace(recorder=Recorder())
    properties = Noted(nothing, nothing, 20, seed)
    properties.noted = []
    properties.hold_for(generated_cases.valid(), "valid")
    properties.hold_for(generated_cases.invalid(), "invalid")
    return properties.noted


def test_same_seed_generates_the_same_requests() -> None:
    """Two runs with one seed send the same, in the same order; another seed sends others."""
    first = drawn(5)
    assert len(first) >= 40
    assert drawn(5) == first
    assert drawn(6) != first


def test_none_of_the_wanted_sort_is_no_fault() -> None:
    """With few examples chance may give none that is invalid, say; then nothing is judged, and it says so."""
    nothing: Any = SimpleNamespace(recorder=Recorder())
    properties = Noted(nothing, nothing, 5, 0)
    properties.noted = []
    with pytest.raises(Omitted, match="none of 5 generated requests is unclear; ask for more with --examples"):
        properties.hold_for(generated_cases.valid(), "unclear")
