"""Requests that are refused and change something nevertheless, and refusals that are not as they must be."""

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.case import Case
from reject_contract.mock.faults.combined.circumstances import by_master, on_series, was_accepted
from reject_contract.mock.faults.combined.conditions import (
    accepts_xml,
    as_outsider,
    bearer,
    broken,
    forged_ticket,
    forged_token,
    form,
    header,
    id_beyond_int32,
    json_patch,
    list_as_reason,
    merge_patch,
    method,
    nobody,
    other_type_as_mode,
    select,
    text_json,
    undeclared,
    unknown_text_as_mode,
    wrong_password,
    xml,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import (
    after_refusal,
    count_as,
    decline_although_refused,
    decline_row,
    respond,
    spoil_refusal,
)  # fmt: skip
from reject_contract.mock.http import Response


@fault
def misspelt_mode_declines_by_master(app: App) -> None:
    """A mode that is not known is refused, and yet what is named by its master is declined: breaks RJ-MODE-23."""
    decline_although_refused(app, unknown_text_as_mode & by_master)


@fault
def misspelt_mode_with_form_declines(app: App) -> None:
    """A mode that is not known is refused in a form, and yet the invitation is declined: breaks RJ-MODE-23."""
    decline_although_refused(app, unknown_text_as_mode & form)


@fault
def list_as_mode_with_merge_patch_declines(app: App) -> None:
    """A mode that is no text is refused in merge-patch+json, and yet the invitation is declined: breaks RJ-MODE-24."""
    decline_although_refused(app, other_type_as_mode & merge_patch)


@fault
def list_as_reason_with_text_json_declines(app: App) -> None:
    """A reason that is a list is refused in text/json, and yet the invitation is declined: breaks RJ-BODY-27."""
    decline_although_refused(app, list_as_reason & text_json)


@fault
def undeclared_type_with_select_declines(app: App) -> None:
    """An undeclared media type with a $select is refused, and yet the invitation is declined: breaks RJ-TYPE-24."""
    decline_although_refused(app, undeclared & select)


@fault
def wrong_password_with_xml_declines(app: App) -> None:
    """A wrong password is refused with XML, and yet the invitation is declined: breaks RJ-AUTH-22."""
    decline_although_refused(app, wrong_password & xml)


@fault
def nobody_by_master_declines(app: App) -> None:
    """A call without credential is refused, and yet what is named by its master is declined: breaks RJ-AUTH-22."""
    decline_although_refused(app, nobody & by_master)


@fault
def forged_token_with_form_is_counted(app: App) -> None:
    """A forged bearer token is refused with a form, and yet RejectCounter is raised: breaks RJ-AUTH-22."""
    after_refusal(app, forged_token & form, count_as(lambda number: number + 1))


@fault
def forged_ticket_on_series_declines(app: App) -> None:
    """A forged ticket is refused on an occurrence, and yet that is declined: breaks RJ-AUTH-22."""
    decline_although_refused(app, forged_ticket & on_series)


@fault
def outsider_with_form_declines(app: App) -> None:
    """Who is not invited is refused with a form, and yet the invitation is declined: breaks RJ-AUTH-24."""
    decline_although_refused(app, as_outsider & form)


@fault
def outsider_makes_accepted_pending(app: App) -> None:
    """Who is not invited is refused, and yet what the invitee accepted is pending again: breaks RJ-AUTH-24."""

    def open_again(case: Case, row: Row) -> None:
        row.status = "Invitation"

    after_refusal(app, as_outsider & was_accepted, open_again)


def _decline_newest(case: Case, response: Response) -> Response:
    account = case.account
    rows = case.app.calendar.rows.values()
    own = [each for each in rows if account and each.is_child and each.associate_id == account.associate_id]
    if response.status >= 400 and case.named is None and own:
        decline_row(case.app, own[-1], "")
    return response


@fault
def id_of_nothing_with_form_declines_the_newest(app: App) -> None:
    """The id of no appointment is refused in a form, and yet the caller's newest one is declined: breaks RJ-BODY-24."""
    respond(app, form, _decline_newest)


@fault
def id_beyond_int32_with_xml_declines_the_newest(app: App) -> None:
    """An id beyond int32 is refused in XML, and yet the caller's newest invitation is declined: breaks RJ-BODY-7."""
    respond(app, id_beyond_int32 & xml, _decline_newest)


@fault
def broken_text_json_declines_the_newest(app: App) -> None:
    """A body that is no JSON is refused in text/json, and yet the newest one is declined: breaks RJ-BODY-1."""
    respond(app, broken & text_json, _decline_newest)


# Refusals that are not as they must be


def _say(case: Case, response: Response, text: str) -> None:
    response.headers = [*response.without("Content-Type"), ("Content-Type", "text/plain")]
    response.body = text.encode("utf-8", "replace")


@fault
def no_challenge_for_forged_token_with_xml(app: App) -> None:
    """The 401 for a forged bearer token with XML has no WWW-Authenticate: breaks RJ-AUTH-2."""

    def drop(case: Case, response: Response) -> None:
        response.headers = response.without("WWW-Authenticate")

    spoil_refusal(app, forged_token & xml, drop)


@fault
def credential_echoed_with_form(app: App) -> None:
    """The 401 for a forged ticket or token with a form repeats it: breaks RJ-AUTH-23."""
    spoil_refusal(
        app,
        (forged_ticket | forged_token) & form,
        lambda case, response: _say(case, response, f"Not valid: {case.secret}"),
    )


@fault
def nobody_with_select_answered_403(app: App) -> None:
    """A call without credential and with a $select is answered with 403: breaks RJ-AUTH-1."""
    spoil_refusal(app, nobody & select, lambda case, response: setattr(response, "status", 403))


@fault
def stack_trace_for_broken_xml_with_bearer(app: App) -> None:
    """The refusal of what is not XML carries a stack trace with a bearer token: breaks RJ-REFUSAL-1."""
    trace = "System.Xml.XmlException: Root element is missing.\n   at System.Xml.XmlTextReaderImpl.Throw(Exception e)"
    spoil_refusal(app, broken & xml & bearer, lambda case, response: _say(case, response, trace))


@fault
def path_in_error_of_misspelt_mode_with_json_patch(app: App) -> None:
    """The refusal of an unknown mode in json-patch+json names a file of the server: breaks RJ-REFUSAL-2."""
    text = "No such mode: C:\\inetpub\\wwwroot\\SuperOffice\\bin\\SoDataBase.dll"
    spoil_refusal(app, unknown_text_as_mode & json_patch, lambda case, response: _say(case, response, text))


@fault
def secret_in_error_for_outsider_with_bearer(app: App) -> None:
    """The refusal of who is not invited repeats the bearer token: breaks RJ-REFUSAL-3."""
    spoil_refusal(
        app,
        as_outsider & bearer,
        lambda case, response: _say(case, response, f"No right: {case.secret}"),
    )


@fault
def error_in_xml_called_json_for_form(app: App) -> None:
    """The refusal of a form whose Accept names XML is XML that calls itself JSON: breaks RJ-REFUSAL-4."""

    def mislabel(case: Case, response: Response) -> None:
        response.headers = [*response.without("Content-Type"), ("Content-Type", "application/json")]
        response.body = b"<Error><Message>Refused</Message></Error>"

    spoil_refusal(app, form & accepts_xml, mislabel)


@fault
def no_allow_on_405_with_xml(app: App) -> None:
    """The 405 for PUT with XML has no Allow: breaks RJ-METHOD-8."""

    def drop(case: Case, response: Response) -> None:
        response.headers = response.without("Allow")

    spoil_refusal(app, method("PUT") & xml, drop)


@fault
def patch_with_override_crashes(app: App) -> None:
    """PATCH with X-HTTP-Method-Override is answered with 500: breaks RJ-METHOD-7."""
    spoil_refusal(
        app,
        method("PATCH") & header("X-HTTP-Method-Override"),
        lambda case, response: setattr(response, "status", 500),
    )
