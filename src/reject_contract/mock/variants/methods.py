"""Other right answers to other methods than POST."""

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import variant
from reject_contract.mock.http import Request, Response
from reject_contract.mock.operation import ALLOWED
from reject_contract.mock.refusals import Refusal, not_found
from reject_contract.mock.rendering import render
from reject_contract.mock.variants.tools import restate


@variant
def get_405(app: App) -> None:
    """GET and HEAD are answered with 405."""
    del app.reject.methods["GET"], app.reject.methods["HEAD"]
    _allow(app, "POST, OPTIONS")


@variant
def options_405(app: App) -> None:
    """OPTIONS is answered with 405."""
    del app.reject.methods["OPTIONS"]
    _allow(app, "POST, GET, HEAD")


@variant
def only_post(app: App) -> None:
    """Every method but POST is answered with 405."""
    app.reject.methods = {"POST": app.reject.methods["POST"]}
    _allow(app, "POST")


def _allow(app: App, methods: str) -> None:
    refuse = app.reject.refuse

    def allowing(request: Request, refusal: Refusal) -> Response:
        answer = refuse(request, refusal)
        if refusal.status == 405:
            answer.headers = [*answer.without("Allow"), ("Allow", methods)]
        return answer

    app.reject.refuse = allowing


@variant
def get_in_html(app: App) -> None:
    """GET is answered with a page that describes the call."""
    page = b"<!DOCTYPE html><title>Reject</title><p>Call it with POST."
    app.reject.describe = lambda request: Response(200, [("Content-Type", "text/html; charset=utf-8")], page)


@variant
def get_without_login(app: App) -> None:
    """GET describes the call to strangers as well."""
    app.reject.describe = lambda request: render(request, 200, {"Name": "Reject", "Method": "POST"}, "Description")


@variant
def get_404(app: App) -> None:
    """GET is answered with 404, since there is nothing to get."""
    app.reject.describe = lambda request: app.reject.refuse(request, not_found("There is nothing to get here."))


@variant
def options_200(app: App) -> None:
    """OPTIONS is answered with 200 and no content."""
    app.reject.methods["OPTIONS"] = lambda request: Response(200, [("Allow", ", ".join(ALLOWED))])


@variant
def other_methods_404(app: App) -> None:
    """Methods that are not for the address are answered with 404."""
    restate(app, 405, not_found("There is no such method at this address."))


@variant
def unknown_methods_501(app: App) -> None:
    """Methods that the server does not know at all are answered with 501."""
    respond = app.reject.respond
    known = {*ALLOWED, "PUT", "PATCH", "DELETE", "TRACE", "CONNECT"}
    unknown = Refusal(501, "NotImplemented", "The method is not known.")

    def strict(request: Request) -> Response:
        return respond(request) if request.method in known else app.refuse(request, unknown)

    app.reject.respond = strict
