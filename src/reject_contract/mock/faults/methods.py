"""Other methods than POST, and other spellings of the address."""

import json
from collections.abc import Callable
from dataclasses import replace

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import raise_when
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import Refusal, crashed


def _invoke_by(app: App, method: str) -> None:
    app.reject.methods[method] = lambda request: app.reject.invoke(request)


def _crash(request: Request) -> Response:
    raise crashed()


@fault
def get_invokes(app: App) -> None:
    """GET with a body rejects: breaks RJ-METHOD-1."""
    _invoke_by(app, "GET")


@fault
def get_with_query_invokes(app: App) -> None:
    """GET with the properties in its query rejects: breaks RJ-METHOD-1."""

    def invoke(request: Request) -> Response:
        if request.parameter("AppointmentId") is None:
            return app.reject.describe(request)
        headers = [("Content-Type", "application/json"), *request.headers]
        return app.reject.invoke(replace(request, body=json.dumps(dict(request.query)).encode(), headers=headers))

    app.reject.methods["GET"] = invoke


@fault
def post_with_query_invokes(app: App) -> None:
    """Properties in the query of a POST replace those of the body: breaks RJ-BODY-25."""
    members = app.reject.body.members
    app.reject.body.members = lambda request, root: {**members(request, root), **dict(request.query)}


@fault
def head_invokes(app: App) -> None:
    """HEAD with a body rejects: breaks RJ-METHOD-2."""
    _invoke_by(app, "HEAD")


@fault
def put_invokes(app: App) -> None:
    """PUT rejects: breaks RJ-METHOD-4."""
    _invoke_by(app, "PUT")


@fault
def patch_invokes(app: App) -> None:
    """PATCH rejects: breaks RJ-METHOD-5."""
    _invoke_by(app, "PATCH")


@fault
def delete_invokes(app: App) -> None:
    """DELETE with a body rejects: breaks RJ-METHOD-6."""
    _invoke_by(app, "DELETE")


@fault
def options_invokes(app: App) -> None:
    """OPTIONS with a body rejects: breaks RJ-METHOD-3."""
    _invoke_by(app, "OPTIONS")


@fault
def unknown_method_invokes(app: App) -> None:
    """A method that nobody knows rejects: breaks RJ-METHOD-11."""
    respond = app.reject.respond
    known = {*app.reject.methods, "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"}
    app.reject.respond = lambda request: respond(
        request if request.method in known else replace(request, method="POST")
    )


@fault
def method_override_invokes(app: App) -> None:
    """GET with X-HTTP-Method-Override: POST rejects: breaks RJ-METHOD-1."""
    respond = app.reject.respond
    app.reject.respond = lambda request: respond(
        replace(request, method=request.header("X-HTTP-Method-Override") or request.method)
    )


@fault
def get_crashes(app: App) -> None:
    """GET is answered with 500: breaks RJ-METHOD-7."""
    app.reject.methods["GET"] = _crash


@fault
def put_answered_200(app: App) -> None:
    """PUT is answered with 200, and nothing is done: breaks RJ-METHOD-9."""
    app.reject.methods["PUT"] = lambda request: Response(200)


@fault
def head_with_body(app: App) -> None:
    """HEAD is answered with a body: breaks RJ-FRAME-11."""

    def describe(request: Request) -> Response:
        answer = app.reject.describe(request)
        answer.headers.append(("Content-Length", str(len(answer.body))))
        answer.exact = True
        return answer

    app.reject.methods["HEAD"] = describe


def _change_405(app: App, change: Callable[[Response], None]) -> None:
    refuse = app.reject.refuse

    def changed(request: Request, refusal: Refusal) -> Response:
        answer = refuse(request, refusal)
        if refusal.status == 405:
            answer.headers = answer.without("Allow")
            change(answer)
        return answer

    app.reject.refuse = changed


@fault
def no_allow_on_405(app: App) -> None:
    """A 405 has no Allow: breaks RJ-METHOD-8."""
    _change_405(app, lambda answer: None)


@fault
def allow_without_post(app: App) -> None:
    """The Allow of a 405 does not name POST: breaks RJ-METHOD-8."""
    _change_405(app, lambda answer: answer.headers.append(("Allow", "GET, HEAD")))


@fault
def path_in_lower_case_crashes(app: App) -> None:
    """A path in lower case is answered with 500: breaks RJ-PATH-1."""
    raise_when(app, lambda request: request.path.islower())
