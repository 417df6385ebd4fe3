"""Media types and charsets that are refused, confused, or let through undeclared."""

from collections.abc import Callable

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.tools import instead, raise_when
from reject_contract.mock.http import Request
from reject_contract.mock.media_types import FORM_TYPE, XML_TYPES, content_type, xml_members
from reject_contract.mock.members import to_members
from reject_contract.mock.refusals import Refusal, crashed, unsupported_media_type


@fault()
def application_json_refused(app: App) -> None:
    """application/json is refused."""
    del app.reject.body.parsers["application/json"]


@fault()
def text_json_refused(app: App) -> None:
    """text/json is refused."""
    del app.reject.body.parsers["text/json"]


@fault()
def application_xml_refused(app: App) -> None:
    """application/xml is refused."""
    del app.reject.body.parsers["application/xml"]


@fault()
def text_xml_refused(app: App) -> None:
    """text/xml is refused."""
    del app.reject.body.parsers["text/xml"]


@fault()
def form_refused(app: App) -> None:
    """application/x-www-form-urlencoded is refused."""
    del app.reject.body.parsers[FORM_TYPE]


@fault()
def json_patch_refused(app: App) -> None:
    """application/json-patch+json is refused."""
    del app.reject.body.parsers["application/json-patch+json"]


@fault()
def merge_patch_refused(app: App) -> None:
    """application/merge-patch+json is refused."""
    del app.reject.body.parsers["application/merge-patch+json"]


def _crash_on(app: App, *media_types: str) -> None:
    raise_when(app, lambda request: content_type(request)[0] in media_types)


@fault()
def xml_crashes(app: App) -> None:
    """A body in XML is answered with 500."""
    _crash_on(app, "application/xml", "text/xml")


@fault()
def form_crashes(app: App) -> None:
    """A body in the form format is answered with 500."""
    _crash_on(app, FORM_TYPE)


@fault()
def form_ignored(app: App) -> None:
    """A body in the form format is answered with 204, and nothing is done."""
    effect = app.reject.effect
    app.reject.effect = lambda r, a, c: None if content_type(r)[0] == FORM_TYPE else effect(r, a, c)


@fault()
def form_mode_ignored(app: App) -> None:
    """In the form format, UpdateMode is taken for OnlyThis whatever it says."""
    parse = app.reject.body.parse_form

    def fix_mode(data: bytes, charset: str | None) -> object:
        return {**to_members(parse(data, charset)), "UpdateMode": "OnlyThis"}

    app.reject.body.parsers[FORM_TYPE] = fix_mode


@fault()
def xml_reason_dropped(app: App) -> None:
    """In XML, the reason is not read."""
    body = app.reject.body

    def drop(data: bytes, charset: str | None) -> object:
        members = xml_members(body.parse_xml(data, charset), "RejectRequest")
        return {**members, "RejectReason": ""}

    body.parsers |= dict.fromkeys(XML_TYPES, drop)


@fault()
def text_plain_accepted(app: App) -> None:
    """text/plain, which is not declared, is read as JSON."""
    app.reject.body.parsers["text/plain"] = app.reject.body.parse_json


@fault()
def every_media_type_accepted(app: App) -> None:
    """Every media type, declared or not, is read as JSON unless it is XML or a form."""
    body = app.reject.body

    def declare(request: Request) -> tuple[str, str | None]:
        media_type, charset = content_type(request)
        return media_type if media_type in body.parsers else "text/json", charset

    body.content_type = declare


@fault()
def undeclared_media_type_crashes(app: App) -> None:
    """A media type that is not declared is answered with 500."""
    instead(app, 415)


@fault()
def undeclared_media_type_401(app: App) -> None:
    """A media type that is not declared is answered with 401."""
    instead(app, 415, lambda: Refusal(401, "SoSessionException", "Not in this format."))


@fault()
def media_type_case_matters(app: App) -> None:
    """Media types are known in lower case only."""
    body = app.reject.body
    body.content_type = lambda request: (
        (request.header("Content-Type") or "").partition(";")[0],
        content_type(request)[1],
    )


def _on_parameter(app: App, problem: Callable[[], Refusal]) -> None:
    raise_when(app, lambda request: ";" in (request.header("Content-Type") or ""), problem)


@fault()
def charset_refused(app: App) -> None:
    """A media type with a charset parameter is refused."""
    _on_parameter(app, lambda: unsupported_media_type("No parameters, please."))


@fault()
def charset_crashes(app: App) -> None:
    """A media type with a charset parameter is answered with 500."""
    _on_parameter(app, crashed)


@fault()
def body_always_latin_1(app: App) -> None:
    """Every body is read as Latin-1."""
    app.reject.body.decode = lambda data, charset: data.decode("latin-1")


@fault()
def charset_ignored(app: App) -> None:
    """Every body is read as UTF-8, whatever its charset; what cannot be read becomes U+FFFD."""
    app.reject.body.decode = lambda data, charset: data.decode("utf-8", "replace")


@fault()
def utf_16_crashes(app: App) -> None:
    """A body in UTF-16 is answered with 500."""
    raise_when(app, lambda request: "utf-16" in (content_type(request)[1] or "").lower())


@fault()
def unacceptable_406(app: App) -> None:
    """A call whose Accept names no JSON is answered with 406, though there is nothing to send."""
    raise_when(
        app,
        lambda r: not any(each in (r.header("Accept") or "*/*") for each in ("json", "*/*")),
        lambda: Refusal(406, "NotAcceptable", "Only JSON is sent."),
    )


@fault()
def accept_needed(app: App) -> None:
    """A call without Accept is refused."""
    raise_when(app, lambda request: request.header("Accept") is None, lambda: Refusal(406, "NotAcceptable", "Which?"))


@fault()
def accept_language_star_crashes(app: App) -> None:
    """A call with Accept-Language: * is answered with 500."""
    raise_when(app, lambda request: request.header("Accept-Language") == "*")
