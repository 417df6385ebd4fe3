"""Wrong statuses of a valid reject; its effect is right."""

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.entities import default_entity
from reject_contract.mock.faults.tools import answer_with, invitee
from reject_contract.mock.http import Request, Response
from reject_contract.mock.members import UpdateMode
from reject_contract.mock.rendering import render

JSON = ("Content-Type", "application/json; charset=utf-8")


@fault()
def answers_200_null(app: App) -> None:
    """A valid reject is answered with 200 and the text null."""
    answer_with(app, lambda: Response(200, [JSON], b"null"))


@fault()
def answers_200_empty(app: App) -> None:
    """A valid reject is answered with 200 and an empty body."""
    answer_with(app, lambda: Response(200))


@fault()
def answers_200_entity(app: App) -> None:
    """A valid reject is answered with 200 and an appointment."""
    app.reject.answer = lambda request: render(request, 200, default_entity(invitee(request)), "AppointmentEntity")


@fault()
def answers_200_error(app: App) -> None:
    """A valid reject is answered with 200 and an error object, although it took effect."""
    answer_with(app, lambda: Response(200, [JSON], b'{"Error": true, "Message": "Something went wrong."}'))


@fault()
def answers_201(app: App) -> None:
    """A valid reject is answered with 201 and a Location."""
    answer_with(app, lambda: Response(201, [("Location", "/api/v1/Appointment/1")]))


@fault()
def answers_202(app: App) -> None:
    """A valid reject is answered with 202, as if it were still to be done."""
    answer_with(app, lambda: Response(202))


@fault()
def answers_205(app: App) -> None:
    """A valid reject is answered with 205."""
    answer_with(app, lambda: Response(205))


@fault()
def answers_302_to_login(app: App) -> None:
    """A valid reject is answered with a redirect to a login page."""
    answer_with(app, lambda: Response(302, [("Location", "/login.aspx")]))


@fault()
def answers_304(app: App) -> None:
    """A valid reject is answered with 304."""
    answer_with(app, lambda: Response(304))


@fault()
def answers_404_after_effect(app: App) -> None:
    """A valid reject takes effect and is answered with 404."""
    answer_with(app, lambda: Response(404, [JSON], b'{"Error": true, "Message": "Not found."}'))


@fault()
def answers_500_after_effect(app: App) -> None:
    """A valid reject takes effect and is answered with 500."""
    answer_with(app, lambda: Response(500, [JSON], b'{"Error": true, "Message": "Something went wrong."}'))


@fault()
def answers_503_after_effect(app: App) -> None:
    """A valid reject takes effect and is answered with 503."""
    answer_with(app, lambda: Response(503, [("Retry-After", "0")]))


@fault()
def answers_200_when_accept_is_xml(app: App) -> None:
    """A valid reject whose Accept names XML is answered with 200 and an empty element."""

    def answer(request: Request) -> Response:
        if "xml" not in (request.header("Accept") or ""):
            return Response(204)
        return Response(200, [("Content-Type", "application/xml")], b"<Result/>")

    app.reject.answer = answer


@fault()
def answers_200_on_series(app: App) -> None:
    """Rejecting several occurrences at once is answered with 200 and their number."""
    chosen: list[Row] = []
    choose = app.reject.choose

    def remember(row: Row, mode: UpdateMode) -> list[Row]:
        chosen[:] = choose(row, mode)
        return list(chosen)

    app.reject.choose = remember
    answer_with(app, lambda: Response(200, [JSON], b"%d" % len(chosen)) if len(chosen) > 1 else Response(204))
