"""No credential, or a wrong one, that is let in only together with something else."""

from reject_contract.mock.app import App
from reject_contract.mock.authentication import account_named
from reject_contract.mock.behaviours import fault, online_fault
from reject_contract.mock.changes import let_in
from reject_contract.mock.faults.combined.case import Case
from reject_contract.mock.faults.combined.circumstances import after_a_reject, by_master, on_series, was_declined
from reject_contract.mock.faults.combined.conditions import (
    app_token,
    chunked,
    forged_ticket,
    forged_token,
    form,
    forward,
    header,
    http_1_0,
    json_patch,
    merge_patch,
    nobody,
    path_in_lower_case,
    right_app_token,
    scheme_alone,
    select,
    session_without_token,
    soticket,
    text_json,
    text_xml,
    unknown_scheme,
    unknown_user,
    wrong_password,
    xml,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import admit, remember, respond
from reject_contract.mock.http import Response


@fault
def nobody_let_in_with_chunks(app: App) -> None:
    """A call without any credential is let in when its body is chunked: breaks RJ-AUTH-1."""
    admit(app, nobody & chunked)


@fault
def nobody_let_in_with_text_json(app: App) -> None:
    """A call without any credential is let in when its body is text/json: breaks RJ-AUTH-1."""
    admit(app, nobody & text_json)


@fault
def nobody_let_in_with_select(app: App) -> None:
    """A call without any credential is let in when it has a $select: breaks RJ-AUTH-1."""
    admit(app, nobody & select)


@fault
def nobody_let_in_at_path_in_lower_case(app: App) -> None:
    """A call without any credential is let in at a path in lower case: breaks RJ-AUTH-1."""
    admit(app, nobody & path_in_lower_case)


@fault
def nobody_let_in_forward_on_series(app: App) -> None:
    """A call without any credential is let in when it asks ThisAndForward of a series: breaks RJ-AUTH-1."""
    admit(app, nobody & forward & on_series)


@fault
def nobody_let_in_by_master_of_series(app: App) -> None:
    """A call without any credential is let in when it names a master row of a series: breaks RJ-AUTH-1."""
    admit(app, nobody & by_master & on_series)


@fault
def nobody_let_in_with_app_token(app: App) -> None:
    """A form without any credential is let in when it has an SO-AppToken: breaks RJ-AUTH-1."""
    admit(app, nobody & app_token & form)


@fault
def wrong_password_let_in_with_form(app: App) -> None:
    """A known user with a wrong password is let in when the body is a form: breaks RJ-AUTH-8."""
    admit(app, wrong_password & form)


@fault
def wrong_password_let_in_with_http_1_0(app: App) -> None:
    """A known user with a wrong password is let in over HTTP/1.0: breaks RJ-AUTH-8."""
    admit(app, wrong_password & http_1_0)


@fault
def unknown_user_let_in_with_xml(app: App) -> None:
    """A user that does not exist is let in when the body is XML: breaks RJ-AUTH-9."""
    admit(app, unknown_user & xml)


@fault
def forged_ticket_let_in_with_app_token(app: App) -> None:
    """A forged ticket is let in when an SO-AppToken goes with it: breaks RJ-AUTH-10."""
    admit(app, forged_ticket & app_token)


@fault
def forged_ticket_let_in_with_json_patch(app: App) -> None:
    """A forged ticket is let in when the body is application/json-patch+json: breaks RJ-AUTH-10."""
    admit(app, forged_ticket & json_patch)


@fault
def forged_token_let_in_from_script(app: App) -> None:
    """A forged bearer token is let in when X-Requested-With says that a script is asking: breaks RJ-AUTH-11."""
    admit(app, forged_token & header("X-Requested-With"))


@fault
def forged_token_let_in_by_master_with_merge_patch(app: App) -> None:
    """A forged bearer token is let in when a body of merge-patch+json names the master: breaks RJ-AUTH-11."""
    admit(app, forged_token & by_master & merge_patch)


@fault
def unknown_scheme_let_in_where_declined(app: App) -> None:
    """A scheme that nobody knows is let in when the invitation has been declined already: breaks RJ-AUTH-12."""
    admit(app, unknown_scheme & was_declined)


@fault
def scheme_alone_let_in_after_a_reject(app: App) -> None:
    """A scheme without a value is let in on a connection on which a reject succeeded: breaks RJ-AUTH-13."""
    admit(app, scheme_alone & after_a_reject)
    remember(app)


@fault
def nobody_let_in_with_xml_after_a_reject(app: App) -> None:
    """A call without credential is let in when it has XML and follows a reject on its connection: breaks RJ-AUTH-1."""
    admit(app, nobody & xml & after_a_reject)
    remember(app)


@fault
def cookie_alone_let_in_with_form(app: App) -> None:
    """A session cookie without X-XSRF-TOKEN is let in when the body is a form: breaks RJ-AUTH-15."""
    admit(app, session_without_token & form)


@online_fault
def basic_let_in_online_with_app_token(app: App) -> None:
    """Online, Basic is let in when the right application token goes with it: breaks RJ-AUTH-19."""

    def has_right_password(case: Case) -> bool:
        account = account_named(case.user)
        return account is not None and account.password == case.password

    let_in(app, lambda r: case.claimed if right_app_token(case := Case(app, r)) and has_right_password(case) else None)


@online_fault
def app_token_may_be_missing_online_with_xml(app: App) -> None:
    """Online, a ticket without application token is let in when the body is XML: breaks RJ-AUTH-20."""
    admit(app, soticket & ~forged_ticket & ~app_token & text_xml)


@online_fault
def app_token_may_be_wrong_online_on_series(app: App) -> None:
    """Online, a ticket with a wrong application token is let in on an occurrence of a series: breaks RJ-AUTH-21."""
    admit(app, soticket & ~forged_ticket & app_token & ~right_app_token & on_series)


@fault
def forged_ticket_with_select_answered_204(app: App) -> None:
    """A forged ticket is answered 204 when there is a $select, and nothing is done: breaks RJ-AUTH-10."""
    respond(app, forged_ticket & select, lambda case, response: Response(204))


@fault
def unknown_user_with_text_json_answered_404(app: App) -> None:
    """An unknown user is answered 404 when the body is text/json: breaks RJ-AUTH-8."""
    respond(app, unknown_user & text_json, lambda case, response: Response(404))
