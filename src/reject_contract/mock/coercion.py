"""From the members of a body to values of the right type, with JSON.NET's leniency."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum

from reject_contract.mock.media_types import Members
from reject_contract.mock.refusals import malformed

INT32 = range(-(2**31), 2**31)
_INTEGER = re.compile(r"[+-]?[0-9]{1,10}")


class UpdateMode(IntEnum):
    """Which occurrences of a series a call is about."""

    Unknown = 0
    OnlyThis = 1
    ThisAndForward = 2
    StopRecurrence = 9


@dataclass(frozen=True)
class RejectCommand:
    """What a caller of Reject wants."""

    appointment_id: int
    reason: str
    mode: UpdateMode


def find(members: Members, name: str, default: object = None) -> object:
    """The value of a member, whose name is matched in any letter case; of several the last one counts."""
    found, wanted = default, name.lower()
    for key, value in members.items():
        if key.lower() == wanted:
            found = value
    return found


def to_int32(value: object) -> int:
    """A 32-bit integer, also from its text or from a float without fraction."""
    if isinstance(value, str):
        value = int(value) if _INTEGER.fullmatch(value.strip()) else value
    elif isinstance(value, float):
        value = int(value) if value.is_integer() else value
    if isinstance(value, bool) or not isinstance(value, int) or value not in INT32:
        raise malformed("A 32-bit integer was expected.")
    return value


def to_text(value: object) -> str:
    """A text, also from a number; nothing becomes the empty text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise malformed("A text was expected.")


def to_mode(value: object) -> UpdateMode:
    """An update mode from its name in any letter case, or from its number."""
    if isinstance(value, str):
        for mode in UpdateMode:
            if value.strip().lower() in (mode.name.lower(), str(mode.value)):
                return mode
    elif isinstance(value, int) and not isinstance(value, bool) and value in list(UpdateMode):
        return UpdateMode(value)
    raise malformed("The update mode is not known.")


def to_bool(value: object) -> bool:
    """A truth value, also from its text; nothing becomes false."""
    if isinstance(value, str):
        return value.strip().lower() == "true"
    return bool(value)


def to_time(value: object) -> datetime:
    """A point in time without zone, to the second; one with a zone is taken to UTC."""
    try:
        time = datetime.fromisoformat(str(value).strip())
        if time.tzinfo:
            time = time.astimezone(UTC)
    except (ValueError, OverflowError):
        raise malformed("A date and time was expected.") from None
    return time.replace(tzinfo=None, microsecond=0)


def to_members(value: object) -> Members:
    """An object's members; nothing becomes an object without any."""
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise malformed("An object was expected.")
    return value


def to_list(value: object) -> list[object]:
    """A list; nothing becomes the empty list."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise malformed("A list was expected.")
    return value
