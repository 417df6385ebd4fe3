"""Values as a failure shows them: no literals of Python, and of two that differ only the difference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from reject_contract.sanitize import quoted

SHOWN = 3
"""Differences that are shown; the rest is counted."""
LONG = 120
"""Characters of a text that are shown in full."""
REPETITION = 8
"""Characters that two texts begin with alike before one counts as a repetition of the other."""
MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::00)?(.*)")


def text(value: str) -> str:
    """A text in quotation marks; of a long one the beginning, and its length."""
    return quoted(value) if len(value) <= LONG else f"{quoted(value[:100])}… ({len(value)} characters)"


def contrast(expected: str, actual: str) -> str:
    """The actual text, with the place where it stops repeating the expected one."""
    same = _alike(expected, actual)
    if same < REPETITION:
        return text(actual)
    if same == len(actual):
        return f"{text(actual)}, which stops after {same} of {len(expected)} characters"
    part, instead = quoted(expected[same : same + 10]), quoted(actual[same : same + 10])
    return f"{text(actual)}; from character {same + 1} on {instead} instead of {part}"


def value(found: object) -> str:
    """A value in words."""
    if isinstance(found, (list, tuple)):
        return ", ".join(map(value, found)) or "none"
    if isinstance(found, (set, frozenset)):
        return ", ".join(sorted(map(value, found))) or "none"
    if isinstance(found, Mapping):
        return ", ".join(f"{name} {value(each)}" for name, each in found.items()) or "none"
    return "nothing" if found is None else str(found) or "empty"


def changes(before: Mapping[object, object], after: Mapping[object, object]) -> str:
    """What differs between two snapshots of rows."""
    found = [
        line
        for row in dict.fromkeys([*before, *after])
        for line in _change(f"row {row}", before.get(row), after.get(row))
    ]
    more = [f"and {len(found) - SHOWN} more"] if len(found) > SHOWN else []
    return "; ".join([*found[:SHOWN], *more])


def _change(name: str, old: object, new: object) -> Iterator[str]:
    if old == new:
        return
    if old is None or new is None:
        yield f"{name} is gone" if new is None else f"{name} is new ({value(new)})"
    elif isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in old:
            yield from _change(f"{name}, {key}", old[key], new[key])
    else:
        yield f"{name}: {' → '.join(_trimmed(value(old), value(new)))}"


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    shorter = min(len(one), len(other))
    return next((at for at in range(shorter) if one[at] != other[at]), shorter)


def _trimmed(old: str, new: str) -> tuple[str, str]:
    """Two values without what both begin with: the day of two times, all but the last words of two long texts."""
    first, second = MOMENT.fullmatch(old), MOMENT.fullmatch(new)
    if first and second and (first[1], first[3]) == (second[1], second[3]):
        return first[2], second[2]
    cut = _alike(old, new) - 2 * REPETITION
    return (old, new) if cut < REPETITION else (f"…{old[cut:]}", f"…{new[cut:]}")
