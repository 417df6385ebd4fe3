"""Which requirements depend on a fact of the documents: what names it, and what the register lists beside."""

from __future__ import annotations

import re
from functools import cache

from reject_contract.drift.contract import FRAGMENT
from reject_contract.drift.description import Subject
from reject_contract.verdict import register

# What the register calls a part of the documents; `{}` is the name of the thing.
_PLACES: dict[tuple[str, str], tuple[str, ...]] = {
    ("operation", "method"): ("request line",),
    ("operation", "heading"): ("request line",),
    ("operation", "summary"): ("summary",),
    ("operation", "slow threshold"): ("NsApiSlow",),
    ("other method", ""): ("request line", "{}"),
    ("query parameter", ""): ("{}", "Query String Parameters"),
    ("header", ""): ("{}",),
    ("header", "types"): ("Accept", "The row for Accept"),
    ("scheme", ""): ("{}",),
    ("media type", ""): ("{}", "a list of seven"),
    ("request body", ""): ("parameter request",),
    ("request body", "type"): ("Request Body",),
    ("request body", "additional properties"): ("additional properties",),
    ("property", ""): (r"\w*{}",),
    ("property", "format"): ("int32",),
    ("property", "new"): ("Request Body", "additional properties"),
    ("enum value", ""): ("{}",),
    ("enum value", "new"): (r"enum \(closed\)",),
    ("status", ""): ("{}", r"Response(?! body)"),
    ("status", "new"): ("{}",),
    ("security", ""): ("Authorization", "X-XSRF-TOKEN"),
    ("sample answer", ""): ("Sample response",),
    ("response body heading", ""): ("Response body",),
}
_SAMPLE_HEADERS = {"Content-Type": "Content-Type|charset"}


def requirements(subject: Subject, *, new: bool = False) -> tuple[str, ...]:
    """The ids of the requirements that a fact touches, in the order of the register."""
    if subject.part.startswith("sample") and subject.part != "sample answer" and subject.aspect != "body":
        return _of_sample(subject)
    success = subject.part == "status" and subject.name.startswith("2")
    keys = [(subject.part, "new")] if new and not subject.aspect and not success else []
    keys += [(subject.part, subject.aspect), (subject.part, "")]
    table = listed()
    by_hand = next((table[key] for key in keys if key in table), ())
    places = next((_PLACES[key] for key in keys if key in _PLACES), ())
    name = subject.name.partition(".")[2] if subject.part == "enum value" else subject.name
    found = {each for place in places for each in _naming(place.replace("{}", re.escape(name)))}
    return _ordered(found.union(by_hand))


def _of_sample(subject: Subject) -> tuple[str, ...]:
    """Of the requirements that rest on the sample, those about this header or property, and the sample itself."""
    sample = _naming("Sample request")
    about = _SAMPLE_HEADERS.get(subject.name, re.escape(subject.name)) if subject.name else ".*"
    return _ordered((sample & _naming(about)).union(listed()["sample request", "body"]))


@cache
def listed() -> dict[tuple[str, str], tuple[str, ...]]:
    """What the register lists by hand, by part and aspect of a fact."""
    return {fact: ids for each in register.load().operations.values() for fact, ids in each.facts.items()}


@cache
def _naming(pattern: str) -> frozenset[str]:
    """The requirements whose source or title names something, as a whole word."""
    word = re.compile(rf"(?<![\w$/+-])(?:{pattern})(?![\w/+]|-\w)")
    known = register.load()
    entries = [each for each in known.requirements.values() if known.operation_of(each).fragment == FRAGMENT.name]
    return frozenset(each.id for each in entries if word.search(f"{each.title}\n{each.source}"))


def _ordered(found: set[str] | frozenset[str]) -> tuple[str, ...]:
    return tuple(each for each in register.load().requirements if each in found)
