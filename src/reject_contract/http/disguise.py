"""Finds secrets in disguise: percent-encoded twice, in hexadecimal, in base64 of base64, cut up, in other letters."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote

LAYERS = 6
"""Encodings around one another that are taken off."""
SHORTEST = 8
"""Letters and digits of a secret that is looked for in disguise, if there is a digit among them."""
LONG = 16
"""The same where there is none."""
WINDOW = 12
"""Letters and digits in a row, a digit among them, by which a part of a secret is known."""
BLOCK = 6
"""Letters of the pieces of secrets that are looked for first; every window holds one of them whole."""
FEW_LINES = 1000
"""Characters of a text in which parts of secrets are looked for as well."""
ESCAPE = re.compile(r"(?:\\u|%u|\\x|=(?=[0-9A-F]{2}))([0-9A-Fa-f]{4}|[0-9A-Fa-f]{2})|\\([\"'\\/])")
RUN = re.compile(r"[A-Za-z0-9+/_-]{11,}={0,2}")
"""What could be base64, or hexadecimal."""
NO_LETTERS = re.compile(r"[\W_]+")


def bare(text: str) -> str:
    """Letters and digits alone, in lower case: what is left of a text that was cut up, folded or spaced out."""
    return NO_LETTERS.sub("", text).casefold()


def uncovered(text: str) -> str:
    """The text once all its encodings are taken off, one after the other until nothing changes."""
    for _ in range(LAYERS):
        before = text
        text = text.replace("\0", "")
        if "%" in text:
            text = unquote(text)
        if "&" in text:
            text = html.unescape(text)
        if "\\" in text or "=" in text or "%u" in text:
            text = ESCAPE.sub(_unescaped, text)
        text = RUN.sub(lambda run: _decoded(run[0]), text)
        if text == before:
            break
    return text


def _unescaped(match: re.Match[str]) -> str:
    return match[2] or chr(int(match[1], 16))


@lru_cache(maxsize=8192)
def _decoded(run: str) -> str:
    """What a run of hexadecimal or base64 digits says; itself where that is nothing that a person would write."""
    for raw in _readings(run):
        for charset in ("utf-8", "utf-16-le"):
            try:
                text = raw.decode(charset).replace("\0", "")
            except UnicodeDecodeError:
                continue
            if text and text.isascii() and text.isprintable():
                return text
    return run


def _readings(run: str) -> Iterator[bytes]:
    digits = run.rstrip("=")
    with_padding = digits.replace("-", "+").replace("_", "/") + "=" * (-len(digits) % 4)
    for decode, given in ((bytes.fromhex, digits), (base64.b64decode, with_padding)):
        try:
            yield decode(given)
        except (ValueError, binascii.Error):
            continue


class Secrets:
    """Secrets as they are known in any disguise, each with the name that replaces it."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._whole = {bare(secret): name for secret, name in names.items() if _unmistakable(bare(secret))}
        self._pieces: dict[str, list[tuple[str, str]]] = {}
        for secret, name in names.items():
            for piece in _pieces(bare(secret)):
                self._pieces.setdefault(piece, []).append((bare(secret), name))

    def found_in(self, text: str) -> str:
        """The name of a secret that a text holds, whole or a part of it; empty where it holds none.

        A part is looked for where there is an encoding, and in what is no longer than a few lines.
        """
        if not self._pieces:
            return ""
        plain = uncovered(text)
        key = bare(plain)
        if plain == text and len(text) > FEW_LINES:
            return next((name for secret, name in self._whole.items() if secret in key), "")
        for piece, secrets in self._pieces.items():
            if piece in key:
                for secret, name in secrets:
                    if _shares(key, secret, piece):
                        return name
        return ""


def _unmistakable(key: str) -> bool:
    """Whether nobody would write this by chance."""
    return len(key) >= SHORTEST and (any(map(str.isdigit, key)) or len(key) >= LONG)


def _window(secret: str) -> int:
    """How many letters in a row give a secret away: all, where it is short or of letters alone."""
    return min(WINDOW, len(secret)) if any(map(str.isdigit, secret)) else len(secret)


def _pieces(secret: str) -> Iterable[str]:
    """Pieces of a secret of which each of its windows holds one; none of a secret that anybody might write."""
    step = _window(secret) - BLOCK + 1
    starts = range(0, len(secret) - BLOCK + 1, step) if _unmistakable(secret) else ()
    return (secret[begin : begin + BLOCK] for begin in starts)


def _shares(key: str, secret: str, piece: str) -> bool:
    """Whether a text and a secret have a window in common around a piece."""
    at, size = secret.find(piece), _window(secret)
    first, last = max(0, at - size + BLOCK), min(at, len(secret) - size)
    windows = (secret[begin : begin + size] for begin in range(first, last + 1))
    return any(_unmistakable(window) and window in key for window in windows)
