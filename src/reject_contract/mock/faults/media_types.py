"""Media types and charsets that are refused, confused, or let through undeclared."""

from collections.abc import Callable

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import instead, raise_when
from reject_contract.mock.coercion import to_members
from reject_contract.mock.media_types import FORM_TYPE, XML_TYPES, content_type, xml_members
from reject_contract.mock.refusals import Refusal, malformed, unsupported_media_type


@fault
def application_json_refused(app: App) -> None:
    """application/json is refused: breaks RJ-TYPE-1."""
    del app.reject.body.parsers["application/json"]


@fault
def text_json_refused(app: App) -> None:
    """text/json is refused: breaks RJ-TYPE-2."""
    del app.reject.body.parsers["text/json"]


@fault
def application_xml_refused(app: App) -> None:
    """application/xml is refused: breaks RJ-TYPE-3."""
    del app.reject.body.parsers["application/xml"]


@fault
def text_xml_refused(app: App) -> None:
    """text/xml is refused: breaks RJ-TYPE-4."""
    del app.reject.body.parsers["text/xml"]


@fault
def form_refused(app: App) -> None:
    """application/x-www-form-urlencoded is refused: breaks RJ-TYPE-5."""
    del app.reject.body.parsers[FORM_TYPE]


@fault
def json_patch_refused(app: App) -> None:
    """application/json-patch+json is refused: breaks RJ-TYPE-6."""
    del app.reject.body.parsers["application/json-patch+json"]


@fault
def merge_patch_refused(app: App) -> None:
    """application/merge-patch+json is refused: breaks RJ-TYPE-7."""
    del app.reject.body.parsers["application/merge-patch+json"]


def _crash_on(app: App, *media_types: str) -> None:
    raise_when(app, lambda request: content_type(request)[0] in media_types)


@fault
def form_crashes(app: App) -> None:
    """A body in the form format is answered with 500: breaks RJ-TYPE-5."""
    _crash_on(app, FORM_TYPE)


@fault
def form_ignored(app: App) -> None:
    """A body in the form format is answered with 204, and nothing is done: breaks RJ-TYPE-5."""
    effect = app.reject.effect
    app.reject.effect = lambda r, a, c: None if content_type(r)[0] == FORM_TYPE else effect(r, a, c)


@fault
def form_mode_ignored(app: App) -> None:
    """In the form format, UpdateMode is taken for OnlyThis whatever it says: breaks RJ-TYPE-18."""
    parse = app.reject.body.parse_form

    def fix_mode(data: bytes, charset: str | None) -> object:
        return {**to_members(parse(data, charset)), "UpdateMode": "OnlyThis"}

    app.reject.body.parsers[FORM_TYPE] = fix_mode


@fault
def xml_reason_dropped(app: App) -> None:
    """In XML, the reason is not read: breaks RJ-TYPE-3."""
    body = app.reject.body

    def drop(data: bytes, charset: str | None) -> object:
        members = xml_members(body.parse_xml(data, charset), "RejectRequest")
        return {**members, "RejectReason": ""}

    body.parsers |= dict.fromkeys(XML_TYPES, drop)


@fault
def text_plain_accepted(app: App) -> None:
    """text/plain, which is not declared, is read as JSON: breaks RJ-TYPE-12."""
    app.reject.body.parsers["text/plain"] = app.reject.body.parse_json


@fault
def undeclared_media_type_crashes(app: App) -> None:
    """A media type that is not declared is answered with 500: breaks RJ-TYPE-12."""
    instead(app, 415)


@fault
def media_type_case_matters(app: App) -> None:
    """Media types are known in lower case only: breaks RJ-TYPE-10."""
    body = app.reject.body
    body.content_type = lambda request: (
        (request.header("Content-Type") or "").partition(";")[0],
        content_type(request)[1],
    )


def _on_parameter(app: App, problem: Callable[[], Refusal]) -> None:
    raise_when(app, lambda request: ";" in (request.header("Content-Type") or ""), problem)


@fault
def charset_refused(app: App) -> None:
    """A media type with a charset parameter is refused: breaks RJ-TYPE-8."""
    _on_parameter(app, lambda: unsupported_media_type("No parameters, please."))


@fault
def body_always_latin_1(app: App) -> None:
    """Every body is read as Latin-1: breaks RJ-EFFECT-3."""
    app.reject.body.decode = lambda data, charset: data.decode("latin-1")


@fault
def utf_16_crashes(app: App) -> None:
    """A body in UTF-16 is answered with 500: breaks RJ-TYPE-19."""
    raise_when(app, lambda request: "utf-16" in (content_type(request)[1] or "").lower())


@fault
def unacceptable_406(app: App) -> None:
    """A call whose Accept names no JSON is answered with 406, though there is nothing to send: breaks RJ-HEADER-1."""
    raise_when(
        app,
        lambda r: not any(each in (r.header("Accept") or "*/*") for each in ("json", "*/*")),
        lambda: Refusal(406, "NotAcceptable", "Only JSON is sent."),
    )


@fault
def accept_needed(app: App) -> None:
    """A call without Accept is refused: breaks RJ-HEADER-1."""
    raise_when(app, lambda request: request.header("Accept") is None, lambda: Refusal(406, "NotAcceptable", "Which?"))


@fault
def accept_language_star_crashes(app: App) -> None:
    """A call with Accept-Language: * is answered with 500: breaks RJ-HEADER-3."""
    raise_when(app, lambda request: request.header("Accept-Language") == "*")


@fault
def missing_content_type_crashes(app: App) -> None:
    """A body without Content-Type is answered with 500: breaks RJ-TYPE-14."""
    raise_when(app, lambda request: bool(request.body) and request.header("Content-Type") is None)


@fault
def empty_xml_crashes(app: App) -> None:
    """An XML document without any property is answered with 500: breaks RJ-TYPE-16."""
    raise_when(app, lambda r: content_type(r)[0] in XML_TYPES and b"AppointmentId" not in r.body)


@fault
def quoted_charset_refused(app: App) -> None:
    """A charset in quotes is refused: breaks RJ-TYPE-9."""
    raise_when(app, lambda r: '"' in (r.header("Content-Type") or ""), lambda: unsupported_media_type("No quotes."))


@fault
def foreign_accept_crashes(app: App) -> None:
    """A call whose Accept names only types that no answer here has is answered with 500: breaks RJ-HEADER-2."""
    raise_when(app, lambda r: not any(each in (r.header("Accept") or "*/*") for each in ("json", "xml", "*/*")))


@fault
def time_zone_crashes(app: App) -> None:
    """A call with SO-TimeZone is answered with 500: breaks RJ-HEADER-4."""
    raise_when(app, lambda request: request.header("SO-TimeZone") is not None)


KNOWN_HEADERS = {
    "host", "user-agent", "connection", "accept", "accept-encoding", "accept-language", "authorization", "cookie",
    "content-type", "content-length", "transfer-encoding", "expect", "x-xsrf-token", "so-apptoken", "so-language",
    "so-culture", "so-timezone",
}  # fmt: skip


@fault
def unknown_header_refused(app: App) -> None:
    """A call with a header that is not known is refused: breaks RJ-HEADER-6."""
    raise_when(app, lambda r: any(key.lower() not in KNOWN_HEADERS for key, _ in r.headers), lambda: malformed("What?"))


@fault
def form_always_latin_1(app: App) -> None:
    """A form is read as Latin-1: breaks RJ-TYPE-11."""
    parse = app.reject.body.parse_form
    app.reject.body.parsers[FORM_TYPE] = lambda data, charset: parse(data, "latin-1")
