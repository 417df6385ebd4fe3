"""Finds secrets in disguise: percent-encoded twice, in hexadecimal, in base64 of base64, cut up, in other letters."""

from __future__ import annotations

import base64
import binascii
import html
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from urllib.parse import unquote

LAYERS = 6
"""Encodings around one another that are taken off."""
DIGIT = re.compile(rb"[0-9]")
SHORTEST = 8
"""Letters and digits of a secret that is looked for in disguise, if there is a digit among them."""
LONG = 16
"""The same where there is none; a shorter word is looked for in what was encoded alone."""
WINDOW = 8
"""Letters and digits in a row, a digit among them, by which a part of a secret is known."""
BLOCK = 6
"""Letters of the pieces of secrets that are looked for first; every window holds one of them whole."""
FEW_LINES = 1000
"""Characters of a text in which parts of secrets are looked for as well."""
ESCAPE = re.compile(r"(?:\\u|%u|\\x|=(?=[0-9A-F]{2}))([0-9A-Fa-f]{4}|[0-9A-Fa-f]{2})|\\([\"'\\/])")
RUN = re.compile(r"[A-Za-z0-9+/_-]{11,}={0,2}")
"""What could be base64, or hexadecimal."""
NOTHING: set[str] = set()
"""Runs that say nothing: names and ids come again with every answer."""
MOST_KNOWN = 50_000
BETWEEN_WORDS = re.compile(r"""[\s"',<>(){}\[\]]+""")
SIGN = re.compile(r"[%&\\=\0]")
"""What an encoding has in it, unless it is a run of digits."""
NO_LETTERS = bytes(place for place in range(128) if not chr(place).isalnum())


def bare(text: str) -> bytes:
    """Letters and digits alone, in lower case: what is left of a text that was cut up, folded or spaced out."""
    return text.encode(errors="replace").translate(None, NO_LETTERS).lower()


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
        if not NOTHING.issuperset(runs := RUN.findall(text)):
            for run in set(runs) - NOTHING:
                text = text.replace(run, _decoded(run))
        if text == before:
            break
    return text


def _unescaped(match: re.Match[str]) -> str:
    return match[2] or chr(int(match[1], 16))


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
    if len(NOTHING) < MOST_KNOWN:
        NOTHING.add(run)
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

    def __init__(self, names: Mapping[str, str], shown: str = "") -> None:
        """Take secrets, and a text that says in the open what may be a part of them, as the name of a tenant is."""
        keys = {bare(secret): name for secret, name in names.items()}
        self._whole = {key: name for key, name in keys.items() if _unmistakable(key)}
        self._words = {key: name for key, name in keys.items() if key not in self._whole and len(key) >= BLOCK}
        self._shown = bare(shown)
        self._pieces: dict[bytes, list[tuple[bytes, str]]] = {}
        self._clean: set[tuple[str, str]] = set()
        """Lines without a secret, each with the one before it: those of headers come again with every answer."""
        for secret, name in self._whole.items():
            for piece in _pieces(secret):
                self._pieces.setdefault(piece, []).append((secret, name))

    def found_in(self, text: str) -> str:
        """The name of a secret that a text holds, whole or a part of it; empty where it holds none.

        In what is longer than a few lines a part is looked for word by word, where there is an encoding.
        """
        if not self._pieces and not self._words:
            return ""
        if len(text) <= FEW_LINES:
            return self._in_few_lines(text)
        key = bare(text)
        words = set(RUN.findall(text)) - NOTHING
        if SIGN.search(text):
            words.update(filter(SIGN.search, BETWEEN_WORDS.split(text)))
        found = (name for secret, name in self._whole.items() if secret in key)
        return next(found, "") or next(filter(None, map(self._part_in, words)), "")

    def _in_few_lines(self, text: str) -> str:
        lines = ["", *text.split("\n")]
        pairs = list(pairwise(lines))
        new = [place for place, pair in enumerate(pairs) if pair not in self._clean]
        places = sorted({near for place in new for near in (place, place + 1)})
        name = self._part_in("\n".join(lines[place] for place in places)) if new else ""
        if not name and len(self._clean) < MOST_KNOWN:
            self._clean.update(pairs)
        return name

    def _part_in(self, text: str) -> str:
        key = bare(uncovered(text))
        there = {key[at : at + BLOCK] for at in range(len(key) - BLOCK + 1)}
        for piece in self._pieces.keys() & there:
            for secret, name in self._pieces[piece]:
                if self._shares(key, secret, piece):
                    return name
        return self._word_in(key, bare(text)) if self._words else ""

    def _shares(self, key: bytes, secret: bytes, piece: bytes) -> bool:
        """Whether a text and a secret have a window in common around a piece."""
        at, size = secret.find(piece), _window(secret)
        first, last = max(0, at - size + BLOCK), min(at, len(secret) - size)
        windows = (secret[begin : begin + size] for begin in range(first, last + 1))
        return any(_unmistakable(window) and window in key and window not in self._shown for window in windows)

    def _word_in(self, key: bytes, plain: bytes) -> str:
        """The name of a secret that could be a common word, where it shows only once the encodings are off."""
        return next((name for word, name in self._words.items() if word in key and word not in plain), "")


def _unmistakable(key: bytes) -> bool:
    """Whether nobody would write this by chance."""
    return len(key) >= SHORTEST and (bool(DIGIT.search(key)) or len(key) >= LONG)


def _window(secret: bytes) -> int:
    """How many letters in a row give a secret away: all, where it is short or of letters alone."""
    return min(WINDOW, len(secret)) if DIGIT.search(secret) else len(secret)


def _pieces(secret: bytes) -> Iterator[bytes]:
    """Pieces of a secret of which each of its windows holds one."""
    for begin in range(0, len(secret) - BLOCK + 1, _window(secret) - BLOCK + 1):
        yield secret[begin : begin + BLOCK]
