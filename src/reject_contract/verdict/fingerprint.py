"""What stays the same of an observation when it is made again: no ids, ports, times and other numbers."""

from __future__ import annotations

import hashlib
import re

FINGERPRINT = re.compile(r"fp-[0-9a-f]{12}")
STATUS = re.compile(r"(?:^|\b(?:actual: |status |or |after |HTTP/\d\.\d ))[1-5]\d\d\b(?![,:]? ?\d)")
"""A status code where it stands for one: at the beginning, and after the words that announce it."""
CHANGING = re.compile(r"[\w.:+-]*\d[\w.:+-]*")
"""A word with a digit in it: an id, a time, a port, a count."""
CUT = re.compile(r".{0,40}…")
"""The end of a text that was cut: how far it goes hangs on the length of the ids before it."""


def normalized(text: str) -> str:
    """The text with `#` for whatever another run may write differently; status codes stay."""
    kept: list[str] = []
    place = 0
    for status in STATUS.finditer(text):
        kept += [CHANGING.sub("#", text[place : status.start()]), status[0]]
        place = status.end()
    kept.append(CHANGING.sub("#", text[place:]))
    return CUT.sub("…", "".join(kept))


def fingerprint(requirement: str, aspect: str, reason: str) -> str:
    """A short name for one way in which a requirement failed, the same in every run that sees it."""
    digest = hashlib.sha256("\n".join((requirement, aspect, normalized(reason))).encode())
    return f"fp-{digest.hexdigest()[:12]}"
