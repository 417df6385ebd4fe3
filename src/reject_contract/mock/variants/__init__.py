"""Conforming variants of the server, by what they vary; importing a module registers its variants."""

from reject_contract.mock.variants import (
    answers,
    bookings,
    connections,
    error_bodies,
    framework,
    habits,
    headers,
    manners,
    methods,
    pace,
    reading,
    refusals,
    rights,
    series,
)

__all__ = [
    "answers",
    "bookings",
    "connections",
    "error_bodies",
    "framework",
    "habits",
    "headers",
    "manners",
    "methods",
    "pace",
    "reading",
    "refusals",
    "rights",
    "series",
]
