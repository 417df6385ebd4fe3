"""Bookings that no test touches: made before the first reject of a run, and looked at once more after the last."""

from __future__ import annotations

from dataclasses import dataclass, field

from reject_contract.http.violation import Unjudged, Violation
from reject_contract.reject.client import RejectClient
from reject_contract.sanitize import quoted
from reject_contract.stage.invitations import GONE, Invitation, State
from reject_contract.stage.stage import Stage

REASON = "Declined before the first test"


@dataclass
class Sentinels:
    """The bookings of one run, with the state of every row when it was left alone."""

    stage: Stage
    invitee: RejectClient
    _kept: dict[int, dict[int, State]] = field(default_factory=dict)
    """The rows of bookings that are pending or accepted, by master."""
    _declined: Invitation | None = None
    _reason: str = ""
    """Of the declined one, as it was read at once."""
    _doubt: Unjudged | None = None
    """Why there are none."""

    def post(self) -> None:
        """Make them, where bookings are made at all; where that fails, only those who look for them are told so."""
        if not self.stage.provisions:
            return
        try:
            self._post()
        except Unjudged as doubt:
            self._doubt = doubt

    def _post(self) -> None:
        single, accepted, declined = (self.stage.new_invitation() for _ in range(3))
        self.stage.accept(accepted)
        if self.invitee.reject(declined.id, REASON).status == 204 and (read := declined.read()).status == "Declined":
            self._declined, self._reason = declined, read.reason
        declined.answered = True
        self.invitee.transport.adapter.close()  # or the first test's reject would not be the first of its connection
        alone = [single, accepted, *self.stage.series(3).occurrences]
        self._kept = {each.master_id: self._states(each.master_id) for each in alone}

    def stay_as_they_were(self) -> None:
        """A pending or accepted invitation that nobody named is as it was, and so are the other participants' rows."""
        if self._doubt:
            raise self._doubt
        for master_id, before in self._kept.items():
            now = self._states(master_id)
            for row_id, state in before.items():
                if not now.get(row_id, State(GONE, "")).like(state):
                    expected = f"row {row_id} of a booking that no test named stays as it was ({state})"
                    raise Violation(
                        expected, f"after the other tests it reads {now.get(row_id, GONE)}", aspect="others"
                    )

    def stays_declined(self) -> None:
        """An invitation that was declined at the beginning is not pending again, and keeps its reason."""
        if self._doubt or not self._declined:
            raise self._doubt or Unjudged("the invitation that was rejected first did not read Declined")
        now = self._declined.read()
        if now.status not in ("Declined", GONE):
            raise Violation("an invitation that was declined stays Declined", f"later it reads {now}", aspect="effect")
        if now.status != GONE and now.reason != self._reason:
            expected = f"the reason of a declined invitation stays {quoted(self._reason)}"
            raise Violation(expected, f"later it reads {quoted(now.reason)}", aspect="reason")

    def _states(self, master_id: int) -> dict[int, State]:
        return {row.id: row.state for row in self.stage.rows(master_id).values()}
