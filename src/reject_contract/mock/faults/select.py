"""$select, which a call without a result must ignore."""

from dataclasses import replace
from typing import NoReturn

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.changes import around, raise_when
from reject_contract.mock.coercion import RejectCommand, UpdateMode
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import crashed, malformed
from reject_contract.mock.reject import Effect

ONLY_THIS = UpdateMode.OnlyThis


def _names(request: Request) -> str:
    return request.parameter("$select") or ""


@fault
def select_refused(app: App) -> None:
    """Every $select is refused: breaks RJ-SELECT-1."""
    raise_when(app, lambda r: r.parameter("$select") is not None, lambda: malformed("There is nothing to select."))


@fault
def select_of_unknown_names_refused(app: App) -> None:
    """A $select of names that are not in the request body is refused: breaks RJ-SELECT-2."""
    known = {"", "appointmentid", "rejectreason", "updatemode"}

    def names_unknown(request: Request) -> bool:
        return bool({name.strip().lower() for name in _names(request).split(",")} - known)

    raise_when(app, names_unknown, lambda: malformed("There is no such field."))


@fault
def empty_select_crashes(app: App) -> None:
    """An empty $select is answered with 500: breaks RJ-SELECT-5."""
    raise_when(app, lambda r: r.parameter("$select") == "")


@fault
def select_with_an_underscore_crashes(app: App) -> None:
    """A $select of a name with an underscore is answered with 500: breaks RJ-SELECT-11."""
    raise_when(app, lambda r: "_" in _names(r))


@fault
def select_of_an_unknown_name_crashes(app: App) -> None:
    """A $select of a name that no property has is answered with 500: breaks RJ-SELECT-4."""
    known = {"", "appointmentid", "name", "department", "category", "category/id"}
    raise_when(app, lambda r: not known.issuperset(name.strip().lower() for name in _names(r).split(",")))


@fault
def nested_select_crashes(app: App) -> None:
    """A $select with a nested name is answered with 500: breaks RJ-SELECT-3."""
    raise_when(app, lambda request: "/" in _names(request))


@fault
def repeated_select_crashes(app: App) -> None:
    """A $select that is given twice is answered with 500: breaks RJ-SELECT-8."""
    raise_when(app, lambda request: sum(key == "$select" for key, _ in request.query) > 1)


@fault
def odd_select_crashes(app: App) -> None:
    """A $select with a quote, a bracket or a star is answered with 500: breaks RJ-SELECT-11."""
    raise_when(app, lambda request: any(each in _names(request) for each in "'\"()*"))


@fault
def long_select_crashes(app: App) -> None:
    """A $select of more than 200 characters is answered with 500: breaks RJ-SELECT-9."""
    raise_when(app, lambda request: len(_names(request)) > 200)


@fault
def non_ascii_select_crashes(app: App) -> None:
    """A $select with a letter beyond ASCII is answered with 500: breaks RJ-SELECT-11."""
    raise_when(app, lambda request: not _names(request).isascii())


@fault
def select_returns_body(app: App) -> None:
    """With a $select, a valid reject is answered with 200 and an object: breaks RJ-SELECT-1."""
    json = ("Content-Type", "application/json")
    app.reject.answer = lambda r: Response(200, [json], b"{}") if _names(r) else Response(204)


@fault
def select_suppresses_effect(app: App) -> None:
    """With a $select, a valid reject is answered with 204 and does nothing: breaks RJ-SELECT-1."""
    around(app, lambda effect: lambda r, account, command: None if _names(r) else effect(r, account, command))


@fault
def select_drops_reason(app: App) -> None:
    """With a $select that does not name RejectReason, the reason is dropped: breaks RJ-SELECT-1."""

    def wrap(effect: Effect) -> Effect:
        def selective(request: Request, account: Account, command: RejectCommand) -> None:
            dropped = _names(request) and "rejectreason" not in _names(request).lower()
            effect(request, account, replace(command, reason="") if dropped else command)

        return selective

    around(app, wrap)


@fault
def query_overrides_body(app: App) -> None:
    """A query parameter RejectReason replaces the reason of the body: breaks RJ-BODY-25."""
    around(
        app,
        lambda effect: lambda r, a, c: effect(r, a, replace(c, reason=r.parameter("RejectReason") or c.reason)),
    )


@fault
def spaces_in_select_crash(app: App) -> None:
    """A $select with white space in it is answered with 500: breaks RJ-SELECT-6."""
    raise_when(app, lambda request: " " in _names(request))


@fault
def encoded_select_not_decoded(app: App) -> None:
    """A $select with a percent-encoded comma or letter is refused: breaks RJ-SELECT-7."""
    raise_when(app, lambda r: "%" in r.target.partition("select=")[2], lambda: malformed("There is no such field."))


@fault
def very_long_select_crashes(app: App) -> None:
    """A $select of more than 4000 characters is answered with 500: breaks RJ-SELECT-10."""
    raise_when(app, lambda request: len(_names(request)) > 4000)


@fault
def select_with_another_mode_crashes(app: App) -> None:
    """A $select together with another mode than OnlyThis is answered with 500: breaks RJ-PROPERTY-1, RJ-PROPERTY-4."""
    around(app, lambda effect: lambda r, a, c: _crash() if _names(r) and c.mode != ONLY_THIS else effect(r, a, c))


@fault
def misspelt_mode_with_select_crashes(app: App) -> None:
    """A mode that is not known is refused, but together with a $select it is answered with 500.

    Breaks RJ-PROPERTY-6.
    """
    refuse = app.reject.refuse
    app.reject.refuse = lambda r, refusal: refuse(r, crashed() if refusal.status == 400 and _names(r) else refusal)


def _crash() -> NoReturn:
    raise crashed()
