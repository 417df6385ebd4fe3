"""$select, which a call without a result must ignore."""

from dataclasses import replace

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.tools import around, raise_when
from reject_contract.mock.http import Request, Response
from reject_contract.mock.members import RejectCommand
from reject_contract.mock.refusals import malformed
from reject_contract.mock.reject import Effect


def _names(request: Request) -> str:
    return request.parameter("$select") or ""


@fault()
def select_refused(app: App) -> None:
    """Every $select is refused."""
    raise_when(app, lambda r: r.parameter("$select") is not None, lambda: malformed("There is nothing to select."))


@fault()
def select_of_unknown_names_refused(app: App) -> None:
    """A $select of names that are not in the request body is refused."""
    known = {"", "appointmentid", "rejectreason", "updatemode"}

    def names_unknown(request: Request) -> bool:
        return bool({name.strip().lower() for name in _names(request).split(",")} - known)

    raise_when(app, names_unknown, lambda: malformed("There is no such field."))


@fault()
def empty_select_refused(app: App) -> None:
    """An empty $select is refused."""
    raise_when(app, lambda r: r.parameter("$select") == "", lambda: malformed("Nothing is selected."))


@fault()
def nested_select_crashes(app: App) -> None:
    """A $select with a nested name is answered with 500."""
    raise_when(app, lambda request: "/" in _names(request))


@fault()
def repeated_select_crashes(app: App) -> None:
    """A $select that is given twice is answered with 500."""
    raise_when(app, lambda request: sum(key == "$select" for key, _ in request.query) > 1)


@fault()
def odd_select_crashes(app: App) -> None:
    """A $select with a quote, a bracket or a star is answered with 500."""
    raise_when(app, lambda request: any(each in _names(request) for each in "'\"()*"))


@fault()
def long_select_crashes(app: App) -> None:
    """A $select of more than 200 characters is answered with 500."""
    raise_when(app, lambda request: len(_names(request)) > 200)


@fault()
def non_ascii_select_crashes(app: App) -> None:
    """A $select with a letter beyond ASCII is answered with 500."""
    raise_when(app, lambda request: not _names(request).isascii())


@fault()
def select_returns_body(app: App) -> None:
    """With a $select, a valid reject is answered with 200 and an object."""
    json = ("Content-Type", "application/json")
    app.reject.answer = lambda r: Response(200, [json], b"{}") if _names(r) else Response(204)


@fault()
def select_suppresses_effect(app: App) -> None:
    """With a $select, a valid reject is answered with 204 and does nothing."""
    around(app, lambda effect: lambda r, account, command: None if _names(r) else effect(r, account, command))


@fault()
def select_drops_reason(app: App) -> None:
    """With a $select that does not name RejectReason, the reason is dropped."""

    def wrap(effect: Effect) -> Effect:
        def selective(request: Request, account: Account, command: RejectCommand) -> None:
            dropped = _names(request) and "rejectreason" not in _names(request).lower()
            effect(request, account, replace(command, reason="") if dropped else command)

        return selective

    around(app, wrap)


@fault()
def query_overrides_body(app: App) -> None:
    """A query parameter RejectReason replaces the reason of the body."""
    around(
        app,
        lambda effect: lambda r, a, c: effect(r, a, replace(c, reason=r.parameter("RejectReason") or c.reason)),
    )
