"""500 for some requests only: those in which several things come together that are each in order."""

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.circumstances import by_master, last, on_series, was_accepted, was_seen
from reject_contract.mock.faults.combined.conditions import (
    bearer,
    beyond_ascii,
    chunked,
    expects,
    form,
    forward,
    header,
    merge_patch,
    no_accept,
    no_reason,
    only_this,
    path_in_lower_case,
    select,
    session,
    soticket,
    stop,
    text_json,
    text_xml,
    unknown,
    xml,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import crash


@fault
def bearer_with_xml_and_select_crashes(app: App) -> None:
    """A bearer token, XML and a $select together are answered with 500: breaks RJ-PROPERTY-4."""
    crash(app, bearer & xml & select)


@fault
def ticket_with_form_and_forward_crashes(app: App) -> None:
    """A ticket, a form and ThisAndForward together are answered with 500: breaks RJ-PROPERTY-4."""
    crash(app, soticket & form & forward)


@fault
def session_with_merge_patch_and_unknown_crashes(app: App) -> None:
    """A session, merge-patch+json and Unknown together are answered with 500: breaks RJ-PROPERTY-4."""
    crash(app, session & merge_patch & unknown)


@fault
def letters_by_master_with_xml_crash(app: App) -> None:
    """A reason beyond ASCII, the master's id and XML together are answered with 500: breaks RJ-TYPE-11."""
    crash(app, beyond_ascii & by_master & xml)


@fault
def select_and_language_with_form_crash(app: App) -> None:
    """A $select, an Accept-Language and a form together are answered with 500: breaks RJ-PROPERTY-4."""
    crash(app, select & header("Accept-Language") & form)


@fault
def no_reason_forward_with_text_json_crashes(app: App) -> None:
    """An empty reason, ThisAndForward and text/json together are answered with 500: breaks RJ-PROPERTY-1."""
    crash(app, no_reason & forward & text_json)


@fault
def stop_by_master_with_form_crashes(app: App) -> None:
    """StopRecurrence, the master's id and a form together are answered with 500: breaks RJ-MODE-4."""
    crash(app, stop & by_master & form)


@fault
def seen_with_bearer_crashes(app: App) -> None:
    """A reject with a bearer token of what was seen is answered with 500: breaks RJ-REPEAT-8."""
    crash(app, was_seen & bearer)


@fault
def accepted_in_chunks_crashes(app: App) -> None:
    """A reject in chunks of what was accepted is answered with 500: breaks RJ-REPEAT-6."""
    crash(app, was_accepted & chunked)


@fault
def last_only_with_text_xml_crashes(app: App) -> None:
    """OnlyThis in text/xml on the last occurrence is answered with 500: breaks RJ-MODE-6."""
    crash(app, last & only_this & text_xml)


@fault
def expectation_on_series_crashes(app: App) -> None:
    """Expect: 100-continue before a reject on a series is answered with 500: breaks RJ-FRAME-6."""
    crash(app, expects & on_series)


@fault
def no_accept_at_path_in_lower_case_crashes(app: App) -> None:
    """A request without Accept at a path in lower case is answered with 500: breaks RJ-HEADER-1, RJ-PATH-1."""
    crash(app, no_accept & path_in_lower_case)
