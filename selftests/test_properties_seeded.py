"""Generated requests can be repeated: the seed alone decides them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from reject_contract.http.recorder import Recorder
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
    properties.hold_for(generated_cases.valid())
    properties.hold_for(generated_cases.invalid())
    return properties.noted


def test_same_seed_generates_the_same_requests() -> None:
    """Two runs with one seed send the same, in the same order; another seed sends others."""
    first = drawn(5)
    assert len(first) >= 40
    assert drawn(5) == first
    assert drawn(6) != first
