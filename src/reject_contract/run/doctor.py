"""Checks a target before it is judged: each check has a name, writes nothing, and says what to do."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal
from urllib.parse import urlsplit

from reject_contract.http.client import Client
from reject_contract.http.exchange import Exchange
from reject_contract.http.route import ProxyFault
from reject_contract.http.violation import StageFailed, TargetGone, Unjudged
from reject_contract.run.run import Run
from reject_contract.sanitize import harmless
from reject_contract.stage import answers
from reject_contract.stage.invitations import invited
from reject_contract.target import authorities, credentials
from reject_contract.target.target_file import Target
from reject_contract.verdict import register

State = Literal["ok", "note", "failed"]
MOST_SKEW = 300
"""Seconds by which the clocks may differ: invitations lie a month ahead, so more than that is worth a note only."""
GIVEN_WANTED = {True: 400, False: 80}
"""How many given invitations a run uses at most, where they are read back and where they are not."""
SYSTEM_USER = ("SystemAssociate", 5)
"""How the vendor writes the type of the system user."""
CERTIFICATE = {
    10: ("its certificate has expired", "renew it on the server"),
    9: ("its certificate is not valid yet", "check the clocks of both machines"),
    18: ("its certificate is self-signed", "put it into a file and name that under tls.ca_bundle"),
    19: ("its certificate chain ends in a self-signed one", "name the authority's certificate under tls.ca_bundle"),
    20: ("its certificate comes from an unknown authority", "name the authority's certificate under tls.ca_bundle"),
    62: ("its certificate is for another host", "use the host name of the certificate in base_url"),
    64: ("its certificate is for another address", "use the host name of the certificate in base_url"),
}
"""What OpenSSL's verification codes mean to the user, and what to do."""


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    found: str
    advice: str = ""

    @property
    def words(self) -> str:
        """What was found, and what to do."""
        return f"{self.name}: {self.found}" + (f"; {self.advice}" if self.advice else "")


def examine(run: Run) -> Iterator[Check]:
    """The checks, one after the other; what comes after a failed one is not looked at."""
    checks = [_address, _connection, _release, _credentials, _consent]
    for check in checks:
        for found in check(run):
            yield found
            if found.state == "failed":
                return


def _address(run: Run) -> Iterator[Check]:
    if run.transport.route.proxy:
        yield Check("address", "note", "requests go through the proxy of the environment, which resolves the name")
        return
    parts = urlsplit(run.target.root)
    try:
        found = socket.getaddrinfo(parts.hostname, parts.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        yield Check("address", "failed", f"{parts.hostname} does not resolve", "check base_url, and your network")
        return
    yield Check("address", "ok", f"{parts.hostname} is {found[0][4][0]}")


def _connection(run: Run) -> Iterator[Check]:
    target, route = run.target, run.transport.route
    if not route.direct:
        return
    try:
        connection = route.connect()
    except ssl.SSLError as reason:
        yield _certificate(reason)
        return
    except ConnectionRefusedError:
        advice = "is the server running, and the port in base_url right?"
        yield Check("connection", "failed", f"{target.root} does not answer: the connection was refused", advice)
        return
    except TimeoutError:
        seconds = f"{target.limits.timeout_seconds:g} s"
        found = f"{target.root} does not answer: no connection within {seconds}"
        yield Check("connection", "failed", found, "is a firewall in between?")
        return
    except ProxyFault as reason:
        yield Check("connection", "failed", str(reason))
        return
    except OSError as reason:
        found = f"{target.root} does not answer: {reason.strerror or type(reason).__name__}"
        yield Check("connection", "failed", found, "check base_url, and your network")
        return
    connection.close()
    yield Check("connection", "ok", "the port answers")
    if target.secure and target.tls.verify:
        trusted, _ = authorities.trusted(target.tls.ca_bundle)
        yield Check("certificate", "ok", f"it is valid for this host; authorities: {trusted}")
    elif target.secure:
        yield Check("certificate", "note", "it is not checked (tls.verify: false)", "a report of this run proves less")


def _certificate(reason: ssl.SSLError) -> Check:
    if isinstance(reason, ssl.SSLCertVerificationError):
        known = CERTIFICATE.get(reason.verify_code, (f"it is not trusted ({reason.verify_message})", "see tls"))
        return Check("certificate", "failed", *known)
    advice = "is it https, and on this port?"
    return Check("connection", "failed", f"TLS could not be established ({reason.reason or 'no reason given'})", advice)


def _release(run: Run) -> Iterator[Check]:
    exchange = run.clients["invitee"].metadata()
    if exchange.answer is None:
        found = f"{run.target.root} does not answer: {exchange.problem}"
        yield Check("GET /api", "failed", found, "is it an HTTP server, and base_url everything before /api/v1?")
        return
    if exchange.status == 421:
        advice = "log in again to learn the tenant's host, and put it into base_url"
        yield Check("GET /api", "failed", f"the host is not the tenant's ({exchange.summary()})", advice)
        return
    run.release = release_in(exchange)
    if run.release:
        yield Check("GET /api", "ok", run.release)
    else:
        yield Check("GET /api", "note", f"it names no release ({exchange.summary()})", "is base_url right?")
    yield from _clock(exchange)


def release_in(exchange: Exchange) -> str:
    """What the server says of itself: name and version, or the NetServer of X-Powered-By; empty where it is silent."""
    found = _said(exchange)
    told = found.items() if isinstance(found, dict) else ()
    words = [str(value) for name, value in told if "version" in name.lower() or name.lower() == "name"]
    headers = exchange.answer.headers if exchange.answer else ()
    powered = [value for name, value in headers if name.lower() == "x-powered-by" and "netserver" in value.lower()]
    return harmless(exchange.redaction.mask(" ".join(words or powered[:1])))[:200]


def _said(exchange: Exchange) -> Any:
    """The JSON of an answer 200; None where there is none."""
    try:
        return answers.decoded(exchange.answer) if exchange.answer and exchange.status == 200 else None
    except ValueError:
        return None


def _clock(exchange: Exchange) -> Iterator[Check]:
    given = exchange.answer.header("Date") if exchange.answer else None
    try:
        theirs = parsedate_to_datetime(given) if given else None
        theirs = theirs and (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC))
        skew = abs((datetime.fromtimestamp(exchange.started, UTC) - theirs).total_seconds()) if theirs else None
    except (ValueError, TypeError, OverflowError, IndexError):
        skew = None
    if skew is None:
        return
    if skew > MOST_SKEW:
        yield Check("clock", "note", f"the clocks differ by {skew:.0f} s", "set the one that is wrong")
    else:
        yield Check("clock", "ok", "both clocks agree")


def _credentials(run: Run) -> Iterator[Check]:
    """Every credential that the run will use: all kinds of the invitee, the ordinary one of the others."""
    for role, client in run.clients.items():
        kinds = run.target.allowed(client.account) if role == "invitee" else (client.kind,)
        for kind in kinds:
            yield _credential(client.using(kind))


def _credential(client: Client) -> Check:
    name, key = f"{client.kind} of the {client.role}", f"accounts.{client.role}.{client.kind}"
    exchange = client.call("CreateDefaultAppointmentEntity")
    if exchange.status == 401:
        words = f"the {client.kind} credential of the {client.role} is refused ({exchange.summary()})"
        return Check(name, "failed", words, f"check {key} of the target file: is it wrong, or has it expired?")
    if exchange.status == 421:
        return Check(name, "failed", f"the host is not the tenant's ({exchange.summary()})", "correct base_url")
    if exchange.status == 404 and (operation := _missing(client)):
        found = f"no {operation} at {client.target.root}: each request for it is answered 404"
        return Check("operation", "failed", found, "base_url is everything before /api/v1")
    if _said(exchange) is None:
        return Check(name, "note", f"cannot be checked: CreateDefaultAppointmentEntity: {exchange.summary()}")
    owner = _owner(exchange)
    who = owner and owner.AssociateId
    if not owner or not who:
        return Check(name, "ok", "it is accepted; whose it is, the server does not say")
    if owner.Type in SYSTEM_USER:
        advice = "it has no diary and every right; use the account of an ordinary user"
        return Check(name, "failed", f"associate {who} is the system user", advice)
    if who != client.account.associate_id:
        found = f"it is the credential of associate {who}, not of {client.account.associate_id}"
        return Check(name, "failed", found, f"correct accounts.{client.role}.associate_id or {key}")
    return Check(name, "ok", f"it is accepted, and is associate {who}")


def _missing(client: Client) -> str:
    """The first operation, where none is there, whoever asks and however; nothing is named that could be changed."""
    names = [operation.name for operation in register.load().operations.values()]
    for name in names:
        forms = client.send(name, b"{}", credential=credentials.NONE), client.send(name, b"")
        if any(each.status != 404 for each in forms):
            return ""
    return names[0]


def _owner(exchange: Exchange) -> answers.Person | None:
    """Whose default appointment it is."""
    try:
        found = answers.ENTITY.validate_python(answers.decoded(exchange.answer)) if exchange.answer else None
    except ValueError:
        return None
    return found.Associate if found else None


def _consent(run: Run) -> Iterator[Check]:
    if not run.target.provisions:
        yield Check("consent", "ok", "nothing is written: the target file asks for no invitations")
    elif run.no_writes:
        advice = "what needs an invitation is left out"
        yield Check("consent", "note", f"nothing is written: {run.no_writes}", advice)
    elif run.stage.makes:
        kept = "an invitation that was seen may stay as cancelled until its owner dismisses it"
        yield Check("consent", "ok", f"appointments may be made, rejected and deleted; {kept}")
        yield from _rights(run)
        yield from _mail(run)
    else:
        yield Check("consent", "ok", "the given invitations may be rejected")
        count, wanted = len(run.target.given_ids), GIVEN_WANTED[run.target.read_back]
        advice = "" if count >= wanted else "name more, or some requirements will be left unjudged"
        yield Check(
            "invitations", "note" if advice else "ok", f"{count} are given; a run uses {wanted} at most", advice
        )
    yield from _budget(run.target)


def _rights(run: Run) -> Iterator[Check]:
    """Whether the organizer may put appointments into the others' diaries; where the server cannot say, nothing."""
    others = [client.account.associate_id for client in run.stage.people[1:]]
    exchange = run.stage.organizer.call("GetCanInsertForAssociates", {"AssociateIds": others})
    may = _said(exchange)
    if may == [True] * len(others):
        yield Check("rights", "ok", "the organizer may make appointments in the diaries of those who are invited")
    elif isinstance(may, list) and len(may) == len(others):
        lacking = " and ".join(str(who) for who, allowed in zip(others, may, strict=True) if allowed is not True)
        found = f"the organizer may make no appointments in the diary of associate {lacking}"
        yield Check("rights", "note", found, "if invitations cannot be made, give the organizer that right")


def _mail(run: Run) -> Iterator[Check]:
    """Whether saving a booking would send e-mail; where the server cannot say, nothing is told."""
    try:
        exchange = run.stage.organizer.call(
            "WillSendEmail", {"Appointment": run.stage.draft() | invited(run.stage.everybody)}
        )
    except StageFailed:
        return
    sends = _said(exchange)
    if sends is True and run.target.consent.mail:
        yield Check("mail", "note", "each booking sends e-mail to its participants; consent.mail allows it")
    elif sends is True:
        advice = "switch notifications off for these accounts, or say consent: {mail: true}"
        yield Check("mail", "failed", "each booking would send e-mail to its participants", advice)
    elif sends is False:
        yield Check("mail", "ok", "bookings send none")


def _budget(target: Target) -> Iterator[Check]:
    limits = target.limits
    pace = f"{target.pace:g} a second" if target.pace else "as many as it takes"
    time = f", {limits.seconds:g} s in all" if limits.seconds else ""
    yield Check("budget", "ok", f"{limits.requests} requests, {limits.writes} writes, {pace}{time}")


def first_failure(run: Run) -> Check | None:
    """The first check that fails; None where the target can be judged."""
    try:
        return next((check for check in examine(run) if check.state == "failed"), None)
    except TargetGone as reason:
        return Check("connection", "failed", str(reason))


def preflight(run: Run) -> None:
    """See that the target can be judged, and lets an invitation be made; `Unjudged` says what is missing."""
    with run.recorder.summarised():
        failure = first_failure(run)
        if failure:
            raise Unjudged(failure.words)
        if run.stage.provisions:
            first = run.stage.invitation()  # read back by its own id, as the first of a process always is
            first.untouched = True
            run.stage.give_back(first)
