"""The text of a reason with something else."""

import re
import unicodedata
from urllib.parse import unquote
from xml.sax.saxutils import escape

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.faults.combined.circumstances import by_master, on_series, was_accepted
from reject_contract.mock.faults.combined.conditions import (
    bearer,
    beyond_ascii,
    chunked,
    emoji,
    form,
    forward,
    json_patch,
    merge_patch,
    no_reason,
    of_full_length,
    reason,
    reason_with,
    session,
    soticket,
    text_json,
    text_xml,
    too_long,
    unknown,
    xml,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import change_reason, crash, refuse


@fault
def apostrophe_with_xml_crashes(app: App) -> None:
    """An apostrophe in a reason in XML is answered with 500: breaks RJ-TYPE-3."""
    crash(app, reason_with("'") & xml)


@fault
def apostrophe_doubled_by_master(app: App) -> None:
    """An apostrophe in a reason is stored twice when the master is named: breaks RJ-EFFECT-3."""
    change_reason(app, reason_with("'") & by_master, lambda text: text.replace("'", "''"))


@fault
def emoji_lost_in_form(app: App) -> None:
    """Signs beyond the basic plane become question marks in a form: breaks RJ-TYPE-11."""
    change_reason(app, emoji & form, lambda text: re.sub("[\U00010000-\U0010ffff]", "??", text))


@fault
def emoji_on_series_crashes(app: App) -> None:
    """Signs beyond the basic plane in a reason are answered with 500 on a series: breaks RJ-EFFECT-3."""
    crash(app, emoji & on_series)


@fault
def lines_joined_in_xml(app: App) -> None:
    """Line breaks in a reason become spaces in XML: breaks RJ-EFFECT-3."""
    change_reason(app, reason_with("\n") & xml, lambda text: text.replace("\n", " "))


@fault
def plus_lost_in_form(app: App) -> None:
    """A plus sign in a reason becomes a space in a form: breaks RJ-EFFECT-3."""
    change_reason(app, reason_with("+") & form, lambda text: text.replace("+", " "))


@fault
def percent_decoded_twice_in_form(app: App) -> None:
    """What looks percent-encoded in a reason is decoded a second time in a form: breaks RJ-EFFECT-3."""
    change_reason(app, reason_with("%") & form, unquote)


@fault
def markup_escaped_in_text_xml(app: App) -> None:
    """An ampersand or angle bracket in a reason in text/xml is stored escaped: breaks RJ-EFFECT-3."""
    change_reason(app, reason_with("&", "<", ">") & text_xml, escape)


@fault
def tags_removed_by_master(app: App) -> None:
    """What looks like a tag is removed from a reason when the master is named: breaks RJ-EFFECT-3."""
    change_reason(app, reason_with("<") & by_master, lambda text: re.sub("<[^>]*>?", "", text))


@fault
def full_length_cut_by_master(app: App) -> None:
    """A reason of 254 characters loses its last four when the master is named: breaks RJ-EFFECT-4."""
    change_reason(app, of_full_length & by_master, lambda text: text[:250])


@fault
def full_length_cut_in_xml(app: App) -> None:
    """A reason of 254 characters loses its last one in XML: breaks RJ-EFFECT-4."""
    change_reason(app, of_full_length & xml, lambda text: text[:253])


@fault
def full_length_crashes_forward_on_series(app: App) -> None:
    """A reason of 254 characters is answered with 500 with ThisAndForward on a series: breaks RJ-EFFECT-4."""
    crash(app, of_full_length & forward & on_series)


@fault
def too_long_crashes_by_master(app: App) -> None:
    """A reason of more than 254 characters is answered with 500 when the master is named: breaks RJ-BODY-15."""
    crash(app, too_long & by_master)


@fault
def too_long_crashes_with_form(app: App) -> None:
    """A reason of more than 254 characters is answered with 500 in a form: breaks RJ-BODY-15."""
    crash(app, too_long & form)


@fault
def digits_taken_for_number_in_form(app: App) -> None:
    """A reason of digits loses its leading zeros in a form: breaks RJ-EFFECT-3."""
    change_reason(app, reason(str.isdecimal) & form, lambda text: str(int(text)))


@fault
def word_null_taken_for_null_in_xml(app: App) -> None:
    """The word null as a reason is stored as no reason in XML: breaks RJ-EFFECT-3."""
    change_reason(app, reason(lambda text: text.lower() == "null") & xml, lambda text: "")


@fault
def no_reason_refused_forward_on_series(app: App) -> None:
    """An empty reason is refused with ThisAndForward on a series: breaks RJ-MODE-8."""
    refuse(app, no_reason & forward & on_series)


@fault
def no_reason_stored_as_text_with_bearer(app: App) -> None:
    """An empty reason is stored as the word None with a bearer token: breaks RJ-EFFECT-13."""
    change_reason(app, no_reason & bearer, lambda text: "None")


@fault
def no_reason_stored_as_default_with_unknown_mode(app: App) -> None:
    """An empty reason is stored as a hyphen with Unknown: breaks RJ-EFFECT-13."""
    change_reason(app, no_reason & unknown, lambda text: "-")


@fault
def quotes_lost_with_text_json(app: App) -> None:
    """Quotation marks vanish from a reason in text/json: breaks RJ-EFFECT-3."""
    change_reason(app, reason_with('"') & text_json, lambda text: text.replace('"', ""))


@fault
def backslash_lost_with_merge_patch(app: App) -> None:
    """Backslashes vanish from a reason in application/merge-patch+json: breaks RJ-EFFECT-3."""
    change_reason(app, reason_with("\\") & merge_patch, lambda text: text.replace("\\", ""))


@fault
def letters_composed_with_json_patch(app: App) -> None:
    """Letters with combining accents become single letters in application/json-patch+json: breaks RJ-EFFECT-3."""
    apart = reason(lambda text: text != unicodedata.normalize("NFC", text))
    change_reason(app, apart & json_patch, lambda text: unicodedata.normalize("NFC", text))


@fault
def tab_cuts_where_accepted(app: App) -> None:
    """A reason is cut at its first tab when the invitation has been accepted: breaks RJ-EFFECT-3."""
    change_reason(app, reason_with("\t") & was_accepted, lambda text: text.partition("\t")[0])


@fault
def leading_space_lost_in_form(app: App) -> None:
    """A space at the beginning of a reason vanishes in a form: breaks RJ-EFFECT-3."""
    change_reason(app, reason(lambda text: text[:1] == " " and text.strip()) & form, str.lstrip)


@fault
def letters_mangled_in_chunks(app: App) -> None:
    """Letters beyond ASCII are read as Latin-1 when the body is chunked: breaks RJ-EFFECT-3."""
    change_reason(app, beyond_ascii & chunked, lambda text: text.encode("utf-8", "replace").decode("latin-1"))


@fault
def letters_mangled_with_ticket_and_text_xml(app: App) -> None:
    """Letters beyond ASCII become question marks with a ticket and text/xml: breaks RJ-TYPE-11."""
    change_reason(app, beyond_ascii & soticket & text_xml, lambda text: text.encode("ascii", "replace").decode())


@fault
def reason_lost_with_session_and_form(app: App) -> None:
    """The reason is not stored when a form comes with a session: breaks RJ-EFFECT-2."""
    change_reason(app, session & form, lambda text: "")


@fault
def reason_cut_at_comma_forward_with_text_json(app: App) -> None:
    """A reason is cut at its first comma with ThisAndForward in text/json: breaks RJ-EFFECT-3."""
    change_reason(app, reason_with(",") & forward & text_json, lambda text: text.partition(",")[0])
