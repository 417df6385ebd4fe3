"""Wrong statuses of a valid reject; its effect is right."""

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import answer_with, invitee
from reject_contract.mock.coercion import UpdateMode
from reject_contract.mock.entities import default_entity
from reject_contract.mock.http import Request, Response
from reject_contract.mock.rendering import render

JSON = ("Content-Type", "application/json; charset=utf-8")


@fault
def answers_200_null(app: App) -> None:
    """A valid reject is answered with 200 and the text null: breaks RJ-ANSWER-1."""
    answer_with(app, lambda: Response(200, [JSON], b"null"))


@fault
def answers_200_entity(app: App) -> None:
    """A valid reject is answered with 200 and an appointment: breaks RJ-ANSWER-1."""
    app.reject.answer = lambda request: render(request, 200, default_entity(invitee(request)), "AppointmentEntity")


@fault
def answers_201(app: App) -> None:
    """A valid reject is answered with 201 and a Location: breaks RJ-ANSWER-1."""
    answer_with(app, lambda: Response(201, [("Location", "/api/v1/Appointment/1")]))


@fault
def answers_302_to_login(app: App) -> None:
    """A valid reject is answered with a redirect to a login page: breaks RJ-ANSWER-1."""
    answer_with(app, lambda: Response(302, [("Location", "/login.aspx")]))


@fault
def answers_500_after_effect(app: App) -> None:
    """A valid reject takes effect and is answered with 500: breaks RJ-ANSWER-1."""
    answer_with(app, lambda: Response(500, [JSON], b'{"Error": true, "Message": "Something went wrong."}'))


@fault
def answers_200_when_accept_is_xml(app: App) -> None:
    """A valid reject whose Accept names XML is answered with 200 and an empty element: breaks RJ-HEADER-1."""

    def answer(request: Request) -> Response:
        if "xml" not in (request.header("Accept") or ""):
            return Response(204)
        return Response(200, [("Content-Type", "application/xml")], b"<Result/>")

    app.reject.answer = answer


@fault
def answers_200_on_series(app: App) -> None:
    """Rejecting several occurrences at once is answered with 200 and their number: breaks RJ-MODE-8."""
    chosen: list[Row] = []
    choose = app.reject.choose

    def remember(row: Row, mode: UpdateMode) -> list[Row]:
        chosen[:] = choose(row, mode)
        return list(chosen)

    app.reject.choose = remember
    answer_with(app, lambda: Response(200, [JSON], b"%d" % len(chosen)) if len(chosen) > 1 else Response(204))
