"""Right credentials that are refused only together with something else."""

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault, online_fault
from reject_contract.mock.faults.combined.circumstances import after_a_reject, by_master, on_series, was_moved, was_seen
from reject_contract.mock.faults.combined.conditions import (
    app_token,
    bearer,
    chunked,
    form,
    forward,
    header,
    header_names_in_lower_case,
    http_1_0,
    json_patch,
    merge_patch,
    right_app_token,
    scheme_in_capitals,
    scheme_in_lower_case,
    select,
    session,
    soticket,
    text_json,
    xml,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import refuse_credential, remember


@fault
def ticket_refused_with_xml(app: App) -> None:
    """A ticket is refused when the body is XML: breaks RJ-AUTH-4."""
    refuse_credential(app, soticket & xml)


@fault
def bearer_refused_with_form(app: App) -> None:
    """A bearer token is refused when the body is a form: breaks RJ-AUTH-5."""
    refuse_credential(app, bearer & form)


@fault
def session_refused_with_json_patch(app: App) -> None:
    """A session is refused when the body is application/json-patch+json: breaks RJ-AUTH-6."""
    refuse_credential(app, session & json_patch)


@fault
def bearer_refused_with_select(app: App) -> None:
    """A bearer token is refused when there is a $select: breaks RJ-AUTH-5."""
    refuse_credential(app, bearer & select)


@fault
def ticket_refused_in_chunks(app: App) -> None:
    """A ticket is refused when the body is chunked: breaks RJ-AUTH-4."""
    refuse_credential(app, soticket & chunked)


@fault
def session_refused_over_http_1_0(app: App) -> None:
    """A session is refused over HTTP/1.0: breaks RJ-AUTH-6."""
    refuse_credential(app, session & http_1_0)


@fault
def scheme_in_capitals_refused_with_form(app: App) -> None:
    """A scheme in capitals is refused when the body is a form: breaks RJ-AUTH-7."""
    refuse_credential(app, scheme_in_capitals & form)


@fault
def scheme_in_lower_case_refused_with_merge_patch(app: App) -> None:
    """A scheme in lower case is refused when the body is application/merge-patch+json: breaks RJ-AUTH-7."""
    refuse_credential(app, scheme_in_lower_case & merge_patch)


@fault
def bearer_refused_by_master_on_series(app: App) -> None:
    """A bearer token is refused when a master row of a series is named: breaks RJ-AUTH-5."""
    refuse_credential(app, bearer & by_master & on_series)


@fault
def ticket_refused_with_accept_language(app: App) -> None:
    """A ticket is refused when there is an Accept-Language: breaks RJ-AUTH-4."""
    refuse_credential(app, soticket & header("Accept-Language"))


@fault
def ticket_refused_where_seen(app: App) -> None:
    """A ticket is refused when the invitation has been seen: breaks RJ-AUTH-4."""
    refuse_credential(app, soticket & was_seen)


@fault
def bearer_refused_where_moved_forward(app: App) -> None:
    """A bearer token is refused when it asks ThisAndForward of what was moved: breaks RJ-AUTH-5."""
    refuse_credential(app, bearer & was_moved & forward)


@fault
def bearer_refused_with_app_token_and_text_json(app: App) -> None:
    """A bearer token is refused when a body of text/json comes with an SO-AppToken: breaks RJ-AUTH-5."""
    refuse_credential(app, bearer & app_token & text_json)


@online_fault
def headers_in_lower_case_refused_online_with_form(app: App) -> None:
    """Online, a ticket whose headers are in lower case is refused when the body is a form: breaks RJ-HEADER-5."""
    refuse_credential(app, soticket & right_app_token & header_names_in_lower_case & form)


@fault
def ticket_in_lower_case_refused_with_xml(app: App) -> None:
    """The scheme SoTicket in lower case is refused when the body is XML: breaks RJ-AUTH-7."""
    refuse_credential(app, soticket & scheme_in_lower_case & xml)


@fault
def ticket_refused_after_a_reject(app: App) -> None:
    """A ticket is refused on a connection on which a reject was carried out: breaks RJ-AUTH-4."""
    remember(app)
    refuse_credential(app, soticket & after_a_reject)
