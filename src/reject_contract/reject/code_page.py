"""A database that keeps the letters of one code page alone: the vendor's onsite installations may have such a one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reject_contract.reject.client import RejectClient

if TYPE_CHECKING:
    from reject_contract.stage.invitations import Reader

LETTERS = "No: åØ ж ع 会 🙅"
"""What no code page holds all of."""


def lost(sent: str, kept: str) -> bool:
    """Whether a text differs only where letters beyond ASCII became signs of ASCII, as question marks mostly."""
    letters = (re.escape(letter) if letter.isascii() else f"(?:{letter}|[ -~]{{1,2}}|)" for letter in sent)
    return sent != kept and "?" in kept and bool(re.fullmatch("".join(letters), kept))


def loses_letters(stage: Reader) -> bool:
    """Whether a plain reject loses letters too, as a fault of one media type or one place does not."""
    if "loses letters" not in stage.trials:
        invitation = stage.invitation()
        RejectClient.of(stage.invitee).reject(invitation.id, LETTERS)
        stage.trials["loses letters"] = lost(LETTERS, invitation.read().reason)
        invitation.answered = True
    return stage.trials["loses letters"]
