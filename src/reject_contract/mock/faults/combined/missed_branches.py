"""Rules of who may reject what that miss a branch."""

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import by_master, on_series
from reject_contract.mock.faults.combined.conditions import as_bystander, as_outsider, right_app_token
from reject_contract.mock.faults.combined.effects import permit, somebodys_row


@fault
def outsider_with_app_token_may_reject(app: App) -> None:
    """Somebody who is not invited may reject when the right SO-AppToken goes with it: breaks RJ-AUTH-24."""
    permit(app, as_outsider & right_app_token)


@fault
def outsider_with_a_common_booking_may_reject(app: App) -> None:
    """Who is not invited, but shares another booking with the invitee, may reject this one: breaks RJ-AUTH-24."""

    def shares(case: Case) -> bool:
        row = somebodys_row(case)
        if case.account is None or row is None:
            return False
        return bool((_bookings(app, case.account.associate_id) & _bookings(app, row.associate_id)) - {row.mother_id})

    permit(app, as_outsider & When(shares))


def _bookings(app: App, associate_id: int) -> set[int]:
    """The ids of the bookings in which somebody takes part."""
    rows = app.calendar.rows.values()
    return {each.mother_id for each in rows if each.mother_id and each.associate_id == associate_id}


@fault
def anybody_may_reject_for_a_person_from_outside(app: App) -> None:
    """Whoever is logged in may reject the row of a person from outside: breaks RJ-AUTH-24, RJ-EFFECT-6."""
    permit(app, When(lambda case: case.named is not None and case.named.is_child and not case.named.associate_id))


@fault
def bystander_may_reject_for_invitee_in_a_series(app: App) -> None:
    """A bystander who is invited to a series may reject the invitee's rows of it: breaks RJ-AUTH-27, RJ-MODE-15."""
    invited_too = When(
        lambda case: (
            case.account is not None
            and case.named is not None
            and any(e.associate_id == case.account.associate_id for e in app.calendar.series(case.named.recurrence_id))
        )
    )
    permit(app, as_bystander & on_series & ~by_master & invited_too)
