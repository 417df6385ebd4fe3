"""Means that several variants share."""

import json
from collections.abc import Callable

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal

Change = Callable[[Request, Response], None]
Rule = Callable[[Request | None, Refusal], Response | None]


def every_answer(app: App, change: Change) -> None:
    """Change every answer of the server, whatever was asked."""
    handle = app.handle

    def changed(request: Request) -> Response:
        answer = handle(request)
        change(request, answer)
        return answer

    app.handle = changed


def refuse_otherwise(app: App, rule: Rule) -> None:
    """Answer refusals as the rule says, and as before where it says nothing."""
    refuse = app.refuse
    app.refuse = lambda request, refusal: rule(request, refusal) or refuse(request, refusal)


def restate(app: App, status: int, other: Refusal) -> None:
    """Put another refusal in the place of all of one status, on the Reject operation."""
    refuse = app.reject.refuse
    app.reject.refuse = lambda request, refusal: refuse(request, other if refusal.status == status else refusal)


def show_otherwise(app: App, change: Callable[[object, bool], object]) -> None:
    """Change what answers in JSON say; the change is told whether a $select asks for less than everything."""

    def rewrite(request: Request, answer: Response) -> None:
        media_type = answer.header("Content-Type") or ""
        if answer.body and media_type.startswith("application/json") and "utf-16" not in media_type:
            value = change(json.loads(answer.body), bool(request.parameter("$select")))
            answer.body = (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()

    every_answer(app, rewrite)


def stays_as_cancelled(app: App, which: Callable[[Row], bool]) -> None:
    """Keep some rows of a booking that is deleted, as cancelled and of no series."""
    delete = app.calendar.delete

    def keep(row: Row) -> None:
        kept = [each for each in app.calendar.booking(row) if which(each)]
        delete(row)
        for each in kept:
            each.status, each.recurrence_id = "Cancelled", 0
            app.calendar.rows[each.id] = each

    app.calendar.delete = keep  # type: ignore[method-assign]
