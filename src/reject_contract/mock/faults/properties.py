"""Property names and values: well-formed bodies that are misread."""

import json
from collections.abc import Callable

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import raise_when
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.http import Request
from reject_contract.mock.media_types import FORM_TYPE, Members, content_type
from reject_contract.mock.refusals import Refusal, crashed, malformed

NAMES = ("AppointmentId", "RejectReason", "UpdateMode")


def _check_members(app: App, wrong: Callable[[Members], bool], problem: Callable[[], Refusal] = crashed) -> None:
    members = app.reject.body.members

    def check(request: Request, root: str) -> Members:
        found = members(request, root)
        if wrong(found):
            raise problem()
        return found

    app.reject.body.members = check


@fault
def camel_case_ignored(app: App) -> None:
    """Property names are seen only as the page spells them; camelCase is taken for omitted: breaks RJ-BODY-16."""
    app.reject.find = lambda members, name, default: members.get(name, default)


@fault
def order_of_properties_matters(app: App) -> None:
    """Properties in another order than the page's are refused: breaks RJ-BODY-20."""
    order = [name.lower() for name in NAMES]
    _check_members(
        app,
        lambda members: (known := [n.lower() for n in members if n.lower() in order]) != sorted(known, key=order.index),
        lambda: malformed("The properties are not in order."),
    )


@fault
def extra_property_crashes(app: App) -> None:
    """A property that is not declared is answered with 500: breaks RJ-BODY-13."""
    _check_members(app, lambda members: any(name.lower() not in _known() for name in members))


@fault
def extra_property_refused(app: App) -> None:
    """A property that is not declared is refused: breaks RJ-BODY-14."""
    _check_members(
        app,
        lambda members: any(name.lower() not in _known() for name in members),
        lambda: malformed("There is a property too many."),
    )


def _known() -> list[str]:
    return [name.lower() for name in NAMES]


def _lacks(name: str) -> Callable[[Members], bool]:
    return lambda members: name.lower() not in [given.lower() for given in members]


@fault
def omitted_reason_crashes(app: App) -> None:
    """A body without RejectReason is answered with 500: breaks RJ-BODY-11."""
    _check_members(app, _lacks("RejectReason"))


@fault
def omitted_id_crashes(app: App) -> None:
    """A body without AppointmentId is answered with 500: breaks RJ-BODY-11."""
    _check_members(app, _lacks("AppointmentId"))


@fault
def omitted_id_is_the_last(app: App) -> None:
    """A body without AppointmentId rejects the caller's newest invitation: breaks RJ-BODY-11."""
    effect = app.reject.effect

    def guess(request: Request, account: Account, command: RejectCommand) -> None:
        own = [r.id for r in app.calendar.rows.values() if r.is_child and r.associate_id == account.associate_id]
        row_id = command.appointment_id or max(own, default=0)
        effect(request, account, RejectCommand(row_id, command.reason, command.mode))

    app.reject.effect = guess


@fault
def null_reason_crashes(app: App) -> None:
    """A RejectReason of null is answered with 500: breaks RJ-BODY-10."""
    _convert_reason(app, lambda value: value is None, crashed)


def _convert_reason(app: App, wrong: Callable[[object], bool], problem: Callable[[], Refusal]) -> None:
    to_reason = app.reject.to_reason

    def convert(value: object) -> str:
        if wrong(value):
            raise problem()
        return to_reason(value)

    app.reject.to_reason = convert


@fault
def null_reason_stored_as_text(app: App) -> None:
    """A RejectReason of null is stored as the text null: breaks RJ-BODY-10."""
    to_reason = app.reject.to_reason
    app.reject.to_reason = lambda value: "null" if value is None else to_reason(value)


@fault
def list_as_reason_accepted(app: App) -> None:
    """A RejectReason that is a list or an object is stored as its JSON text: breaks RJ-BODY-5."""
    to_reason = app.reject.to_reason
    app.reject.to_reason = lambda v: json.dumps(v) if isinstance(v, list | dict) else to_reason(v)


@fault
def duplicate_property_crashes(app: App) -> None:
    """A property that stands twice is answered with 500: breaks RJ-BODY-18."""
    raise_when(app, lambda request: any(request.body.count(b'"%s"' % name.encode()) > 1 for name in NAMES))


@fault
def deep_nesting_crashes(app: App) -> None:
    """A body that is nested more than fifty levels deep is answered with 500: breaks RJ-BODY-19."""
    raise_when(app, lambda request: b"[" * 50 in request.body or request.body.count(b"{") > 50)


@fault
def escapes_not_decoded(app: App) -> None:
    """Characters that are written as JSON escapes stay escapes: breaks RJ-BODY-21."""
    parse = app.reject.body.parse_json
    parsers = app.reject.body.parsers

    def literal(data: bytes, charset: str | None) -> object:
        return parse(data.replace(b"\\u", b"\\\\u"), charset)

    parsers |= {name: literal for name, each in parsers.items() if each == parse}


@fault
def number_as_reason_crashes(app: App) -> None:
    """A RejectReason that is a number is answered with 500: breaks RJ-BODY-23."""
    _convert_reason(app, lambda value: isinstance(value, int), crashed)


@fault
def wrong_type_taken_in_merge_patch(app: App) -> None:
    """In application/merge-patch+json an UpdateMode of another type is taken for OnlyThis: breaks RJ-PROPERTY-2."""
    members = app.reject.body.members

    def lenient(request: Request, root: str) -> Members:
        found = members(request, root)
        if content_type(request)[0] == "application/merge-patch+json":
            return {k: v if isinstance(v, str) or k != "UpdateMode" else "OnlyThis" for k, v in found.items()}
        return found

    app.reject.body.members = lenient


@fault
def wrong_type_crashes_in_merge_patch(app: App) -> None:
    """In application/merge-patch+json an UpdateMode of another type is answered with 500: breaks RJ-PROPERTY-7."""
    members = app.reject.body.members

    def strict(request: Request, root: str) -> Members:
        found = members(request, root)
        if content_type(request)[0] == "application/merge-patch+json":
            mode = found.get("UpdateMode", "OnlyThis")
            if not isinstance(mode, str):
                raise crashed()
        return found

    app.reject.body.members = strict


@fault
def this_and_forward_crashes_in_text_json(app: App) -> None:
    """ThisAndForward in text/json is answered with 500: breaks RJ-PROPERTY-1."""
    raise_when(app, lambda r: content_type(r)[0] == "text/json" and b"ThisAndForward" in r.body)


@fault
def omitted_reason_crashes_in_forms(app: App) -> None:
    """A form without RejectReason is answered with 500: breaks RJ-PROPERTY-3."""
    raise_when(app, lambda r: content_type(r)[0] == FORM_TYPE and bool(r.body) and b"RejectReason" not in r.body)
