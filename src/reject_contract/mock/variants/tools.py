"""Means that several variants share."""

from collections.abc import Callable

from reject_contract.mock.app import App
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
