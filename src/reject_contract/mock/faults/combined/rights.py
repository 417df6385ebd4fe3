"""Rights: whose invitation can be rejected by whom, together with something else."""

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.case import Case
from reject_contract.mock.faults.combined.circumstances import by_master, last, on_series, was_accepted, was_seen
from reject_contract.mock.faults.combined.conditions import (
    as_bystander,
    as_outsider,
    bearer,
    form,
    forward,
    json_patch,
    select,
    soticket,
    stop,
    text_json,
    xml,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import decline_row, permit, somebodys_row, then


@fault
def outsider_may_reject_with_xml(app: App) -> None:
    """Somebody who is not invited may reject when the body is XML: breaks RJ-AUTH-24."""
    permit(app, as_outsider & xml)


@fault
def outsider_may_reject_with_bearer_and_form(app: App) -> None:
    """Somebody who is not invited may reject with a bearer token and a form: breaks RJ-AUTH-24."""
    permit(app, as_outsider & bearer & form)


@fault
def outsider_may_reject_forward_on_series(app: App) -> None:
    """Somebody who is not invited may reject an occurrence of a series and all later ones: breaks RJ-AUTH-24."""
    permit(app, as_outsider & forward & on_series)


@fault
def outsider_may_reject_by_master_of_series(app: App) -> None:
    """Somebody who is not invited may reject by naming a master row of a series: breaks RJ-AUTH-24."""
    permit(app, as_outsider & by_master & on_series)


@fault
def outsider_may_reject_what_was_seen(app: App) -> None:
    """Somebody who is not invited may reject, for everything but JSON, what the invitee has seen: breaks RJ-AUTH-24."""
    permit(app, as_outsider & was_seen & (xml | form))


@fault
def outsider_may_reject_what_was_accepted(app: App) -> None:
    """Somebody who is not invited may reject what the invitee has accepted: breaks RJ-AUTH-24."""
    permit(app, as_outsider & was_accepted)


@fault
def outsider_may_reject_with_select(app: App) -> None:
    """Somebody who is not invited may reject when there is a $select: breaks RJ-AUTH-24."""
    permit(app, as_outsider & select)


@fault
def outsider_may_stop_the_last_occurrence(app: App) -> None:
    """Somebody who is not invited may reject the last occurrence with StopRecurrence: breaks RJ-AUTH-24."""
    permit(app, as_outsider & stop & last)


def _invitee_too(case: Case, row: Row) -> None:
    invitees = somebodys_row(case)
    if invitees is not None:
        decline_row(case.app, invitees, case.reason)


@fault
def bystander_by_master_declines_for_invitee_with_xml(app: App) -> None:
    """A bystander who names the master in XML declines the invitee's invitation as well: breaks RJ-EFFECT-6."""
    then(app, as_bystander & by_master & xml, _invitee_too)


@fault
def bystander_by_master_declines_for_invitee_on_series(app: App) -> None:
    """A bystander who names a master of a series, for all later ones, declines the invitee's row: breaks RJ-MODE-15."""
    then(app, as_bystander & by_master & forward & on_series, _invitee_too)


@fault
def bystander_with_ticket_declines_for_invitee(app: App) -> None:
    """A bystander who names the master with a ticket declines the invitee's invitation as well: breaks RJ-EFFECT-6."""
    then(app, as_bystander & by_master & soticket, _invitee_too)


@fault
def bystander_may_reject_for_invitee_with_json_patch(app: App) -> None:
    """A bystander may reject the invitee's row when the body is json-patch+json: breaks RJ-AUTH-27, RJ-EFFECT-6."""
    permit(app, as_bystander & json_patch & ~by_master)


@fault
def bystander_may_reject_what_invitee_accepted(app: App) -> None:
    """A bystander may reject, in text/json, the row that the invitee has accepted: breaks RJ-AUTH-27, RJ-EFFECT-6."""
    permit(app, as_bystander & was_accepted & text_json & ~by_master)
