"""Dials: the questions that the documents leave open, each with the variants that answer it otherwise.

A server answers every question in one way, so a conforming server is one position of every dial. The position that
no variant names is what the mock does by itself.
"""

import random
from collections.abc import Iterable

from reject_contract.mock.behaviours import VARIANTS

DIALS: dict[str, tuple[str, ...]] = {
    "204 with a Content-Type": ("content_type_on_204",),
    "id of no appointment": ("unknown_id_204", "unknown_id_400", "unknown_id_403", "ids_are_told_apart"),
    "appointment of others": ("outsider_404", "outsider_400", "outsider_409", "any_id_of_the_booking_names_ones_own"),
    "second reject": (
        "second_reject_409",
        "second_reject_400",
        "second_reject_keeps_first_reason",
        "repeat_appends_reason",
        "answers_to_invitations_are_final",
    ),
    "line ends": ("line_ends_of_windows",),
    "unknown query": ("unknown_query_refused",),
    "RejectCounter in a series": ("occurrences_are_not_counted", "people_of_a_series_are_counted_once"),
    "RejectCounter afterwards": ("live_counter", "repeat_raises_counter"),
    "reason on the organizer's row": ("master_shows_the_newest_reason",),
    "organizer who rejects": ("own_master_204", "organizer_row_can_be_declined"),
    "organizer in the invitee's place": ("organizer_may_reject_for_invitee",),
    "firewall": ("firewall_stops_markup", "firewall_stops_markup_in_rejects"),
    "reason of 255 characters": ("long_reason_refused", "reasons_are_tidied"),
    "refusal without an error status": ("refusals_200_null",),
    "ids": ("large_ids", "sparse_ids", "shuffled_ids"),
    "titles": ("titles_unknown",),
    "deleting a series": ("series_deleted_one_by_one",),
    "deleting what was seen": ("seen_stays_as_cancelled", "answered_stays_as_cancelled"),
    "StopRecurrence": ("stop_recurrence_refused", "stop_recurrence_only_this"),
    "Unknown on a series": (
        "unknown_mode_declines_forward",
        "unknown_mode_refused_on_series",
        "unknown_mode_declines_all",
    ),
    "rule after ThisAndForward": ("this_and_forward_splits_the_series",),
    "rule after OnlyThis": ("declined_row_leaves_the_series",),
    "rows of a series by its rule": ("rule_lists_own_rows_only",),
    "letters of the database": ("reasons_of_a_code_page",),
    "ThisAndForward on answered occurrences": ("this_and_forward_skips_answered",),
    "reading others' appointments": ("foreign_entity_null",),
    "listing others' appointments": ("foreign_records_empty",),
    "end of a connection": (
        "closes_after_answer",
        "closes_when_the_client_does",
        "closes_silently",
        "closes_late",
        "closes_after_five",
        "http_1_0_answers",
    ),
    "pages of another origin": ("foreign_origin_refused",),
    "Expect": ("expectation_refused",),
    "chunked request": ("chunked_refused",),
    "large request": ("small_bodies_only",),
    "chunked answer": ("chunked_bodies", "bodies_in_odd_chunks"),
    "reason phrase": ("no_reason_phrases", "other_reason_phrases"),
    "body of a 401": (
        "unauthenticated_empty",
        "unauthenticated_text",
        "unauthenticated_html",
        "unauthenticated_xml",
        "unauthenticated_problem",
        "unauthenticated_lists_schemes",
        "unauthenticated_login_page",
    ),
    "challenge": (
        "challenge_negotiate",
        "challenge_in_one_header",
        "challenge_in_lower_case",
        "challenges_hard_to_read",
    ),
    "body of other errors": (
        "rest_error_fields",
        "framework_error_fields",
        "problem_errors",
        "problem_errors_with_addresses",
        "empty_errors",
        "text_errors",
        "xml_errors",
        "errors_in_the_language_of_the_server",
    ),
    "letter case of header names": ("lower_case_headers", "upper_case_headers", "headers_written_loosely"),
    "more headers": ("many_headers", "cors_headers"),
    "cookies": ("cookies_set", "cookies_come_and_go"),
    "compression": ("gzip_bodies",),
    "charset of answers": ("bare_content_type",),
    "GET": ("get_405", "get_in_html", "get_without_login", "get_404", "only_post"),
    "OPTIONS": ("options_405", "options_200", "what_is_allowed_stands_on_several_lines"),
    "other methods": ("other_methods_404", "unknown_methods_501"),
    "pace": ("a_little_latency", "slow_now_and_then", "rejects_one_after_the_other"),
    "throttling": ("throttled_retry_after_0", "throttled_retry_after_1"),
    "UpdateMode as a number": ("mode_numbers_refused",),
    "letter case of UpdateMode": ("mode_case_matters",),
    "AppointmentId in quotes": ("json_numbers_only",),
    "AppointmentId with a decimal point": ("integral_floats_refused",),
    "letter case of property names": ("two_spellings_of_names",),
    "shape of XML": ("xml_with_namespace_only", "xml_without_namespace_only", "xml_of_a_nested_class"),
    "order of XML": ("xml_members_in_order_only",),
    "no Content-Type": ("missing_content_type_is_json",),
    "omitted properties": ("empty_body_is_default", "every_property_needed", "omitted_mode_is_this_and_forward"),
    "unknown charset": ("utf_8_and_latin_1_only", "charset_ignored"),
    "letter case of the path": (
        "path_case_matters",
        "path_in_lower_case_is_something_else",
        "other_forms_of_the_path_redirect",
    ),
    "percent-encoded path": ("encoded_path_not_found",),
    "null for UpdateMode": ("null_mode_is_unknown",),
    "what follows the first JSON value": ("first_json_value_read",),
    "range of media types for a Content-Type": ("media_ranges_are_json",),
    "blank $select": ("blank_select_refused", "select_of_empty_names_refused"),
    "long $select": ("long_select_refused",),
    "$select beyond ASCII": ("select_beyond_ascii_refused",),
    "$select twice": ("repeated_select_refused",),
    "interim answers": ("interim_answers", "upgrade_offered"),
    "no User-Agent": ("user_agent_needed",),
    "charset of errors": ("errors_in_utf_16",),
    "colleague of the invitee": ("outsider_with_rights", "outsider_is_a_secretary"),
    "null for a body": ("null_body_answered_204",),
    "media type that is not declared": ("undeclared_media_type_400",),
    "malformed body": ("malformed_422",),
    "order of the checks": (
        "strangers_learn_which_ids_exist",
        "body_judged_before_credential",
        "login_before_everything",
    ),
    "session without its token": ("session_without_token_403", "session_without_token_400"),
    "Authorization beside a session": ("session_counts_beside_wrong_authorization",),
    "how JSON is written": ("answers_written_otherwise",),
    "length of errors": ("errors_end_with_the_connection",),
    "reader of JSON": ("strict_reader", "generous_reader"),
    "traces of a reject": ("rejects_leave_traces",),
    "status of the organizer": ("organizer_rows_have_no_status",),
}
REWRITING = ("answers_written_otherwise", "rejects_leave_traces")
"""What reads answers in JSON, and writes them anew."""
CHUNKING = ("chunked_bodies", "bodies_in_odd_chunks")


def draw(seed: int) -> list[str]:
    """The variants of a conforming server drawn by chance; about half of its dials are turned."""
    chance = random.Random(seed)
    while True:
        turned = [chance.choice(positions) for positions in DIALS.values() if chance.random() < 0.5]
        if possible(turned):
            return in_order(turned)


def possible(variants: Iterable[str]) -> bool:
    """Whether a conforming server can have all of them: what has no body must be refused in some way."""
    return not {"empty_body_is_default", "unknown_id_204"} <= set(variants)


def in_order(variants: Iterable[str]) -> list[str]:
    """Variants in the order in which they can be applied together: what JSON says, then compression, then chunks."""
    places = list(VARIANTS)
    return sorted(variants, key=lambda name: (name in CHUNKING, name not in REWRITING, places.index(name)))
