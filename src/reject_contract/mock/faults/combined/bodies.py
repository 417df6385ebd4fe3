"""Bodies that are read wrongly where two things about them come together."""

import re
from xml.etree.ElementTree import Element

from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import find
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.circumstances import by_master
from reject_contract.mock.faults.combined.conditions import escaped, extra_member, form, json, merge_patch, reason_with
from reject_contract.mock.faults.combined.effects import change_reason, crash, refuse, then, to_booking
from reject_contract.mock.media_types import XML_TYPES, Members

_BUFFER = 4096
_DECLARED = re.compile(rb"\A\s*<\?xml[^>]*\sencoding\s*=\s*['\"]([\w.-]+)")


def _body(pattern: bytes) -> When:
    found = re.compile(pattern)
    return When(lambda case: found.search(case.request.body) is not None)


@fault
def escaped_solidus_stays_among_other_escapes(app: App) -> None:
    """An escaped solidus keeps its backslash where letters are written as escapes too: breaks RJ-BODY-21."""
    change_reason(app, json & escaped & _body(rb"\\/"), lambda text: text.replace("/", "\\/"))


@fault
def carriage_returns_alone_refused_in_merge_patch(app: App) -> None:
    """Line ends of carriage returns alone are refused in merge-patch+json: breaks RJ-TYPE-7, RJ-BODY-20."""
    refuse(app, merge_patch & _body(rb"\r(?!\n)"))


@fault
def comment_in_reason_cuts_it_in_application_xml(app: App) -> None:
    """A reason is cut at a comment that stands in it in application/xml: breaks RJ-TYPE-3, RJ-EFFECT-3."""
    commented = re.compile(rb"(<(?:\w+:)?RejectReason\b[^>]*>[^<]*)<!--.*?-->[^<]*", re.DOTALL)
    parse = app.reject.body.parse_xml
    app.reject.body.parsers["application/xml"] = lambda data, charset: parse(commented.sub(rb"\1", data), charset)


@fault
def declaration_wins_over_charset_in_xml(app: App) -> None:
    """XML is read in the encoding of its declaration when Content-Type names another charset: breaks RJ-TYPE-11."""
    parse = app.reject.body.parse_xml

    def by_declaration(data: bytes, charset: str | None) -> Element:
        return parse(data, None if _DECLARED.match(data) else charset)

    app.reject.body.parsers |= dict.fromkeys(XML_TYPES, by_declaration)


@fault
def form_decoded_before_it_is_split(app: App) -> None:
    """A reason is cut at an ampersand, although it is percent-encoded, in a form: breaks RJ-TYPE-5, RJ-EFFECT-3."""
    change_reason(app, form & reason_with("&") & _body(rb"%26"), lambda text: text.partition("&")[0])


@fault
def lower_case_percent_digits_mangled_in_forms(app: App) -> None:
    """Letters beyond ASCII become question marks in a form percent-encoded in lower case: breaks RJ-TYPE-11."""
    lower = _body(rb"%(?:[89a-f][a-f]|[a-f][0-9a-f])")
    change_reason(app, form & lower, lambda text: text.encode("ascii", "replace").decode())


@fault
def reason_behind_four_kilobytes_is_lost(app: App) -> None:
    """A reason that stands behind a property too many of more than 4 kB is not stored: breaks RJ-BODY-13."""
    behind = When(lambda case: case.request.body.lower().find(b'"rejectreason"') > _BUFFER)
    change_reason(app, json & extra_member & behind, lambda text: "")


@fault
def title_taken_from_body_by_master(app: App) -> None:
    """A Title in a body that names the master becomes the booking's: breaks RJ-BODY-13, RJ-EFFECT-7."""
    titled = When(lambda case: isinstance(find(case.members, "Title"), str))

    def bind(case: Case, row: Row) -> None:
        def retitle(each: Row) -> None:
            each.title = str(find(case.members, "Title"))

        to_booking(retitle)(case, row)

    then(app, titled & by_master, bind)


@fault
def type_member_in_front_crashes(app: App) -> None:
    """A property $type is answered with 500 when it stands in front of the others: breaks RJ-BODY-13."""
    crash(app, json & When(lambda case: len(case.members) > 1 and next(iter(case.members)) == "$type"))


@fault
def nested_reason_replaces_the_one_before_it(app: App) -> None:
    """A RejectReason in a nested property too many replaces the right one when it stands behind it.

    Breaks RJ-BODY-13, RJ-EFFECT-2.
    """
    before = app.reject.find

    def last(members: Members, name: str, default: object) -> object:
        found = before(members, name, default)
        if name == "RejectReason":
            names = [each.lower() for each in members]
            at = names.index("rejectreason") if "rejectreason" in names else len(names)
            for value in list(members.values())[at + 1 :]:
                found = find(value, name, found) if isinstance(value, dict) else found
        return found

    app.reject.find = last
