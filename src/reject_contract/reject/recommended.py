"""What no sentence of the documents demands, though a careful reader expects it: noted beside what must hold."""

from __future__ import annotations

from collections.abc import Collection

from reject_contract.http.client import Client
from reject_contract.http.exchange import Exchange
from reject_contract.reject import judge
from reject_contract.stage.invitations import Invitation

BAD_REQUEST = 400
INVALID = (401, 403)
"""What a credential that is not valid must be answered; the RFC recommends the first, and forbids neither."""


def refusal(exchange: Exchange, invitation: Invitation, should: str) -> None:
    """The request is carried out, or refused without side effects; a `should` says that it is refused."""
    judge.accepted_or_refused(exchange, invitation)
    _note_unless_refused(exchange, should)


def refusal_of_nothing(exchange: Exchange, invitation: Invitation, should: str) -> None:
    """The request names no appointment: no crash, and nothing changes; a `should` says that it is refused."""
    judge.not_crashed(exchange)
    judge.untouched(exchange, invitation)
    _note_unless_refused(exchange, should)


def refusal_or_not(exchange: Exchange, should: str) -> None:
    """The request may name an appointment or nothing: no crash; a `should` says that it is refused."""
    judge.not_crashed(exchange)
    _note_unless_refused(exchange, should)


def status_401(exchange: Exchange, invitation: Invitation, statuses: Collection[int], should: str) -> None:
    """The credential is refused with one of some statuses; a `should` says that it is 401."""
    judge.unauthenticated(exchange, invitation, statuses)
    if exchange.status != judge.UNAUTHENTICATED:
        exchange.note(should, f"status {exchange.status}", "status 401", exchange.summary())


def forged_token(client: Client, made_up: str) -> tuple[str, Collection[int]]:
    """A bearer token of nobody, and what it may be answered.

    Online, a token begins with its tenant, and one of another tenant may be sent away: so it is given the caller's
    own where that is known.
    """
    allowed = {*INVALID, BAD_REQUEST}
    if client.target.installation != "online":
        return made_up, allowed
    own = client.account.bearer.get_secret_value() if client.account.bearer else ""
    if "." in own:
        return own.partition(".")[0] + "." + made_up.partition(".")[2], allowed
    return made_up, {*allowed, 404, 421}


def _note_unless_refused(exchange: Exchange, should: str) -> None:
    answer = exchange.answer
    if answer is not None and not judge.is_refusal(answer):
        exchange.note(should, f"status {answer.status}", "a refusal (4xx)", exchange.summary())
