"""How JSON is written, with something else."""

import re
from dataclasses import replace

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import RejectCommand, UpdateMode
from reject_contract.mock.faults.combined.circumstances import by_master, on_series, was_declined
from reject_contract.mock.faults.combined.conditions import (
    byte_order_mark,
    camel_case,
    escaped,
    escaped_name,
    extra_member,
    forward,
    json,
    json_patch,
    merge_patch,
    mode_as_number,
    mode_in_other_case,
    nested_member,
    null,
    omitted,
    pretty,
    reordered,
    text_json,
    twice_named,
)  # fmt: skip
from reject_contract.mock.faults.combined.effects import change_reason, crash, misread, refuse, skip


def _as_only_this(command: RejectCommand) -> RejectCommand:
    return replace(command, mode=UpdateMode.OnlyThis)


def _escape(text: str) -> str:
    return "".join(each if each.isascii() else f"\\u{ord(each) & 0xFFFF:04x}" for each in text)


@fault
def escapes_stay_with_merge_patch(app: App) -> None:
    """Letters written as JSON escapes stay escapes in application/merge-patch+json: breaks RJ-BODY-21."""
    change_reason(app, escaped & merge_patch, _escape)


@fault
def escapes_crash_in_camel_case(app: App) -> None:
    """JSON escapes together with names in camelCase are answered with 500: breaks RJ-BODY-21."""
    crash(app, escaped & camel_case)


@fault
def escaped_pair_cut_when_reordered(app: App) -> None:
    """Signs written as pairs of escapes vanish when the properties are in another order: breaks RJ-BODY-21."""
    change_reason(app, escaped & reordered, lambda text: re.sub("[\U00010000-\U0010ffff]", "", text))


@fault
def escaped_name_refused_with_text_json(app: App) -> None:
    """A property name that is written with an escape is refused in text/json: breaks RJ-BODY-21."""
    refuse(app, escaped_name & text_json)


@fault
def pretty_camel_case_refused(app: App) -> None:
    """Names in camelCase are refused in JSON of several lines: breaks RJ-BODY-16, RJ-BODY-20."""
    refuse(app, pretty & camel_case)


@fault
def pretty_forward_declines_only_this(app: App) -> None:
    """ThisAndForward in JSON of several lines declines the named occurrence only: breaks RJ-MODE-8, RJ-BODY-20."""
    misread(app, pretty & forward & on_series, _as_only_this)


@fault
def byte_order_mark_crashes_with_merge_patch(app: App) -> None:
    """A byte order mark is answered with 500 in application/merge-patch+json: breaks RJ-PROPERTY-3."""
    crash(app, byte_order_mark & merge_patch)


@fault
def reordered_forward_declines_only_this(app: App) -> None:
    """ThisAndForward declines one occurrence only when the properties are in another order.

    Breaks RJ-MODE-8, RJ-BODY-20.
    """
    misread(app, json & reordered & forward & on_series, _as_only_this)


@fault
def reordered_by_master_does_nothing(app: App) -> None:
    """With its properties in another order, a reject by the master's id does nothing: breaks RJ-BODY-20."""
    skip(app, json & reordered & by_master)


@fault
def reordered_camel_case_loses_reason(app: App) -> None:
    """Names in camelCase, in another order, lose the reason: breaks RJ-BODY-16, RJ-BODY-20."""
    change_reason(app, json & reordered & camel_case, lambda text: "")


@fault
def extra_member_in_camel_case_crashes(app: App) -> None:
    """A property too many among names in camelCase is answered with 500: breaks RJ-BODY-13."""
    crash(app, json & extra_member & camel_case)


@fault
def nested_member_by_master_crashes(app: App) -> None:
    """A nested property too many is answered with 500 when the master is named: breaks RJ-BODY-13."""
    crash(app, json & extra_member & nested_member & by_master)


@fault
def extra_member_does_nothing_when_reordered(app: App) -> None:
    """A property too many among properties in another order: 204, and nothing is done: breaks RJ-BODY-13."""
    skip(app, json & extra_member & reordered)


@fault
def null_reason_crashes_when_reordered(app: App) -> None:
    """A reason of null is answered with 500 when the properties are in another order: breaks RJ-BODY-10."""
    crash(app, json & null("RejectReason") & reordered)


@fault
def omitted_reason_crashes_by_master(app: App) -> None:
    """A body without RejectReason is answered with 500 when it names the master: breaks RJ-BODY-11."""
    crash(app, json & omitted("RejectReason") & by_master)


@fault
def omitted_mode_and_reason_crash(app: App) -> None:
    """A body of nothing but an id is answered with 500: breaks RJ-BODY-11."""
    crash(app, json & omitted("RejectReason") & omitted("UpdateMode"))


@fault
def omitted_reason_crashes_where_declined(app: App) -> None:
    """A second reject without a RejectReason is answered with 500: breaks RJ-REPEAT-1, RJ-BODY-11."""
    crash(app, json & omitted("RejectReason") & was_declined)


@fault
def twice_named_crashes_in_camel_case(app: App) -> None:
    """A property that stands twice, once in camelCase, is answered with 500: breaks RJ-BODY-18."""
    crash(app, json & twice_named & camel_case)


@fault
def mode_number_is_only_this_on_series(app: App) -> None:
    """The number 2 as UpdateMode declines one occurrence of a series only: breaks RJ-MODE-20."""
    misread(app, mode_as_number & forward & on_series, _as_only_this)


@fault
def mode_in_other_case_does_nothing_with_json_patch(app: App) -> None:
    """A mode in another letter case is answered with 204 and does nothing in json-patch+json: breaks RJ-MODE-20."""
    skip(app, mode_in_other_case & json_patch)
