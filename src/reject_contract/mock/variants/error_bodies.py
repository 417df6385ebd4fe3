"""Other right bodies and challenges of refusals."""

import json
from collections.abc import Callable

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import variant
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal
from reject_contract.mock.rendering import to_xml
from reject_contract.mock.variants.tools import refuse_otherwise


def _unauthenticated(app: App, media_type: str, body: bytes) -> None:
    """Give a 401 another body."""
    refuse = app.refuse

    def otherwise(request: Request | None, refusal: Refusal) -> Response:
        answer = refuse(request, refusal)
        if refusal.status == 401:
            answer.body = body
            answer.headers = answer.without("Content-Type")
            answer.headers += [("Content-Type", media_type)] if body else []
        return answer

    app.refuse = otherwise


@variant
def unauthenticated_empty(app: App) -> None:
    """A 401 has no body."""
    _unauthenticated(app, "", b"")


@variant
def unauthenticated_text(app: App) -> None:
    """A 401 has a body of plain text."""
    _unauthenticated(app, "text/plain", b"Unauthorized")


@variant
def unauthenticated_html(app: App) -> None:
    """A 401 has a page of HTML, as a web server writes it before the API is asked."""
    page = b"<!DOCTYPE html><title>401 - Unauthorized</title><h2>Access is denied</h2>"
    _unauthenticated(app, "text/html", page)


@variant
def unauthenticated_xml(app: App) -> None:
    """A 401 has a body in XML."""
    _unauthenticated(app, "application/xml; charset=utf-8", b"<Error><Message>Log in first.</Message></Error>")


@variant
def unauthenticated_problem(app: App) -> None:
    """A 401 has a problem+json body."""
    _unauthenticated(app, "application/problem+json", b'{"title": "Unauthorized", "status": 401}')


def _challenge(app: App, *challenges: str) -> None:
    """Make other challenges, each in a header of its own."""
    app.gate.challenges = lambda: list(challenges)


@variant
def challenge_negotiate(app: App) -> None:
    """A 401 challenges to Negotiate and NTLM only."""
    _challenge(app, "Negotiate", "NTLM")


@variant
def challenge_in_one_header(app: App) -> None:
    """A 401 lists all challenges in one header."""
    _challenge(app, 'Bearer realm="SuperOffice", SoTicket realm="SuperOffice", Basic realm="SuperOffice"')


@variant
def challenge_in_lower_case(app: App) -> None:
    """A 401 spells its challenge in lower case, with parameters of its own."""
    _challenge(app, 'bearer realm="crm", error="invalid_token", error_description="not valid"')


@variant
def rest_error_fields(app: App) -> None:
    """Errors name their message ErrorMessage, as the REST pages do."""
    _fields(app, lambda refusal: {"Error": True, "ErrorType": refusal.error_type, "ErrorMessage": refusal.message})


@variant
def framework_error_fields(app: App) -> None:
    """Errors have only the Message and MessageDetail of the framework."""
    _fields(app, lambda refusal: {"Message": "The request is refused.", "MessageDetail": refusal.message})


@variant
def problem_errors(app: App) -> None:
    """Errors are problem+json."""
    _fields(app, lambda refusal: {"title": refusal.message, "status": refusal.status}, "application/problem+json")


def _fields(app: App, fields: Callable[[Refusal], dict[str, object]], media_type: str = "application/json") -> None:
    def rule(request: Request | None, refusal: Refusal) -> Response:
        body = json.dumps(fields(refusal)).encode()
        answer = Response(refusal.status, [("Content-Type", media_type)], body)
        if refusal.status == 401:
            answer.headers += [("WWW-Authenticate", challenge) for challenge in app.gate.challenges()]
        return answer

    refuse_otherwise(app, rule)


@variant
def empty_errors(app: App) -> None:
    """Errors other than a 401 have no body."""

    def rule(request: Request | None, refusal: Refusal) -> Response | None:
        return None if refusal.status == 401 else Response(refusal.status)

    refuse_otherwise(app, rule)


@variant
def text_errors(app: App) -> None:
    """Errors other than a 401 are plain text."""

    def rule(request: Request | None, refusal: Refusal) -> Response | None:
        text = [("Content-Type", "text/plain; charset=utf-8")]
        return None if refusal.status == 401 else Response(refusal.status, text, refusal.message.encode())

    refuse_otherwise(app, rule)


@variant
def xml_errors(app: App) -> None:
    """Errors other than a 401 are XML, whatever Accept says."""

    def rule(request: Request | None, refusal: Refusal) -> Response | None:
        body = to_xml("Error", {"Message": refusal.message}).encode()
        xml = [("Content-Type", "application/xml; charset=utf-8")]
        return None if refusal.status == 401 else Response(refusal.status, xml, body)

    refuse_otherwise(app, rule)
