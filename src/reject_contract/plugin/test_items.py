"""What a pytest item says of itself: which requirements it judges, on which target."""

from __future__ import annotations

from typing import Any, cast

import pytest


def requirements_of(item: pytest.Item) -> tuple[str, ...]:
    """The ids of the requirements that a test judges."""
    return tuple(each for marker in item.iter_markers("requirement") for each in marker.args)


def target_of(item: pytest.Item) -> str:
    """The name of the target that a test runs on."""
    return str(cast("Any", item).callspec.params["run"])


def plain_id(item: pytest.Item) -> str:
    """The test's id without its target."""
    name = target_of(item)
    return item.nodeid.replace(f"[{name}-", "[").replace(f"[{name}]", "").replace(f"-{name}]", "]")
