"""Masks the secrets of a target wherever they could be written down."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

from reject_contract.target import Target

SHORTEST = 4
"""Shorter secrets would mask half of every text; they are left to the header rules."""


@dataclass(frozen=True)
class Redaction:
    """The secrets of a target with the name that stands in for each."""

    names: dict[str, str] = field(repr=False)

    @classmethod
    def of(cls, target: Target) -> Redaction:
        """Collect every secret of the target file, each also as it looks once encoded."""
        found: dict[str, str] = {}
        if target.app_token:
            found[target.app_token.get_secret_value()] = "SO_APP_TOKEN"
        for role, account in target.accounts.given().items():
            who = role.upper()
            if account.basic:
                password = account.basic.password.get_secret_value()
                found[password] = f"{who}_PASSWORD"
                pair = f"{account.basic.username}:{password}".encode()
                found[base64.b64encode(pair).decode()] = f"{who}_BASIC"
            if account.soticket:
                found[account.soticket.get_secret_value()] = f"{who}_SOTICKET"
            if account.bearer:
                found[account.bearer.get_secret_value()] = f"{who}_BEARER"
            if account.xsrf:
                found[account.xsrf.token.get_secret_value()] = f"{who}_XSRF_TOKEN"
                for name, cookie in account.xsrf.cookies.items():
                    found[cookie.get_secret_value()] = f"{who}_COOKIE_{re.sub(r'[^A-Za-z0-9]', '_', name).upper()}"
        return cls(_with_encodings({secret: name for secret, name in found.items() if len(secret) >= SHORTEST}))

    def mask(self, text: str) -> str:
        """The text with each secret replaced by `[NAME]`."""
        return self._replaced(text, "[{}]")

    def split(self, text: str) -> list[tuple[str, bool]]:
        """The text in pieces: what may be shown (False), and the names of the secrets between (True)."""
        pieces = self._replaced(text, "\0{}\0").split("\0")
        return [(piece, index % 2 == 1) for index, piece in enumerate(pieces)]

    def secrets_in(self, text: str) -> list[str]:
        """The names of the secrets that occur in the text; one that could be a common word does not count."""
        return sorted({name for secret, name in self.names.items() if secret in text and _unmistakable(secret)})

    def _replaced(self, text: str, form: str) -> str:
        for secret, name in self.names.items():
            if secret in text:
                text = text.replace(secret, form.format(name))
        return text


def _with_encodings(found: dict[str, str]) -> dict[str, str]:
    """Longest first, so that a secret inside another is not cut out of it."""
    full = dict(found)
    for secret, name in found.items():
        encoded = base64.b64encode(secret.encode()).decode()
        for form in (quote(secret, safe=""), quote_plus(secret), quote(secret), encoded, encoded.rstrip("=")):
            full.setdefault(form, name)
    return dict(sorted(full.items(), key=lambda item: -len(item[0])))


def _unmistakable(secret: str) -> bool:
    """Whether nobody would write the secret by chance, as one might write "password"."""
    return len(secret) >= 8 and not secret.isalpha()
