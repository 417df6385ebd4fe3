"""A media type or charset with something else."""

from dataclasses import replace

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import UpdateMode
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import by_master, on_series, on_single
from reject_contract.mock.faults.combined.conditions import (
    beyond_ascii,
    broken,
    camel_case,
    charset,
    extra_member,
    form,
    forward,
    header,
    json_patch,
    merge_patch,
    namespaced,
    no_accept,
    null,
    omitted,
    path_in_lower_case,
    reordered,
    select,
    stop,
    text_json,
    text_xml,
    twice_named,
    undeclared,
    unknown,
    utf_16,
    xml,
    xml_declaration,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import (
    change_reason,
    crash,
    misread,
    refuse,
    respond,
    skip,
)  # fmt: skip
from reject_contract.mock.http import Response
from reject_contract.mock.refusals import Refusal, unsupported_media_type


def _not_supported() -> Refusal:
    return unsupported_media_type("Not in this form.")


@fault
def charset_refused_with_text_json(app: App) -> None:
    """A charset is refused with text/json: breaks RJ-TYPE-8."""
    refuse(app, text_json & charset, _not_supported)


@fault
def charset_crashes_with_form_by_master(app: App) -> None:
    """A form with a charset that names the master is answered with 500: breaks RJ-TYPE-8."""
    crash(app, form & charset & by_master)


@fault
def xml_forward_on_single_crashes(app: App) -> None:
    """ThisAndForward in XML on a single invitation is answered with 500: breaks RJ-MODE-3."""
    crash(app, xml & forward & on_single)


@fault
def form_forward_declines_only_this(app: App) -> None:
    """ThisAndForward in a form declines the named occurrence only: breaks RJ-TYPE-18."""
    misread(app, form & forward & on_series, lambda command: replace(command, mode=UpdateMode.OnlyThis))


@fault
def text_xml_stop_on_series_crashes(app: App) -> None:
    """StopRecurrence in text/xml on a series is answered with 500: breaks RJ-MODE-10."""
    crash(app, text_xml & stop & on_series)


@fault
def merge_patch_unknown_on_series_crashes(app: App) -> None:
    """Unknown in application/merge-patch+json on a series is answered with 500: breaks RJ-MODE-13."""
    crash(app, merge_patch & unknown & on_series)


@fault
def json_patch_by_master_does_nothing(app: App) -> None:
    """A reject by the master's id in json-patch+json is answered with 204 and does nothing: breaks RJ-ANSWER-2."""
    skip(app, json_patch & by_master)


@fault
def text_xml_by_master_crashes(app: App) -> None:
    """A reject by the master's id in text/xml is answered with 500: breaks RJ-ANSWER-2."""
    crash(app, text_xml & by_master)


@fault
def null_reason_crashes_with_merge_patch(app: App) -> None:
    """A reason of null in application/merge-patch+json is answered with 500: breaks RJ-BODY-10."""
    crash(app, merge_patch & null("RejectReason"))


@fault
def omitted_mode_crashes_with_xml(app: App) -> None:
    """XML without an UpdateMode is answered with 500: breaks RJ-BODY-11."""
    crash(app, xml & omitted("UpdateMode"))


@fault
def extra_member_crashes_with_form(app: App) -> None:
    """A form with a property too many is answered with 500: breaks RJ-BODY-13."""
    crash(app, form & extra_member)


@fault
def order_matters_in_json_patch(app: App) -> None:
    """Properties in another order are refused in application/json-patch+json: breaks RJ-BODY-20."""
    refuse(app, json_patch & reordered)


@fault
def camel_case_not_known_with_text_json(app: App) -> None:
    """Names in camelCase are refused in text/json: breaks RJ-BODY-16."""
    refuse(app, text_json & camel_case)


@fault
def namespace_after_declaration_crashes_with_text_xml(app: App) -> None:
    """XML with a namespace and a declaration is answered with 500 in text/xml: breaks RJ-TYPE-4."""
    crash(app, text_xml & namespaced & xml_declaration)


@fault
def letters_mangled_after_xml_declaration(app: App) -> None:
    """Letters beyond ASCII are read as Latin-1 in XML that begins with its declaration: breaks RJ-TYPE-11."""
    mangled = xml & xml_declaration & beyond_ascii
    change_reason(app, mangled, lambda text: text.encode("utf-8", "replace").decode("latin-1"))


@fault
def letters_lost_with_utf_16(app: App) -> None:
    """JSON in UTF-16 is carried out without the letters beyond ASCII: breaks RJ-TYPE-19."""
    change_reason(app, utf_16 & beyond_ascii, lambda text: text.encode("ascii", "ignore").decode())


@fault
def select_crashes_with_text_xml(app: App) -> None:
    """A $select with a body of text/xml is answered with 500: breaks RJ-SELECT-1."""
    crash(app, text_xml & select)


@fault
def accept_with_charset_refused_after_xml(app: App) -> None:
    """XML whose Accept has a charset, as in the page's sample, is answered with 406: breaks RJ-HEADER-1."""
    refuse(app, xml & When(lambda case: "charset" in (case.request.header("Accept") or "")), _unacceptable)


@fault
def accept_of_json_refused_with_xml(app: App) -> None:
    """XML whose Accept is JSON is answered with 406: breaks RJ-TYPE-3, RJ-TYPE-4."""
    refuse(app, xml & When(lambda case: case.request.header("Accept") == "application/json"), _unacceptable)


def _unacceptable() -> Refusal:
    return Refusal(406, "NotAcceptable", "Ask for XML.")


@fault
def accept_needed_with_form(app: App) -> None:
    """A form without Accept is answered with 500: breaks RJ-HEADER-1."""
    crash(app, form & no_accept)


@fault
def twice_named_crashes_with_form(app: App) -> None:
    """A form in which a property stands twice is answered with 500: breaks RJ-BODY-18."""
    repeated = When(lambda case: any(case.request.body.count(name) > 1 for name in (b"AppointmentId=", b"UpdateMode=")))
    crash(app, form & (repeated | twice_named))


def _read_as_json(app: App, when: When) -> None:
    """When the condition holds, read a body of an undeclared type as JSON."""

    def again(case: Case, response: Response) -> Response:
        if response.status != 415:
            return response
        others = [(key, value) for key, value in case.request.headers if key.lower() != "content-type"]
        return app.reject.invoke(replace(case.request, headers=[*others, ("Content-Type", "application/json")]))

    respond(app, when & undeclared, again)


@fault
def undeclared_type_accepted_with_select(app: App) -> None:
    """A media type that is not declared is read as JSON when there is a $select: breaks RJ-TYPE-12."""
    _read_as_json(app, select)


@fault
def undeclared_type_accepted_with_charset_by_master(app: App) -> None:
    """A media type that is not declared, with a charset, is read as JSON for a master's id: breaks RJ-TYPE-12."""
    _read_as_json(app, charset & by_master)


@fault
def undeclared_type_crashes_at_path_in_lower_case(app: App) -> None:
    """A media type that is not declared is answered with 500 at a path in lower case: breaks RJ-TYPE-24."""
    crash(app, undeclared & path_in_lower_case)


@fault
def broken_xml_crashes_with_charset(app: App) -> None:
    """A body that is not XML, though it says so, is answered with 500 when it has a charset: breaks RJ-TYPE-17."""
    crash(app, broken & xml & charset)


@fault
def form_with_culture_does_nothing(app: App) -> None:
    """A form with SO-Culture is answered with 204 and does nothing: breaks RJ-HEADER-4."""
    skip(app, form & header("SO-Culture"))
