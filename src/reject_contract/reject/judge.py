"""What an answer must be: each helper raises a `Violation` that says what was expected and what came.

A violation of a requirement that the test is not about is noted with the exchange instead, and the test goes on.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from reject_contract.http.client import Client
from reject_contract.http.disguise import uncovered
from reject_contract.http.exchange import ELSEWHERE, Answer, Exchange
from reject_contract.http.violation import SOMETIMES, Omitted, Unjudged, Violation
from reject_contract.reject import code_page, error_bodies, wording
from reject_contract.stage.invitations import Absent, Invitation, State
from reject_contract.target.credentials import without_scheme
from reject_contract.target.target_file import CredentialKind

NO_CONTENT = 204
UNAUTHENTICATED = 401
LENGTH_REQUIRED = 411
OLD_HTTP = 10
NOT_IMPLEMENTED = 501
STOPPED = (403, 406)
"""What firewalls answer to markup or SQL in a body."""
SUSPICIOUS = re.compile("<b>|<script|drop table", re.IGNORECASE)
"""Reasons of the contract that firewalls stop."""


def answered(exchange: Exchange, *statuses: int) -> Answer:
    """The answer has one of the status codes."""
    if exchange.answer is not None and exchange.answer.status in statuses:
        return exchange.answer
    answer, wanted = present(exchange), " or ".join(map(str, statuses))
    raise Violation(f"status {wanted}", exchange.summary(), aspect=_how(answer), exchange=exchange)


def accepted(exchange: Exchange, client: Client, *, own: int | None = None) -> None:
    """A valid reject is answered 204.

    A 401 is held against the server only where the same credential opens a neighbouring operation. The status
    `own` is held against the very thing that is tried here, whatever else it rests on.
    """
    credential_works(exchange, client)
    not_stopped(exchange, client)
    if own is not None and exchange.status == own:
        raise Violation(f"status {NO_CONTENT}", exchange.summary(), aspect="refused", exchange=exchange)
    answered(exchange, NO_CONTENT)


def declined(exchange: Exchange, invitation: Invitation, reason: str | None = None) -> None:
    """A reject is answered 204 and the invitation reads Declined, with the reason where one is given."""
    accepted(exchange, invitation.stage.invitee)
    took_effect(exchange, invitation, reason)


def took_effect(
    exchange: Exchange, invitation: Invitation, reason: str | None = None, *, status: str = "Declined"
) -> None:
    """The invitation reads Declined, or what another answer makes of it, with the reason where one is given.

    Where it cannot be read, the answer alone is judged.
    """
    if not invitation.readable:
        return
    state = invitation.read()
    invitation.answered = True
    if state.status != status:
        raise Violation(f"the invitation reads {status}", f"it reads {state}", aspect="effect", exchange=exchange)
    if reason is not None and not state.gives(reason):
        if code_page.lost(reason, state.reason) and code_page.loses_letters(invitation.stage):
            raise Omitted(f"the database keeps the letters of a code page alone ({wording.text(state.reason)})")
        expected = f"the reason reads back as {wording.text(reason)}"
        actual = f"it reads {wording.contrast(reason, state.reason)}"
        raise Violation(expected, actual, aspect="reason", exchange=exchange)


def untouched(exchange: Exchange, invitation: Invitation, requirement: str | None = None) -> None:
    """The invitation still waits for an answer, without a reason."""
    if isinstance(invitation, Absent):
        return
    state = invitation.read()
    if state.like(invitation.initial):
        invitation.untouched = True
        return
    expected = f"the invitation stays as it was ({invitation.initial})"
    actual = f"after {exchange.summary()} it reads {state}"
    if requirement is None:
        raise Violation(expected, actual, aspect="changed", exchange=exchange)
    exchange.note(requirement, "changed", expected, actual)


def refused(exchange: Exchange, invitation: Invitation) -> None:
    """The request is refused and changes nothing.

    A refusal is a 4xx, or what the agents' documentation describes beside it: 200 with null or with
    an error object.
    """
    answer = present(exchange)
    if not error_bodies.is_refusal(answer):
        raise Violation("a refusal (4xx)", exchange.summary(), aspect=_how(answer), exchange=exchange)
    if answer.status == UNAUTHENTICATED:
        # 401 is for credentials (RFC 9110 section 15.5.2), and those of this request are good.
        credential_works(exchange, invitation.stage.invitee)
        raise Violation(
            "a refusal (4xx) other than status 401", exchange.summary(), aspect=_how(answer), exchange=exchange
        )
    clean(exchange)
    untouched(exchange, invitation)


def unauthenticated(exchange: Exchange, invitation: Invitation, statuses: Collection[int] = (UNAUTHENTICATED,)) -> None:
    """The request is refused for its credentials, without disclosing them, and changes nothing."""
    answered(exchange, *statuses)
    clean(exchange)
    untouched(exchange, invitation, requirement="RJ-AUTH-22")


def accepted_or_refused(
    exchange: Exchange,
    invitation: Invitation,
    reason: str | None = None,
    *,
    status: str = "Declined",
    may_hang_up: bool = False,
) -> None:
    """The request is carried out (204, and the invitation reads `status`) or refused without side effects.

    On a body that is too long for it, a server may hang up instead of reading on (RFC 9110 section 15.5.14).
    """
    if may_hang_up and exchange.answer is None:
        untouched(exchange, invitation)
        return
    answer = not_crashed(exchange)
    if answer.status == NO_CONTENT:
        took_effect(exchange, invitation, reason, status=status)
    elif answer.status < 300 and invitation.read().status == status:
        expected = "204 for a request that is carried out"
        raise Violation(expected, exchange.summary(), aspect=_how(answer), exchange=exchange)
    else:
        refused(exchange, invitation)


def accepted_refused_or_redirected(exchange: Exchange, invitation: Invitation, status: str = "Declined") -> None:
    """As `accepted_or_refused`; a redirect to the right address is fine as well, and changes nothing."""
    if exchange.status in (301, 302, 307, 308):
        untouched(exchange, invitation)
    else:
        accepted_or_refused(exchange, invitation, status=status)


def not_crashed(exchange: Exchange, also: Collection[int] = ()) -> Answer:
    """The answer is no server error, save those that are allowed here."""
    answer = present(exchange)
    if answer.status >= 500 and answer.status not in also:
        raise Violation("no server error (5xx)", exchange.summary(), aspect="crash", exchange=exchange)
    clean(exchange)
    return answer


def clean(exchange: Exchange) -> None:
    """An error body discloses no internals and is of the media type that it declares."""
    answer = present(exchange)
    if answer.status < 400:
        return
    for fault in error_bodies.faults(answer, exchange.sent, exchange.redaction):
        actual = f"the body contains {fault.found}: {exchange.summary()}"
        exchange.note(fault.requirement, fault.aspect, fault.expected, actual)


def same(expected: object, actual: object, what: str, exchange: Exchange | None = None, aspect: str = "others") -> None:
    """Two snapshots are equal; of rows only what differs is shown."""
    if expected == actual:
        return
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        wanted, found = f"{what}: no change", wording.changes(expected, actual)
    else:
        wanted, found = f"{what}: {wording.value(expected)}", wording.value(actual)
    raise Violation(wanted, found, aspect=aspect, exchange=exchange)


def states(found: Iterable[State], expected: Iterable[str], exchange: Exchange) -> None:
    """Occurrences in the order of time: `Declined`, `pending`, or `any`."""
    found, expected = list(found), list(expected)
    for number, (state, wanted) in enumerate(zip(found, expected, strict=True), start=1):
        right = wanted == "any" or (state.pending if wanted == "pending" else state.status == wanted)
        if not right:
            order = ", ".join(each.status for each in found)
            reads = "stays pending" if wanted == "pending" else f"reads {wanted}"
            raise Violation(
                f"occurrence {number} of {len(found)} {reads}", f"it reads {state.status} (in order: {order})",
                aspect="effect" if wanted == "Declined" else "others", exchange=exchange,
            )  # fmt: skip


def challenged(exchange: Exchange) -> None:
    """A 401 carries a challenge; another answer is not judged here."""
    answer = present(exchange)
    challenge = answer.header("WWW-Authenticate")
    if answer.status == UNAUTHENTICATED and not (
        challenge and re.match(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", challenge.strip())
    ):
        actual = f"401 with WWW-Authenticate: {challenge}" if challenge is not None else "401 without WWW-Authenticate"
        raise Violation("a WWW-Authenticate header with a challenge", actual, aspect="challenge", exchange=exchange)


def allows(exchange: Exchange, method: str) -> None:
    """A 405 names the method among the allowed ones; another answer is not judged here."""
    answer = present(exchange)
    allowed = answer.header("Allow")
    if answer.status == 405 and method not in [each.strip().upper() for each in (allowed or "").split(",")]:
        actual = f"405 with Allow: {allowed}" if allowed is not None else "405 without Allow"
        if answer.media_type == "text/html":
            actual += " (a page of HTML: of the web framework, or of a server before the API)"
        raise Violation(f"an Allow header with {method}", actual, aspect="allow", exchange=exchange)


def not_supported(exchange: Exchange) -> None:
    """A method is refused: 4xx or 501."""
    answer = present(exchange)
    if not 400 <= answer.status < 500 and answer.status != NOT_IMPLEMENTED:
        raise Violation("a refusal (4xx or 501)", exchange.summary(), aspect=_how(answer), exchange=exchange)


def silent_about(exchange: Exchange, value: str, *more: str) -> None:
    """Neither headers nor body repeat a credential, with or without its scheme."""
    answer = present(exchange)
    told = "\n".join([*(content for _, content in answer.headers), answer.text])
    for secret in (without_scheme(value), *more):
        if secret in told:
            raise Violation(
                "an answer that does not repeat the credential", "it repeats it", aspect="leak", exchange=exchange
            )


def needs_kind(client: Client, kind: CredentialKind) -> None:
    """Omit the test where the account has no such credential."""
    if kind not in client.target.allowed(client.account):
        raise Omitted(f"the target file gives the {client.role} no {kind} credential that the installation allows")


def all_declined(exchanges: Sequence[Exchange], states: Sequence[State], client: Client) -> None:
    """Of many valid rejects each is answered 204 and takes effect; failing now and then is an aspect of its own."""
    pairs = list(zip(exchanges, states, strict=True))
    failed = [pair for pair in pairs if pair[0].status != NO_CONTENT or pair[1].status != "Declined"]
    if not failed:
        return
    exchange, state = failed[0]
    credential_works(exchange, client)
    aspect = "no answer" if exchange.answer is None else "effect"
    if exchange.answer is not None and exchange.status != NO_CONTENT:
        aspect = _how(exchange.answer)
    raise Violation(
        f"all {len(pairs)} are answered 204 and read Declined",
        f"{len(failed)} failed; first number {pairs.index(failed[0]) + 1}: {exchange.summary()}; it reads {state}",
        aspect=aspect if len(failed) == len(pairs) else SOMETIMES + aspect, exchange=exchange,
    )  # fmt: skip


def some_accepted(exchanges: Sequence[Exchange]) -> None:
    """Of several rejects of one invitation none crashes and one at least is answered 204."""
    for exchange in exchanges:
        not_crashed(exchange)
    if not any(exchange.status == NO_CONTENT for exchange in exchanges):
        statuses = ", ".join(str(exchange.status) for exchange in exchanges)
        raise Violation(
            "204 for at least one of them", statuses, aspect=_how(present(exchanges[0])), exchange=exchanges[0]
        )


def told_at_once(exchange: Exchange, interim: bool) -> None:
    """100 Continue, or a final answer, came before the body was sent."""
    answer = present(exchange)
    if not interim and answer.version != OLD_HTTP and answer.status == NO_CONTENT:
        expected = "100 Continue, or a final answer, before the body is sent"
        raise Violation(expected, "neither came within a second", aspect="interim", exchange=exchange)


def present(exchange: Exchange) -> Answer:
    """There is an answer, and it is the server's own; `Unjudged` where a gateway or a moved server speaks."""
    if exchange.answer is None:
        raise Violation("an answer", f"none: {exchange.problem}", aspect="no answer", exchange=exchange)
    if why := ELSEWHERE.get(exchange.answer.status):
        raise Unjudged(f"the server is not available, {why}: {exchange.summary()}")
    return exchange.answer


def _how(answer: Answer) -> str:
    """The aspect of a wrong status: another wrong status is another fault, one crash is like the other."""
    return "crash" if answer.status >= 500 else f"status {answer.status}"


def is_refusal(answer: Answer) -> bool:
    """Whether the answer refuses: a 4xx, or what the agents' documentation describes beside it."""
    return error_bodies.is_refusal(answer)


def not_stopped(exchange: Exchange, client: Client) -> None:
    """`Omitted` where a firewall before the API stops a text: with a page.

    It is one that firewalls are known to stop, or is stopped on its way to another operation too.
    """
    if exchange.answer is None or exchange.status not in STOPPED or exchange.answer.media_type != "text/html":
        return
    if SUSPICIOUS.search(uncovered(exchange.sent.body.decode(errors="replace"))):
        raise Omitted(f"a firewall before the API stops such a text ({exchange.summary()})")
    media_type = dict(exchange.sent.headers).get("Content-Type")
    probe = client.send("CreateDefaultAppointmentEntity", exchange.sent.body, media_type)
    if probe.answer and probe.status == exchange.status and probe.answer.media_type == "text/html":
        raise Omitted(f"a firewall before the API stops such a text ({exchange.summary()})")


def credential_works(exchange: Exchange, client: Client) -> None:
    """`Unjudged` where a 401 comes for a credential that opens no neighbouring operation either."""
    if exchange.status != UNAUTHENTICATED:
        return
    probe = client.call("CreateDefaultAppointmentEntity")
    if probe.status != 200:
        raise Unjudged(
            f"the {client.kind} credential of the {client.role} is refused by other operations too"
            f" ({probe.summary()}): has it expired?"
        )
