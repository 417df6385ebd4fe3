"""What a secret of a target file may hold."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, SecretStr
from pydantic_core import PydanticCustomError

UNUSABLE = "unusable_secret"
"""The kind of error that a secret is which cannot be sent."""
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def without_newline(value: Any) -> Any:
    """A text without the one line end that command substitution and files of secrets leave."""
    return re.sub(r"\r?\n\Z", "", value) if isinstance(value, str) else value


def _usable(value: SecretStr) -> SecretStr:
    """A secret that is there, in one line; the message does not show it."""
    text = value.get_secret_value()
    if not text:
        raise PydanticCustomError(UNUSABLE, "is empty")
    if CONTROL.search(text):
        raise PydanticCustomError(UNUSABLE, "holds a line break or another control character; is it copied whole?")
    return value


def _fits_a_header(value: SecretStr) -> SecretStr:
    """A secret that is sent in a header as it is, and so holds no letter beyond Latin-1."""
    try:
        value.get_secret_value().encode("latin-1")
    except UnicodeEncodeError:
        raise PydanticCustomError(UNUSABLE, "holds a letter that no header can carry; is it the right one?") from None
    return value


Secret = Annotated[SecretStr, BeforeValidator(without_newline), AfterValidator(_usable)]
HeaderSecret = Annotated[Secret, AfterValidator(_fits_a_header)]
