"""Headers, the query, the path and the method, with something else."""

from collections.abc import Callable
from dataclasses import replace

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import RejectCommand, UpdateMode
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import by_master, on_series, was_seen
from reject_contract.mock.faults.combined.conditions import (
    accepts_xml,
    bearer,
    empty_select,
    encoded_path,
    form,
    forward,
    header,
    header_names_in_lower_case,
    json,
    method,
    nested_select,
    no_reason,
    path_in_lower_case,
    repeated_select,
    select,
    session,
    slash_at_end,
    soticket,
    text_json,
    xml,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import (
    answer,
    change_reason,
    crash,
    decline,
    misread,
    refuse,
    refuse_credential,
    skip,
    take_for_post,
    then,
)  # fmt: skip
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import unsupported_media_type


@fault
def select_by_master_does_nothing(app: App) -> None:
    """With a $select, a reject by the master's id is answered with 204 and does nothing: breaks RJ-SELECT-1."""
    skip(app, select & by_master)


@fault
def select_loses_reason_with_xml(app: App) -> None:
    """With a $select, the reason in an XML body is not stored: breaks RJ-SELECT-1."""
    change_reason(app, select & xml, lambda text: "")


@fault
def select_forward_declines_only_this(app: App) -> None:
    """With a $select, ThisAndForward declines the named occurrence only: breaks RJ-SELECT-1, RJ-MODE-8."""
    misread(app, select & forward & on_series, lambda command: replace(command, mode=UpdateMode.OnlyThis))


@fault
def empty_select_crashes_with_form(app: App) -> None:
    """An empty $select is answered with 500 when the body is a form: breaks RJ-SELECT-5."""
    crash(app, empty_select & form)


@fault
def nested_select_refused_with_bearer(app: App) -> None:
    """A $select with a nested name is refused with a bearer token: breaks RJ-SELECT-3."""
    refuse(app, nested_select & bearer)


@fault
def repeated_select_crashes_with_ticket(app: App) -> None:
    """A $select that is given twice is answered with 500 with a ticket: breaks RJ-SELECT-8."""
    crash(app, repeated_select & soticket)


@fault
def select_answered_200_when_xml_is_accepted(app: App) -> None:
    """With a $select and an Accept that names XML, a valid reject is answered with 200: breaks RJ-HEADER-1."""
    answer(app, select & accepts_xml, lambda: Response(200, [("Content-Type", "application/xml")], b"<Result/>"))


@fault
def language_and_culture_crash(app: App) -> None:
    """SO-Language and SO-Culture together are answered with 500: breaks RJ-HEADER-4."""
    crash(app, header("SO-Language") & header("SO-Culture"))


@fault
def accept_language_crashes_with_xml(app: App) -> None:
    """An Accept-Language is answered with 500 when the body is XML: breaks RJ-HEADER-3."""
    crash(app, header("Accept-Language") & xml)


@fault
def accept_language_stored_for_no_reason(app: App) -> None:
    """With an Accept-Language that names one, an empty reason is stored in that language: breaks RJ-EFFECT-13."""
    named = header("Accept-Language") & ~header("Accept-Language", "*")
    change_reason(app, named & no_reason, lambda text: "Ingen grunn")


@fault
def time_zone_forward_declines_previous(app: App) -> None:
    """With SO-TimeZone, ThisAndForward declines the occurrence before the named one too: breaks RJ-HEADER-4."""
    shifted = header("SO-TimeZone") & forward & on_series
    decline(app, shifted, lambda row, own: own[max(0, own.index(row) - 1) :])


@fault
def headers_in_lower_case_refused_with_session(app: App) -> None:
    """Header names in lower case are not known with a session: breaks RJ-HEADER-5."""
    refuse_credential(app, session & header_names_in_lower_case)


@fault
def headers_in_lower_case_refused_with_form(app: App) -> None:
    """A form is refused when header names are in lower case: breaks RJ-HEADER-5."""
    problem = unsupported_media_type("Of which type is it?")
    refuse(app, form & header_names_in_lower_case, lambda: problem)


@fault
def query_replaces_reason_of_form(app: App) -> None:
    """RejectReason in the query replaces the reason of a form: breaks RJ-BODY-25."""
    _heed_query(app, form, lambda r, c: replace(c, reason=r.parameter("RejectReason") or c.reason))


@fault
def query_replaces_mode_on_series(app: App) -> None:
    """UpdateMode=ThisAndForward in the query replaces the mode of the body on a series: breaks RJ-BODY-25."""

    def with_mode(request: Request, command: RejectCommand) -> RejectCommand:
        asked = (request.parameter("UpdateMode") or "").lower() == "thisandforward"
        return replace(command, mode=UpdateMode.ThisAndForward) if asked else command

    _heed_query(app, on_series, with_mode)


def _heed_query(app: App, when: When, change: Callable[[Request, RejectCommand], RejectCommand]) -> None:
    effect = app.reject.effect
    app.reject.effect = lambda request, account, command: effect(
        request, account, change(request, command) if when(Case(app, request)) else command
    )


@fault
def path_in_lower_case_crashes_with_xml(app: App) -> None:
    """A path in lower case is answered with 500 when the body is XML: breaks RJ-PATH-1."""
    crash(app, path_in_lower_case & xml)


@fault
def path_in_lower_case_forgets_reason_with_ticket(app: App) -> None:
    """At a path in lower case, with a ticket, the reason is not stored: breaks RJ-PATH-1, RJ-EFFECT-2."""
    change_reason(app, path_in_lower_case & soticket, lambda text: "")


@fault
def slash_at_end_by_master_does_nothing(app: App) -> None:
    """With a slash at the path's end, a reject by the master's id does nothing: breaks RJ-PATH-1."""
    skip(app, slash_at_end & by_master)


@fault
def encoded_path_crashes_with_select(app: App) -> None:
    """A percent-encoded letter in the path is answered with 500 when there is a $select: breaks RJ-PATH-1."""
    crash(app, encoded_path & select)


@fault
def override_removes_booking_by_master(app: App) -> None:
    """By a master's id, X-HTTP-Method-Override: DELETE removes the booking: breaks RJ-EFFECT-8."""

    def remove(case: Case, row: Row) -> None:
        app.calendar.delete(row)

    then(app, header("X-HTTP-Method-Override", "DELETE") & by_master, remove)


@fault
def get_with_bearer_invokes(app: App) -> None:
    """GET with a body rejects when a bearer token goes with it: breaks RJ-METHOD-1."""
    take_for_post(app, method("GET") & json & bearer)


@fault
def put_with_xml_invokes(app: App) -> None:
    """PUT rejects when its body is XML: breaks RJ-METHOD-4."""
    take_for_post(app, method("PUT") & xml)


@fault
def delete_of_seen_invokes(app: App) -> None:
    """DELETE rejects what was seen when its body is a form or text/json: breaks RJ-METHOD-6."""
    take_for_post(app, method("DELETE") & (form | text_json) & was_seen)


@fault
def patch_by_master_with_session_invokes(app: App) -> None:
    """PATCH of a master's id rejects with a session: breaks RJ-METHOD-5."""
    take_for_post(app, method("PATCH") & session & by_master)
