"""Each kind of credential as request headers: good ones from the target file, and bad ones made up."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping

from reject_contract.target.target_file import Account, CredentialKind, Target

Credential = Mapping[str, str]
"""The headers that a credential consists of."""

NONE: Credential = {}


def good(target: Target, account: Account, kind: CredentialKind) -> Credential:
    """The account's own credential of a kind; online, the application token goes with a ticket."""
    headers = _own(account, kind)
    if target.app_token and kind == "soticket" and target.installation == "online":
        headers["SO-AppToken"] = target.app_token.get_secret_value()
    return headers


def _own(account: Account, kind: CredentialKind) -> dict[str, str]:
    if kind == "basic" and account.basic:
        return basic(account.basic.username, account.basic.password.get_secret_value())
    if kind == "soticket" and account.soticket:
        return {"Authorization": f"SoTicket {account.soticket.get_secret_value()}"}
    if kind == "bearer" and account.bearer:
        return {"Authorization": f"Bearer {account.bearer.get_secret_value()}"}
    if kind == "xsrf" and account.xsrf:
        cookies = {name: cookie.get_secret_value() for name, cookie in account.xsrf.cookies.items()}
        return {"X-XSRF-TOKEN": account.xsrf.token.get_secret_value(), "Cookie": cookie_header(cookies)}
    raise LookupError(kind)


def basic(username: str, password: str) -> dict[str, str]:
    """Basic authentication of RFC 7617, in UTF-8."""
    return {"Authorization": f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"}


def cookie_header(cookies: Mapping[str, str]) -> str:
    """The Cookie header that carries the cookies."""
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def secrets_of(credential: Credential) -> Iterator[str]:
    """What is secret in a credential: values without their scheme, passwords, values of cookies."""
    for name, value in credential.items():
        if name.lower() == "cookie":
            yield from (pair.partition("=")[2] for pair in value.split("; "))
            continue
        yield without_scheme(value)
        if (text := decoded(without_scheme(value))) is not None:
            yield text.partition(":")[2]


def decoded(value: str) -> str | None:
    """What stands in base64, such as `user:password`; None where it is none."""
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError:  # binascii.Error and UnicodeDecodeError are such
        return None


def without(credential: Credential, *names: str) -> Credential:
    """The credential less some of its headers."""
    dropped = {name.lower() for name in names}
    return {name: value for name, value in credential.items() if name.lower() not in dropped}


def respelt(credential: Credential, scheme: str) -> Credential:
    """The credential with its scheme name spelt another way."""
    return {**credential, "Authorization": f"{scheme} {without_scheme(credential['Authorization'])}"}


def without_scheme(value: str) -> str:
    """What follows the scheme name in the value of an Authorization header; all of it where there is none."""
    return value.split(" ", 1)[-1].strip()


def tampered(secret: str, place: float) -> str:
    """The secret with six characters exchanged at a place (0 is its begin, 1 its end); it stays well-formed."""
    end = len(secret.rstrip("="))
    at = max(0, min(int(end * place), end - 6))
    other = "".join("A" if letter != "A" else "B" for letter in secret[at : at + 6])
    return secret[:at] + other + secret[at + 6 :]


def lengthened(secret: str) -> str:
    """The secret with four characters more; base64 stays well-formed."""
    bare = secret.rstrip("=")
    return bare + "AAAA" + secret[len(bare) :]
