"""How answers, challenges and refusals are written, several freedoms at once."""

import json
from itertools import count
from urllib.parse import urlsplit

from reject_contract.mock.accounts import SESSION_COOKIE
from reject_contract.mock.app import App
from reject_contract.mock.authentication import session_of
from reject_contract.mock.behaviours import variant
from reject_contract.mock.http import Request, Response
from reject_contract.mock.media_types import FORM_TYPE, JSON_TYPES, XML_TYPES, Members
from reject_contract.mock.operation import ALLOWED
from reject_contract.mock.refusals import (
    Refusal,
)
from reject_contract.mock.variants.tools import every_answer, refuse_otherwise, show_otherwise

_UTF_8 = ("Content-Type", "application/json; charset=utf-8")


# How answers are written


@variant
def answers_written_otherwise(app: App) -> None:
    """JSON has many lines, raw letters, its members backwards and more of them; lists of people and rows are too."""

    def turn(value: object, more: Members) -> object:
        if isinstance(value, list):
            return [turn(each, more) for each in value]
        if not isinstance(value, dict):
            return value
        people = value.get("Participants")
        if isinstance(people, list):
            value = {**value, "Participants": people[::-1]}
        turned = {name: turn(each, more) for name, each in reversed(value.items())}
        return {**turned, **more} if "AppointmentId" in value else turned

    def backwards(value: object, selected: bool) -> object:
        more: Members = {} if selected else {"_Links": {"Self": None, "Rel": []}, "RowVersion": "AAAAAAAB9zE="}
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            value = value[::-1]
        return turn(value, more)

    show_otherwise(app, backwards)


@variant
def bodies_in_odd_chunks(app: App) -> None:
    """Bodies come in chunks of odd lengths with extensions and leading zeros, with a trailer behind them."""

    def chunk(request: Request, answer: Response) -> None:
        if not answer.body or request.version != "HTTP/1.1" or answer.exact:
            return
        parts, at = [], 0
        for length in count(1, 9):
            part = answer.body[at : at + length]
            if not part:
                break
            parts.append(b'%04X;part="a; b"\r\n%s\r\n' % (len(part), part))
            at += length
        answer.headers += [("Transfer-Encoding", "chunked"), ("Trailer", "Server-Timing")]
        end = b"000\r\nServer-Timing: app;dur=1.5\r\n\r\n"
        answer.body = b"" if request.method == "HEAD" else b"".join(parts) + end

    every_answer(app, chunk)


@variant
def errors_end_with_the_connection(app: App) -> None:
    """The body of a refusal has no length and ends with its connection; what succeeds leaves the connection open."""
    respond = app.respond

    def endless(request: Request) -> Response:
        answer = respond(request)
        if answer.status >= 400 and answer.body and not answer.exact:
            answer.exact = answer.close = True
            answer.body = b"" if request.method == "HEAD" else answer.body
        return answer

    app.respond = endless  # type: ignore[method-assign]


@variant
def errors_in_the_language_of_the_server(app: App) -> None:
    """Errors are in Norwegian and of a media type of the vendor's, with reason phrases beyond ASCII."""
    texts = {401: "Du må logge på først.", 403: "Du har ikke tilgang.", 404: "Finnes ikke på denne tjeneren."}

    def rule(request: Request | None, refusal: Refusal) -> Response:
        text = texts.get(refusal.status, "Forespørselen kunne ikke utføres.")
        value = {
            "Error": True,
            "ErrorType": refusal.error_type,
            "Message": text,
            "HelpLink": "https://docs.superoffice.com/",
        }
        headers = [("Content-Type", "application/vnd.superoffice.error+json"), ("Content-Language", "nb")]
        if refusal.status == 401:
            headers += [("WWW-Authenticate", challenge) for challenge in app.gate.challenges()]
        body = json.dumps(value, ensure_ascii=False).encode()
        return Response(refusal.status, headers, body, reason="Ugyldig forespørsel")

    refuse_otherwise(app, rule)


@variant
def headers_written_loosely(app: App) -> None:
    """Header values have blanks and tabs around them, their names mixed letters, and lists stand on several lines."""

    def mixed(name: str) -> str:
        return "".join(each.upper() if at % 2 else each.lower() for at, each in enumerate(name))

    def loosen(answer: Response) -> Response:
        if not answer.exact:
            lists = [("Vary", "Accept"), ("Vary", "Origin"), ("Link", "</a>; rel=help"), ("Link", "</b>; rel=license")]
            lists += [("Cache-Control", "private"), ("Cache-Control", 'no-store, ext="a, b"')]
            answer.headers = [(name, f"  \t{value} \t ") for name, value in [*answer.headers, *lists]]
            answer.spell_header = mixed
        return answer

    respond, refuse = app.respond, app.refuse_message
    app.respond = lambda request: loosen(respond(request))  # type: ignore[method-assign]
    app.refuse_message = lambda status, message: loosen(refuse(status, message))  # type: ignore[method-assign]


@variant
def upgrade_offered(app: App) -> None:
    """Answers offer HTTP/2 and come behind interim answers, one of a status that nobody has registered."""
    app.transport.interim = (
        b"HTTP/1.1 199 Still Here\r\nServer-Timing: queue;dur=1\r\n\r\n"
        b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\nLink: </b.css>; rel=preload\r\n\r\n"
    )

    def offer(request: Request, answer: Response) -> None:
        if request.version == "HTTP/1.1":
            answer.headers += [("Upgrade", "h2c, websocket"), ("Connection", "Upgrade")]

    every_answer(app, offer)


@variant
def cookies_come_and_go(app: App) -> None:
    """A 401 ends the session of the browser; other answers renew its XSRF token and name another node each time."""
    numbers = count(1)

    def set_cookies(request: Request, answer: Response) -> None:
        if answer.status == 401:
            gone = "Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/"
            answer.headers += [("Set-Cookie", f"{name}=; {gone}") for name in (SESSION_COOKIE, "XSRF-TOKEN")]
            return
        account, node = session_of(request), next(numbers)
        token = account.xsrf_token if account else f"{node:032x}"
        answer.headers.append(("Set-Cookie", f"XSRF-TOKEN={token}; Path=/; SameSite=Lax"))
        answer.headers.append(
            ("Set-Cookie", f'ARRAffinity="node-{node}"; Path=/; Expires=Fri, 31 Dec 2049 23:59:59 GMT')
        )

    every_answer(app, set_cookies)


# Who is asked for a login, and how


@variant
def login_before_everything(app: App) -> None:
    """Whoever is not logged in gets 401, also for other methods, OPTIONS among them, and other addresses."""
    handle = app.handle

    def guarded(request: Request) -> Response:
        path = request.path.lower().rstrip("/").removeprefix(app.base_path.lower())
        if path not in ("/api", "/api/v1") and request.target != "*":
            try:
                app.gate.authenticate(request)
            except Refusal as refusal:
                return app.refuse(request, refusal)
        return handle(request)

    app.handle = guarded


@variant
def challenges_hard_to_read(app: App) -> None:
    """Challenges have commas, quotes, a token and names of schemes in them; a 403 and a 404 challenge as well."""
    both = r'Bearer realm="SuperOffice, \"CRM\"", scope="diary Basic" , sOtIcKeT realm="a=b", x=y'
    challenges = [both, "SuperId c3VwZXJvZmZpY2U="]
    if not app.gate.online:
        challenges.append('Negotiate, basic charset="UTF-8", realm="Bearer, SoTicket"')
    app.gate.challenges = lambda: list(challenges)

    def challenge_too(request: Request, answer: Response) -> None:
        if answer.status in (403, 404):
            answer.headers += [("WWW-Authenticate", each) for each in challenges]

    every_answer(app, challenge_too)


# Other methods, other forms of the address


@variant
def what_is_allowed_stands_on_several_lines(app: App) -> None:
    """Allow stands on several lines, OPTIONS is answered with a text, and a 415 says in Accept what is read."""

    def split(answer: Response) -> Response:
        methods = (answer.header("Allow") or "").split(", ")[::-1]
        lines = [", ".join(methods[:2]), *methods[2:]]
        answer.headers = [*answer.without("Allow"), *(("Allow", each) for each in lines if each)]
        return answer

    refuse = app.reject.refuse

    def refusing(request: Request, refusal: Refusal) -> Response:
        answer = refuse(request, refusal)
        if refusal.status == 415:
            answer.headers += [("Accept", ", ".join(JSON_TYPES)), ("Accept", ", ".join([*XML_TYPES, FORM_TYPE]))]
        return split(answer)

    text = json.dumps({"Name": "Reject", "Methods": ALLOWED}).encode()
    app.reject.refuse = refusing
    app.reject.methods["OPTIONS"] = lambda request: split(Response(200, [_UTF_8, ("Allow", ", ".join(ALLOWED))], text))


@variant
def other_forms_of_the_path_redirect(app: App) -> None:
    """The path in another form is redirected to the documented one: with 301 to read, with 308 for the rest."""
    handle = app.handle
    documented = f"{app.base_path}/api/v1/Agents/Appointment/Reject"

    def redirecting(request: Request) -> Response:
        target = urlsplit(request.target)
        if not app.is_reject(request) or target.path == documented:
            return handle(request)
        address = documented + (f"?{target.query}" if target.query else "")
        page = b"<!DOCTYPE html><title>Moved</title>It has moved.\n"
        status = 301 if request.method in ("GET", "HEAD") else 308
        return Response(status, [("Location", address), ("Content-Type", "text/html; charset=utf-8")], page)

    app.handle = redirecting
