"""How a request is written and framed, in what language and after what, with something else."""

import codecs
import re
from contextlib import suppress
from email.utils import parsedate_to_datetime

from reject_contract.mock.accounts import Account
from reject_contract.mock.app import App
from reject_contract.mock.behaviours import fault
from reject_contract.mock.coercion import RejectCommand
from reject_contract.mock.faults.combined.case import Case, When
from reject_contract.mock.faults.combined.conditions import camel_case, json_patch, select, text_xml
from reject_contract.mock.faults.combined.effects import change_reason, crash, refuse, skip
from reject_contract.mock.http import Request
from reject_contract.mock.refusals import Refusal, not_found

_DECIMAL_POINT = ("en", "ja", "zh", "ko", "he", "th")


def _begins(name: str, *languages: str) -> When:
    """The first language that a header names is one of these."""
    return When(
        lambda case: re.split("[-,;]", (case.request.header(name) or "").strip().lower(), maxsplit=1)[0] in languages
    )


@fault
def camel_case_not_found_in_turkish(app: App) -> None:
    """With a Turkish Accept-Language, names in camelCase are not found: breaks RJ-HEADER-3, RJ-BODY-16."""
    refuse(app, _begins("Accept-Language", "tr", "az") & camel_case, lambda: not_found("There is no appointment 0."))


@fault
def quality_crashes_where_decimals_have_a_comma(app: App) -> None:
    """A quality in Accept is answered with 500 in an SO-Culture of decimal commas: breaks RJ-HEADER-1, RJ-HEADER-4."""
    quality = When(lambda case: re.search(r";\s*q=[01]\.", case.request.header("Accept") or "") is not None)
    crash(app, quality & ~_begins("SO-Culture", "", *_DECIMAL_POINT))


@fault
def charset_stays_for_the_connection(app: App) -> None:
    """A body without charset is read in the charset of one before it on its connection: breaks RJ-FRAME-4."""
    content_type = app.reject.body.content_type
    named: list[str] = []

    def sticky(request: Request) -> tuple[str, str | None]:
        media_type, charset = content_type(request)
        if charset is None:
            number = request.connection.get("charset")
            return media_type, None if number is None else named[number]
        with suppress(LookupError):
            named.append(codecs.lookup(charset).name)
            request.connection["charset"] = named.index(named[-1])
        return media_type, charset

    app.reject.body.content_type = sticky


@fault
def if_modified_since_answered_304(app: App) -> None:
    """An If-Modified-Since that is later than the invitation is answered with 304: breaks RJ-ANSWER-1, RJ-HEADER-6."""

    def unchanged(case: Case) -> bool:
        with suppress(TypeError, ValueError, OverflowError):
            since = parsedate_to_datetime(case.request.header("If-Modified-Since") or "")
            return case.target is not None and since >= case.target.created.astimezone()
        return False

    refuse(app, When(unchanged), lambda: Refusal(304, "NotModified", ""))


@fault
def absolute_address_with_select_crashes(app: App) -> None:
    """A whole URL in the request line is answered with 500 when it has a $select: breaks RJ-PATH-1, RJ-SELECT-1."""
    crash(app, select & When(lambda case: re.match("https?://", case.request.target, re.IGNORECASE) is not None))


@fault
def line_end_behind_json_patch_refused(app: App) -> None:
    """A line end behind the object is refused in application/json-patch+json: breaks RJ-TYPE-6, RJ-BODY-20."""
    refuse(app, json_patch & When(lambda case: case.request.body.endswith(b"\n")))


@fault
def cdata_lost_in_text_xml(app: App) -> None:
    """A reason in a CDATA section is not stored in text/xml: breaks RJ-TYPE-4, RJ-EFFECT-2."""
    cdata = re.compile(rb"RejectReason\b[^>]*>\s*<!\[CDATA\[")
    change_reason(app, text_xml & When(lambda case: cdata.search(case.request.body) is not None), lambda text: "")


@fault
def idempotency_key_used_again_does_nothing(app: App) -> None:
    """Another reject with an Idempotency-Key that was used is answered with 204 and does nothing.

    Breaks RJ-EFFECT-1, RJ-HEADER-6.
    """
    used: set[str] = set()
    skip(app, When(lambda case: case.request.header("Idempotency-Key") in used))
    effect = app.reject.effect

    def remember(request: Request, account: Account, command: RejectCommand) -> None:
        effect(request, account, command)
        used.update(request.all_headers("Idempotency-Key"))

    app.reject.effect = remember
