"""A database that keeps the letters of one code page alone: the vendor's onsite installations may have such a one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reject_contract.reject.client import RejectClient

if TYPE_CHECKING:
    from reject_contract.stage.invitations import Invitation, Reader

LETTERS = "No: åØ ж ع 会 🙅"
"""What no code page holds all of."""


def lost(sent: str, kept: str) -> bool:
    """Whether a text differs only where letters beyond ASCII became signs of ASCII, as question marks mostly."""
    places = {0}
    """How much of what was kept the letters so far may account for."""
    for letter in sent:
        places = {after for at in places for after in _accounted_for(letter, kept, at)}
    return sent != kept and "?" in kept and len(kept) in places


def _accounted_for(letter: str, kept: str, at: int) -> Iterator[int]:
    """Where in the kept text the next letter may begin: this one stayed, or became nothing, one sign or two."""
    if kept.startswith(letter, at):
        yield at + 1
    if not letter.isascii():
        yield at
        yield from (at + size for size in (1, 2) if len(kept) >= at + size and kept[at : at + size].isascii())


def loses_letters(stage: Reader) -> bool:
    """Whether a plain reject loses letters too, as a fault of one media type or one place does not."""

    def trial(invitation: Invitation) -> bool:
        RejectClient.of(stage.invitee).reject(invitation.id, LETTERS)
        return lost(LETTERS, invitation.read().reason)

    return stage.tried("a reason of many letters", trial)
