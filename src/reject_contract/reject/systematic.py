"""The names of Schemathesis' systematic requests, known before Schemathesis is loaded: pytest makes a test of each."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from typing import Any

from reject_contract.resources import OPENAPI

WRITTEN = OPENAPI / "systematic.json"
"""The names by sort, as one version of Schemathesis makes them; a selftest holds them to it."""
MAKER = "schemathesis"


@cache
def written() -> dict[str, Any]:
    """The version of Schemathesis, and the names of each sort."""
    found: dict[str, Any] = json.loads(WRITTEN.read_text(encoding="utf-8"))
    return found


def names(verdict: str) -> list[str]:
    """The names of the systematic requests of one sort: valid, invalid or unclear."""
    if written()[MAKER] == version(MAKER):
        return list(written()[verdict])
    from reject_contract.reject import generated_cases  # another version makes others; to load it takes half a second

    return generated_cases.names(verdict)
