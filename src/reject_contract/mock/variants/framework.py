"""What the vendor's own framework, or one like it, makes of odd input."""

import json
from collections.abc import Callable

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import variant
from reject_contract.mock.changes import raise_when
from reject_contract.mock.coercion import UpdateMode
from reject_contract.mock.http import Request
from reject_contract.mock.media_types import JSON_TYPES, XML_TYPES, local_name
from reject_contract.mock.refusals import Refusal, malformed


@variant
def null_mode_is_unknown(app: App) -> None:
    """An UpdateMode of null is taken for Unknown."""
    to_mode = app.reject.to_mode
    app.reject.to_mode = lambda value: UpdateMode.Unknown if value is None else to_mode(value)


@variant
def first_json_value_read(app: App) -> None:
    """Of a JSON body the first value is read, and whatever follows it is ignored."""
    parse = app.reject.body.parse_json

    def first(data: bytes, charset: str | None) -> object:
        try:
            return parse(data, charset)
        except Refusal:
            try:
                return json.JSONDecoder().raw_decode(app.reject.body.decode(data, charset or "utf-8").lstrip())[0]
            except ValueError:
                raise malformed("The body is not valid JSON.") from None

    app.reject.body.parsers |= dict.fromkeys(JSON_TYPES, first)


def _refuse_select(app: App, wrong: Callable[[list[str]], bool]) -> None:
    """Refuse calls of whose $select values the condition holds."""

    def holds(request: Request) -> bool:
        values = [value for key, value in request.query if key == "$select"]
        return bool(values) and wrong(values)

    raise_when(app, holds, lambda: malformed("A value is required for $select."))


@variant
def blank_select_refused(app: App) -> None:
    """A $select that is empty or holds white space alone is refused, as a bound parameter is."""
    _refuse_select(app, lambda values: not values[0].strip())


@variant
def select_of_empty_names_refused(app: App) -> None:
    """A $select with an empty name, or with white space around a name, is refused."""
    _refuse_select(app, lambda values: any(not name or name != name.strip() for name in values[0].split(",")))


@variant
def repeated_select_refused(app: App) -> None:
    """A $select that is given twice is refused."""
    _refuse_select(app, lambda values: len(values) > 1)


@variant
def long_select_refused(app: App) -> None:
    """A $select of more than 1000 characters is refused."""
    _refuse_select(app, lambda values: len(values[0]) > 1000)


@variant
def select_beyond_ascii_refused(app: App) -> None:
    """A $select with a letter beyond ASCII is refused."""
    _refuse_select(app, lambda values: not values[0].isascii())


@variant
def media_ranges_are_json(app: App) -> None:
    """A Content-Type that is a range of media types is read as JSON."""
    app.reject.body.parsers |= dict.fromkeys(("*/*", "application/*"), app.reject.body.parse_json)


@variant
def xml_members_in_order_only(app: App) -> None:
    """Members of XML that stand out of the alphabetical order are dropped in silence."""
    parse = app.reject.body.parse_xml

    def ordered(data: bytes, charset: str | None) -> object:
        element, last = parse(data, charset), ""
        for child in list(element):
            if local_name(child) < last:
                element.remove(child)
            last = max(last, local_name(child))
        return element

    app.reject.body.parsers |= dict.fromkeys(XML_TYPES, ordered)


@variant
def xml_of_a_nested_class(app: App) -> None:
    """XML has the root element that .NET gives to a class within another one."""
    members = app.reject.body.members
    app.reject.body.members = lambda request, root: members(request, f"AppointmentCarriers.{root}")
