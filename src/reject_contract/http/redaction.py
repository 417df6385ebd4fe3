"""Masks the secrets of a target wherever they could be written down."""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

from reject_contract.http.disguise import Secrets
from reject_contract.target.target_file import Target

if TYPE_CHECKING:
    from functools import _lru_cache_wrapper

SHORTEST = 4
"""Shorter secrets would mask half of every text."""

SHORT = 200
"""Characters of a text whose pieces are kept: headers and the like come again with every request."""

SPOILT = "_SPOILT"
"""Ends the name of what was made from a secret, to be refused."""
WORDS = re.compile(r"""([\s"',;<>(){}\[\]]+)""")
"""What stands between words."""
WINDOW = 8
"""Characters in a row that a text made from a secret shares with it."""


@dataclass(frozen=True)
class Redaction:
    """The secrets of a target, each with the name that replaces it."""

    names: dict[str, str] = field(repr=False)
    _secrets: Secrets = field(default=Secrets({}), repr=False, compare=False)
    _learned: set[str] = field(default_factory=set, repr=False, compare=False)

    @classmethod
    def of(cls, *targets: Target) -> Redaction:
        """Collect every secret of the target files, each also as it looks once encoded."""
        found = {secret: name for target in targets for secret, name in _secrets(target)}
        long = {secret: name for secret, name in found.items() if len(secret) >= SHORTEST}
        return cls(_with_encodings(long), Secrets(long, " ".join(_shown(target) for target in targets)))

    def learn(self, text: str) -> None:
        """Mask a text too that was made from a secret: what is spoilt in one place tells the rest of it."""
        if text in self._learned or text in self.names:
            return
        self._learned.add(text)
        like = (name for secret, name in self.names.items() if not name.endswith(SPOILT) and _resembles(secret, text))
        if name := next(like, ""):
            forms = _with_encodings({text: name + SPOILT})
            self._innermost.extend(_innermost(forms, self._innermost))
            self.names.update({form: name for form, name in forms.items() if form not in self.names})
            self._split_short.cache_clear()

    def mask(self, text: str) -> str:
        """The text with each secret replaced by `[NAME]`, and each word, or the whole, that holds one in disguise."""
        masked = self.replace(text)
        if not (name := self._disguised(masked)):
            return masked
        words = WORDS.split(masked)
        found = [self._disguised(word) if index % 2 == 0 else "" for index, word in enumerate(words)]
        shown = "".join(f"[{name}]" if name else word for name, word in zip(found, words, strict=True))
        return f"[{name}]" if self._disguised(shown) else shown

    @cached_property
    def _disguised(self) -> Callable[[str], str]:
        """The name of a secret that a text holds in disguise."""
        return lru_cache(maxsize=512)(self._secrets.found_in)

    def replace(self, text: str) -> str:
        """The text with each secret replaced by `[NAME]` where it stands as it is, or in a usual encoding."""
        return "".join(f"[{piece}]" if is_secret else piece for piece, is_secret in self.split(text))

    def split(self, text: str) -> list[tuple[str, bool]]:
        """The text in pieces: what may be shown (False), and the names of the secrets between (True)."""
        return self._split_short(text) if len(text) <= SHORT else self._split(text)

    @cached_property
    def _split_short(self) -> _lru_cache_wrapper[list[tuple[str, bool]]]:
        return lru_cache(maxsize=2048)(self._split)

    @cached_property
    def _innermost(self) -> list[str]:
        """Without one of these a text holds no secret at all, as most texts do."""
        return _innermost(self.names)

    def _split(self, text: str) -> list[tuple[str, bool]]:
        if not any([secret in text for secret in self._innermost]):  # noqa: C419 - a generator takes twice as long
            return [(text, False)]
        # A longer one before its own beginning, so that it is not cut up.
        present = sorted((secret for secret in self.names if secret in text), reverse=True)
        # All at once, so that none is looked for in the name of another.
        pieces = re.split(f"({'|'.join(map(re.escape, present))})", text)
        return [(self.names[piece], True) if index % 2 else (piece, False) for index, piece in enumerate(pieces)]

    def secrets_in(self, text: str) -> list[str]:
        """The names of the secrets that occur in the text; one that could be a common word does not count."""
        return sorted(
            {
                name
                for secret, name in self.names.items()
                if secret in text and _unmistakable(secret) and not name.endswith(SPOILT)
            }
        )


def _secrets(target: Target) -> Iterator[tuple[str, str]]:
    """Every secret of a target with the name that replaces it."""
    if target.app_token:
        yield target.app_token.get_secret_value(), "SO_APP_TOKEN"
    if scapegoat := target.accounts.scapegoat:
        yield scapegoat.password.get_secret_value(), "SCAPEGOAT_PASSWORD"
    for role, account in target.accounts.given().items():
        who = role.upper()
        if account.basic:
            password = account.basic.password.get_secret_value()
            yield password, f"{who}_PASSWORD"
            yield base64.b64encode(f"{account.basic.username}:{password}".encode()).decode(), f"{who}_BASIC"
        if account.soticket:
            yield account.soticket.get_secret_value(), f"{who}_SOTICKET"
        if account.bearer:
            yield account.bearer.get_secret_value(), f"{who}_BEARER"
        if account.xsrf:
            yield account.xsrf.token.get_secret_value(), f"{who}_XSRF_TOKEN"
            for name, cookie in account.xsrf.cookies.items():
                yield cookie.get_secret_value(), f"{who}_COOKIE_{re.sub(r'[^A-Za-z0-9]', '_', name).upper()}"


def _shown(target: Target) -> str:
    """What every report says of a target."""
    users = [account.basic.username for account in target.accounts.given().values() if account.basic]
    return " ".join([target.name, target.base_url, *users])


def _with_encodings(found: dict[str, str]) -> dict[str, str]:
    full = dict(found)
    for secret, name in found.items():
        for form in _encodings(secret):
            full.setdefault(form, name)
    return full


def _encodings(secret: str) -> Iterator[str]:
    """The secret as it looks in an address, in base64, in JSON, and in XML or HTML."""
    for percent in (quote(secret, safe=""), quote_plus(secret), quote(secret)):
        yield percent
        yield re.sub("%..", lambda match: match[0].lower(), percent)  # as .NET writes it
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        encoded = encode(secret.encode()).decode()
        yield encoded
        yield encoded.rstrip("=")
        yield from _inside_base64(secret, encode)
    for ascii_only in (True, False):
        yield json.dumps(secret, ensure_ascii=ascii_only)[1:-1]
    for quotes in (True, False):
        yield html.escape(secret, quote=quotes)


def _inside_base64(secret: str, encode: Callable[[bytes], bytes]) -> Iterator[str]:
    """What of the secret is always the same where it stands somewhere in a longer text that is encoded."""
    raw = secret.encode()
    for before in range(3):
        encoded = encode(bytes(before) + raw).decode()
        begin, end = -(-before * 8 // 6), (before + len(raw)) * 8 // 6
        if end - begin >= SHORTEST * 2:
            yield encoded[begin:end]


def _resembles(secret: str, text: str) -> bool:
    """Whether the text holds a part of the secret from which the rest could be guessed."""
    secret, text = secret.lower(), text.lower()
    return any(secret[begin : begin + WINDOW] in text for begin in range(len(secret) - WINDOW + 1))


def _innermost(secrets: Collection[str], known: Collection[str] = ()) -> list[str]:
    """Those secrets that contain no shorter one, known ones included."""
    found = list(known)
    for secret in sorted(secrets, key=len):
        if not any(inner in secret for inner in found):
            found.append(secret)
    return found[len(known) :]


def _unmistakable(secret: str) -> bool:
    """Whether nobody would write the secret by chance, as one might write "password"."""
    return len(secret) >= 8 and not secret.isalpha()
