"""What must hold before the first test: else nothing is judged, and nothing is written."""

from __future__ import annotations

from reject_contract.http.violation import Unjudged
from reject_contract.run import doctor
from reject_contract.run.run import Run


def preflight(run: Run) -> None:
    """See that the target can be judged, and lets an invitation be made; `Unjudged` says what is missing."""
    with run.recorder.summarised():
        failure = doctor.first_failure(run)
        if failure:
            raise Unjudged(failure.words)
        if run.stage.provisions:
            first = run.stage.invitation()
            if not first.read().pending:
                raise Unjudged(f"the first invitation reads {first.read()} for the invitee, not pending")
            first.untouched = True
            run.stage.give_back(first)
