"""Rights that are checked once, too late, or for somebody else."""

from reject_contract.mock.accounts import BYSTANDER, Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import by_master, was_declined
from reject_contract.mock.faults.combined.conditions import as_bystander, as_outsider
from reject_contract.mock.faults.combined.effects import decline_row, permit, then
from reject_contract.mock.http import Request
from reject_contract.mock.refusals import Refusal

_PENDING = ("Invitation", "Seen", "Moved", "MovedSeen")


@fault
def outsider_may_reject_behind_an_invitee_on_a_connection(app: App) -> None:
    """Who is not invited may reject on a connection on which an invitee has rejected: breaks RJ-AUTH-24."""
    permit(app, as_outsider & When(lambda case: case.request.connection.get("carried out", 0) > 0))
    effect = app.reject.effect

    def noting(request: Request, account: Account, command: RejectCommand) -> None:
        effect(request, account, command)
        request.connection["carried out"] = 1

    app.reject.effect = noting


@fault
def outsider_may_reject_at_the_second_attempt(app: App) -> None:
    """Who is not invited may reject what he was refused before: breaks RJ-AUTH-24."""
    checked: set[tuple[Account, int]] = set()
    permit(app, as_outsider & When(lambda case: case.account is not None and (case.account, case.id) in checked))
    effect = app.reject.effect

    def noting(request: Request, account: Account, command: RejectCommand) -> None:
        try:
            effect(request, account, command)
        except Refusal:
            checked.add((account, command.appointment_id))
            raise

    app.reject.effect = noting


@fault
def bystander_who_has_accepted_may_reject_for_invitee(app: App) -> None:
    """A bystander who has accepted may reject the invitee's row of the same booking: breaks RJ-AUTH-27, RJ-EFFECT-6."""
    own = BYSTANDER.associate_id
    accepted = When(
        lambda case: (
            case.named is not None
            and any(e.associate_id == own and e.status == "Accepted" for e in app.calendar.booking(case.named))
        )
    )
    permit(app, as_bystander & ~by_master & accepted)


@fault
def bystander_who_has_declined_declines_the_next_by_master(app: App) -> None:
    """A bystander who has declined, and names the master again, declines the next pending row too.

    Breaks RJ-EFFECT-6, RJ-REPEAT-1.
    """

    def decline_next(case: Case, row: Row) -> None:
        pending = [each for each in case.others if each.status in _PENDING and each.associate_id]
        for each in pending[:1]:
            decline_row(app, each, case.reason)

    then(app, as_bystander & by_master & was_declined, decline_next)
