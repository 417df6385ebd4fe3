"""What an answer must be: each helper raises a `Violation` that says what was expected and what came."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from reject_contract.http import bodies
from reject_contract.http.client import Client
from reject_contract.http.exchange import Answer, Exchange
from reject_contract.http.violation import SOMETIMES, Omitted, Unjudged, Violation
from reject_contract.reject import error_bodies
from reject_contract.stage.invitations import Absent, Invitation, State
from reject_contract.target.credentials import without_scheme
from reject_contract.target.target_file import CredentialKind

NO_CONTENT = 204
UNAUTHENTICATED = 401
OLD_HTTP = 10
UNAVAILABLE_METHOD = 501


def answered(exchange: Exchange, *statuses: int) -> Answer:
    """The answer has one of the status codes."""
    answer = _present(exchange)
    if answer.status not in statuses:
        wanted = " or ".join(map(str, statuses))
        raise Violation(f"status {wanted}", exchange.summary(), aspect=_how(answer), exchange=exchange)
    return answer


def accepted(exchange: Exchange, client: Client, *, own: int | None = None) -> None:
    """A valid reject is answered 204.

    A 401 is held against the server only where the same credential opens a neighbouring operation. The status
    `own` is held against the very thing that is tried here, whatever else it rests on.
    """
    if exchange.status == UNAUTHENTICATED:
        _credential_still_works(client)
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
    """The invitation reads Declined, or what another answer makes of it, with the reason where one is given."""
    state = invitation.read()
    invitation.answered = True
    if state.status != status:
        raise Violation(f"the invitation reads {status}", f"it reads {state}", aspect="effect", exchange=exchange)
    if reason is not None and state.reason != reason:
        expected, actual = f"the reason reads back as {_shown(reason)}", f"it reads {_shown(state.reason)}"
        raise Violation(expected, actual, aspect="reason", exchange=exchange)


def untouched(exchange: Exchange, invitation: Invitation, requirement: str | None = None) -> None:
    """The invitation still waits for an answer, without a reason."""
    if isinstance(invitation, Absent):
        return
    state = invitation.read()
    if not state.like(invitation.initial):
        _held_against(Violation(
            f"the invitation stays as it was ({invitation.initial})", f"after {exchange.summary()} it reads {state}",
            aspect="changed", exchange=exchange, requirement=requirement,
        ))  # fmt: skip
        return
    invitation.untouched = True


def refused(exchange: Exchange, invitation: Invitation) -> None:
    """The request is refused and changes nothing.

    A refusal is a 4xx, or what the agents' documentation describes beside it: 200 with null or with
    an error object.
    """
    answer = _present(exchange)
    if not error_bodies.is_refusal(answer):
        raise Violation("a refusal (4xx)", exchange.summary(), aspect=_how(answer), exchange=exchange)
    if answer.status == UNAUTHENTICATED:
        # 401 is for credentials (RFC 9110 section 15.5.2), and those of this request are good.
        _credential_still_works(invitation.stage.invitee)
        raise Violation("a refusal (4xx) other than 401", exchange.summary(), aspect=_how(answer), exchange=exchange)
    clean(exchange)
    untouched(exchange, invitation)


def unauthenticated(exchange: Exchange, invitation: Invitation, statuses: Collection[int] = (UNAUTHENTICATED,)) -> None:
    """The request is refused for its credentials, tells nothing of them, and changes nothing."""
    answered(exchange, *statuses)
    clean(exchange)
    untouched(exchange, invitation, requirement="RJ-AUTH-22")


def accepted_or_refused(
    exchange: Exchange, invitation: Invitation, reason: str | None = None, *, may_hang_up: bool = False
) -> None:
    """Whatever the server makes of the request, it decides: 204 and declined, or refused and as it was.

    On a body that is too long for it, a server may hang up instead of reading on (RFC 9110 section 15.5.14).
    """
    if may_hang_up and exchange.answer is None:
        untouched(exchange, invitation)
        return
    answer = not_crashed(exchange)
    if answer.status == NO_CONTENT:
        took_effect(exchange, invitation, reason)
    elif answer.status < 300 and invitation.read().status == "Declined":
        expected = "204 for a reject that is carried out"
        raise Violation(expected, exchange.summary(), aspect=_how(answer), exchange=exchange)
    else:
        refused(exchange, invitation)


def accepted_refused_or_redirected(exchange: Exchange, invitation: Invitation) -> None:
    """As `accepted_or_refused`; a redirect to the right address is fine as well, and changes nothing."""
    if exchange.status in (301, 302, 307, 308):
        untouched(exchange, invitation)
    else:
        accepted_or_refused(exchange, invitation)


def not_crashed(exchange: Exchange, also: Collection[int] = ()) -> Answer:
    """The answer is no server error, save those that are allowed here."""
    answer = _present(exchange)
    if answer.status >= 500 and answer.status not in also:
        raise Violation("no server error (5xx)", exchange.summary(), aspect="crash", exchange=exchange)
    clean(exchange)
    return answer


def clean(exchange: Exchange) -> None:
    """An error body tells no innards and is what it says it is."""
    answer = _present(exchange)
    if answer.status < 400:
        return
    for fault in error_bodies.faults(answer, exchange.sent, exchange.redaction):
        _held_against(Violation(
            fault.expected, f"{fault.found} in: {exchange.summary()}", aspect=fault.aspect,
            exchange=exchange, requirement=fault.requirement,
        ))  # fmt: skip


def same(expected: object, actual: object, what: str, exchange: Exchange | None = None, aspect: str = "others") -> None:
    """Two snapshots are equal."""
    if expected != actual:
        raise Violation(f"{what}: {expected}", f"{actual}", aspect=aspect, exchange=exchange)


def states(found: Iterable[State], expected: Iterable[str], exchange: Exchange) -> None:
    """Occurrences in the order of time: `Declined`, `pending`, or `any`."""
    found, expected = list(found), list(expected)
    for number, (state, wanted) in enumerate(zip(found, expected, strict=True), start=1):
        right = wanted == "any" or (state.pending if wanted == "pending" else state.status == wanted)
        if not right:
            shown = ", ".join(str(each) for each in found)
            raise Violation(
                f"occurrence {number} of {len(found)} reads {wanted}", f"{state.status} (all: {shown})",
                aspect="effect" if wanted == "Declined" else "others", exchange=exchange,
            )  # fmt: skip


def in_time(exchanges: Iterable[Exchange], most_ms: int) -> None:
    """The quickest of some answers is within the limit: one slow answer may be the network's."""
    quickest = min(exchanges, key=lambda each: each.seconds)
    if quickest.seconds * 1000 > most_ms:
        actual = f"the quickest took {quickest.seconds * 1000:.0f} ms"
        raise Violation(f"an answer within {most_ms} ms", actual, aspect="slow", exchange=quickest)


def challenged(exchange: Exchange) -> None:
    """A 401 carries a challenge; another answer is not judged here."""
    answer = _present(exchange)
    challenge = answer.header("WWW-Authenticate")
    if answer.status == UNAUTHENTICATED and not (
        challenge and re.match(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", challenge.strip())
    ):
        actual = f"401 with WWW-Authenticate: {challenge}" if challenge is not None else "401 without it"
        raise Violation("a WWW-Authenticate header with a challenge", actual, aspect="challenge", exchange=exchange)


def allows(exchange: Exchange, method: str) -> None:
    """A 405 names the method among the allowed ones; another answer is not judged here."""
    answer = _present(exchange)
    allowed = answer.header("Allow")
    if answer.status == 405 and method not in [each.strip().upper() for each in (allowed or "").split(",")]:
        actual = f"405 with Allow: {allowed}" if allowed is not None else "405 without Allow"
        raise Violation(f"an Allow header with {method}", actual, aspect="allow", exchange=exchange)


def not_supported(exchange: Exchange) -> None:
    """A method is refused: 4xx or 501."""
    answer = _present(exchange)
    if not 400 <= answer.status < 500 and answer.status != UNAVAILABLE_METHOD:
        raise Violation("a refusal (4xx or 501)", exchange.summary(), aspect=_how(answer), exchange=exchange)


def silent_about(exchange: Exchange, value: str, *more: str) -> None:
    """Neither headers nor body repeat a credential, with or without its scheme."""
    answer = _present(exchange)
    told = "\n".join([*(content for _, content in answer.headers), answer.text])
    for secret in (without_scheme(value), *more):
        if secret in told:
            raise Violation(
                "an answer that does not repeat the credential", "it does", aspect="leak", exchange=exchange
            )


def needs_kind(client: Client, kind: CredentialKind) -> None:
    """Omit the test where the account has no such credential."""
    if kind not in client.target.allowed(client.account):
        raise Omitted(f"the target file gives the {client.role} no {kind} credential that the installation allows")


def best_of_xml(
    client: Client, invitation: Invitation, reason: str, media_type: str, mode: str = "OnlyThis"
) -> Exchange:
    """Send a valid reject; XML in the shapes that a server may want, until one of them takes effect."""

    def send(namespace: str) -> Exchange:
        return client.reject(invitation.id, reason, mode, media_type=media_type, namespace=namespace)

    return first_shape_that_works(send, invitation, media_type)


def first_shape_that_works(send: Callable[[str], Exchange], invitation: Invitation, media_type: str | None) -> Exchange:
    """Send with one namespace after the other, where the media type is XML, until the invitation is answered."""
    *others, last = bodies.namespaces(media_type)
    for namespace in others:
        exchange = send(namespace)
        if exchange.status == NO_CONTENT and not invitation.read().pending:
            return exchange
    return send(last)


def all_declined(exchanges: Sequence[Exchange], states: Sequence[State], client: Client) -> None:
    """Of many valid rejects each is answered 204 and takes effect; failing now and then is an aspect of its own."""
    pairs = list(zip(exchanges, states, strict=True))
    failed = [pair for pair in pairs if pair[0].status != NO_CONTENT or pair[1].status != "Declined"]
    if not failed:
        return
    exchange, state = failed[0]
    if exchange.status == UNAUTHENTICATED:
        _credential_still_works(client)
    aspect = "no answer" if exchange.answer is None else "effect"
    if exchange.answer is not None and exchange.status != NO_CONTENT:
        aspect = _how(exchange.answer)
    raise Violation(
        f"each of {len(pairs)} is answered 204 and reads Declined",
        f"{len(failed)} are not, such as number {pairs.index(failed[0]) + 1}: {exchange.summary()}; it reads {state}",
        aspect=aspect if len(failed) == len(pairs) else SOMETIMES + aspect, exchange=exchange,
    )  # fmt: skip


def some_accepted(exchanges: Sequence[Exchange]) -> None:
    """Of several rejects of one invitation none crashes and one at least is answered 204."""
    for exchange in exchanges:
        not_crashed(exchange)
    if not any(exchange.status == NO_CONTENT for exchange in exchanges):
        statuses = ", ".join(str(exchange.status) for exchange in exchanges)
        raise Violation(
            "204 for one of them at least", statuses, aspect=_how(_present(exchanges[0])), exchange=exchanges[0]
        )


def nothing_follows(exchange: Exchange, surplus: bytes) -> None:
    """On the connection nothing follows the header section."""
    _present(exchange)
    if surplus:
        expected = "nothing between the header section and the next answer"
        raise Violation(
            expected, f"{len(surplus)} or more bytes: {surplus[:60]!r}", aspect="framing", exchange=exchange
        )


def well_formed(exchange: Exchange, header_section: bytes) -> None:
    """Every line of the header section of a 204 is a name, a colon and a value."""
    answered(exchange, NO_CONTENT)
    for line in header_section.rstrip(b"\r\n").split(b"\r\n")[1:]:
        if not re.fullmatch(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n\0]*", line):
            raise Violation("lines of name, colon and value", f"{line[:80]!r}", aspect="framing", exchange=exchange)


def understood_or_refused(exchange: Exchange, *statuses: int) -> None:
    """One of the codes; a server that answers as HTTP/1.0 knows nothing of chunks and is not held to it."""
    if _present(exchange).version == OLD_HTTP:
        return
    answered(exchange, *statuses)


def told_at_once(exchange: Exchange, interim: bool) -> None:
    """100 Continue, or a final answer, came before the body was sent."""
    answer = _present(exchange)
    if not interim and answer.version != OLD_HTTP and answer.status == NO_CONTENT:
        expected = "100 Continue, or a final answer, before the body is sent"
        raise Violation(expected, "neither came within a second", aspect="interim", exchange=exchange)


def lacks(exchange: Exchange, name: str) -> None:
    """A 204 goes without a header."""
    value = answered(exchange, NO_CONTENT).header(name)
    if value is not None:
        raise Violation(f"a 204 without {name}", f"{name}: {value}", aspect="framing", exchange=exchange)


def _held_against(violation: Violation) -> None:
    """Raise, unless the test is about something else and a deviation covers this."""
    if violation.requirement is None or not violation.exchange or not violation.exchange.accepts(violation):
        raise violation


def _present(exchange: Exchange) -> Answer:
    if exchange.answer is None:
        raise Violation("an answer", f"none: {exchange.problem}", aspect="no answer", exchange=exchange)
    return exchange.answer


def _how(answer: Answer) -> str:
    """The aspect of a wrong status: another wrong status is another fault, one crash is like the other."""
    return "crash" if answer.status >= 500 else f"status {answer.status}"


def _credential_still_works(client: Client) -> None:
    probe = client.call("CreateDefaultAppointmentEntity")
    if probe.status != 200:
        raise Unjudged(
            f"the {client.kind} credential of the {client.role} is refused by other operations too"
            f" ({probe.summary()}): has it expired?"
        )


def _shown(text: str) -> str:
    return repr(text) if len(text) <= 120 else f"{text[:100]!r}… ({len(text)} characters)"
