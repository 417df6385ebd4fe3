"""Other right ways of reading a body, stricter or more lenient."""

from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import variant
from reject_contract.mock.changes import raise_when
from reject_contract.mock.coercion import UpdateMode
from reject_contract.mock.http import Request, Response
from reject_contract.mock.media_types import XML_TYPES, content_type
from reject_contract.mock.refusals import Refusal, malformed, not_found

CARRIERS = "http://schemas.datacontract.org/2004/07/SuperOffice.WebApi.v1.Carriers.AppointmentCarriers"


def _refuse(app: App, reader: str, wrong: Callable[[object], bool]) -> None:
    """Let the reader of a property refuse values that it would read."""
    read = getattr(app.reject, reader)

    def strict(value: object) -> object:
        if wrong(value):
            raise malformed("The value cannot be read.")
        return read(value)

    setattr(app.reject, reader, strict)


@variant
def mode_numbers_refused(app: App) -> None:
    """Update modes are known by name only."""
    _refuse(app, "to_mode", lambda value: not isinstance(value, str) or value.strip().isdigit())


@variant
def mode_case_matters(app: App) -> None:
    """Update modes are known in the documented spelling only."""
    names = [mode.name for mode in UpdateMode]
    _refuse(app, "to_mode", lambda value: isinstance(value, str) and not value.isdigit() and value not in names)


@variant
def json_numbers_only(app: App) -> None:
    """In JSON, an AppointmentId in quotes is refused."""
    members = app.reject.body.members

    def strict(request: Request, root: str) -> dict[str, object]:
        found = members(request, root)
        if content_type(request)[0].endswith("json") and isinstance(app.reject.find(found, "AppointmentId", 0), str):
            raise malformed("AppointmentId must be a number.")
        return found

    app.reject.body.members = strict


@variant
def integral_floats_refused(app: App) -> None:
    """An AppointmentId with a decimal point is refused, also when nothing follows it."""
    _refuse(app, "to_id", lambda value: isinstance(value, float))


@variant
def two_spellings_of_names(app: App) -> None:
    """Property names are known as the page spells them and in camelCase, and in no other way."""
    app.reject.find = lambda members, name, default: members.get(name, members.get(name[0].lower() + name[1:], default))


def _check_root(app: App, right: Callable[[Element], bool]) -> None:
    body = app.reject.body

    def check(data: bytes, charset: str | None) -> object:
        element = body.parse_xml(data, charset)
        if not right(element):
            raise malformed("The root element is in the wrong namespace.")
        return element

    body.parsers |= dict.fromkeys(XML_TYPES, check)


@variant
def xml_with_namespace_only(app: App) -> None:
    """XML is read only in the namespace of the data contract."""
    _check_root(app, lambda element: str(element.tag).startswith("{" + CARRIERS + "}"))


@variant
def xml_without_namespace_only(app: App) -> None:
    """XML is read only without a namespace."""
    _check_root(app, lambda element: not str(element.tag).startswith("{"))


@variant
def missing_content_type_is_json(app: App) -> None:
    """A body without Content-Type is read as JSON."""
    app.reject.body.parsers[""] = app.reject.body.parse_json


@variant
def empty_body_is_default(app: App) -> None:
    """A missing body is taken for one with all its properties omitted."""
    members = app.reject.body.members
    app.reject.body.members = lambda request, root: members(request, root) if request.body else {}


@variant
def utf_8_and_latin_1_only(app: App) -> None:
    """Charsets other than UTF-8, UTF-16, ASCII and Latin-1 are refused with 415."""
    decode = app.reject.body.decode
    known = {"utf-8", "utf-8-sig", "utf-16", "us-ascii", "ascii", "iso-8859-1", "latin-1"}

    def strict(data: bytes, charset: str) -> str:
        if charset.lower() not in known:
            raise Refusal(415, "UnsupportedMediaTypeException", "The charset is not supported.")
        return decode(data, charset)

    app.reject.body.decode = strict


@variant
def path_case_matters(app: App) -> None:
    """The path is known in its documented spelling only."""
    handle = app.handle
    documented = f"{app.base_path}/api/v1/Agents/Appointment/Reject"

    def strict(request: Request) -> Response:
        if app.is_reject(request) and request.path.rstrip("/") != documented:
            return app.refuse(request, not_found("There is nothing at this address."))
        return handle(request)

    app.handle = strict


@variant
def path_in_lower_case_is_something_else(app: App) -> None:
    """The path in lower case names a page that can be read, and allows no POST."""
    handle = app.handle
    refused = Response(405, [("Allow", "GET, HEAD"), ("Content-Length", "0")])

    def elsewhere(request: Request) -> Response:
        other = app.is_reject(request) and request.path.islower()
        return replace(refused, headers=list(refused.headers)) if other else handle(request)

    app.handle = elsewhere


@variant
def encoded_path_not_found(app: App) -> None:
    """A path with a percent-encoded letter is not found."""
    raise_when(app, lambda r: "%" in r.target.partition("?")[0], lambda: not_found("There is nothing here."))


@variant
def charset_ignored(app: App) -> None:
    """Every body is read as UTF-8, whatever its charset; what cannot be read becomes U+FFFD."""
    app.reject.body.decode = lambda data, charset: data.decode("utf-8", "replace")


@variant
def null_body_answered_204(app: App) -> None:
    """A body of null is answered with 204, and nothing is done."""
    call = app.reject.call
    app.reject.call = lambda r, account: app.reject.answer(r) if r.body.strip() == b"null" else call(r, account)


@variant
def every_property_needed(app: App) -> None:
    """A body that lacks one of its three properties, or has null in its place, is refused."""
    members = app.reject.body.members

    def strict(request: Request, root: str) -> dict[str, object]:
        found = members(request, root)
        for name in ("AppointmentId", "RejectReason", "UpdateMode"):
            if app.reject.find(found, name, None) is None:
                raise malformed(f"{name} is missing.")
        return found

    app.reject.body.members = strict


@variant
def line_ends_of_windows(app: App) -> None:
    """The lines of a reason end in CR LF, whatever they ended in."""
    decline = app.reject.decline
    app.reject.decline = lambda row, reason: decline(row, reason.replace("\r\n", "\n").replace("\n", "\r\n"))


@variant
def unknown_query_refused(app: App) -> None:
    """A parameter of the query that is not documented is refused."""
    raise_when(
        app, lambda r: any(name.lower() != "$select" for name, _ in r.query), lambda: malformed("Unknown parameter.")
    )
