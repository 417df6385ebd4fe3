"""Requests made from openapi/reject.yaml by Schemathesis, sorted by what the contract says of them.

The answers are judged by the suite's own oracles. Of Schemathesis' checks those are on that fit:

- `not_a_server_error`
- `response_headers_conformance`: WWW-Authenticate on 401 and Allow on 405 are required by the fragment

and those are off that would cry wolf or see nothing here:

- `status_code_conformance`, `content_type_conformance`, `response_schema_conformance`: the page
  describes no error, so codes, types and shapes beyond the fragment's are no fault
- `positive_data_acceptance`: takes any 2xx and many 4xx; here a valid reject is 204 and takes effect
- `negative_data_rejection`: calls lenient reading a fault where the documents leave it open
- `ignored_auth`, `missing_required_header`, `unsupported_method`: tests of their own judge them better
- `use_after_free`, `ensure_resource_availability`, `object_level_authorization`: for other operations
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal, cast
from urllib.parse import quote

import requests
import schemathesis
import yaml
from hypothesis import strategies
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.transport import Response

from reject_contract.files import YAML
from reject_contract.http.exchange import Exchange
from reject_contract.http.guard import names_nothing
from reject_contract.http.violation import Violation
from reject_contract.reject import bodies
from reject_contract.reject.client import OPERATION
from reject_contract.resources import OPENAPI

Validity = Literal["valid", "invalid", "unclear"]
THE_INVITATION = 0
"""Stands in a generated body for the id of an invitation of the run: no foreign id is ever sent."""
MODES = ("Unknown", "OnlyThis", "ThisAndForward")
"""The modes that must be accepted on a single invitation; StopRecurrence may be refused."""
ALIASES = {
    "text/json": "appointmentid-",
    "application/json-patch+json": "rejectreason-",
    "application/merge-patch+json": "updatemode-",
    "text/xml": "",
}
"""Types that name the format of another type once more, each with the invalid cases that it takes part in.

What is unclear is asked of the other type alone.
"""
CHECKS = [schemathesis.checks.not_a_server_error, schemathesis.checks.response_headers_conformance]
CONFIG = {
    "generation": {"mode": "all", "database": "none", "deterministic": True, "with-security-parameters": False},
    "phases": {"coverage": {"unexpected-methods": []}},
}


@dataclass(frozen=True)
class Generated:
    """One generated request: media type, body and query, and what the contract says of it."""

    case: Case[Any]
    media_type: str | None
    body: Any
    query: str
    verdict: Validity

    @property
    def names_the_invitation(self) -> bool:
        """Whether the invitation's id stands in the body."""
        return isinstance(self.body, dict) and _is_placeholder(self.body.get("AppointmentId"))

    def content(self, appointment_id: int, shape: bodies.Shape = bodies.PLAIN) -> bytes:
        """The body with the id of a real invitation in its place."""
        if self.body is None and self.media_type is None:
            return b""
        if not isinstance(self.body, dict):
            return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        filled = {**self.body, "AppointmentId": appointment_id} if self.names_the_invitation else self.body
        return bodies.encode(filled, self.media_type or "application/json", shape)


@cache
def operation() -> Any:
    """The Reject operation of the fragment."""
    return _operation_of(_fragment())


@cache
def _narrowed() -> Any:
    """The operation with a body that says all that a reject needs, and nothing that the contract leaves open."""
    fragment = _fragment()
    schemas = fragment["components"]["schemas"]
    body = schemas[bodies.ROOT]
    body.update(required=list(body["properties"]), additionalProperties=False)
    body["properties"]["AppointmentId"]["enum"] = [THE_INVITATION]
    schemas["UpdateMode"]["enum"] = list(MODES)
    return _operation_of(fragment)


def _fragment() -> Any:
    return yaml.load((OPENAPI / OPERATION.fragment).read_text(encoding="utf-8"), Loader=YAML)


def _operation_of(fragment: Any) -> Any:
    schema = schemathesis.openapi.from_dict(fragment, config=schemathesis.Config.from_dict(CONFIG))
    return schema[OPERATION.path]["POST"]


@cache
def systematic() -> dict[str, Generated]:
    """Schemathesis' coverage cases by a stable id, those left out that could name a foreign appointment."""
    found: dict[str, Generated] = {}
    counts: Counter[str] = Counter()
    for case in _coverage_cases():
        generated = _sorted(case)
        if generated is None:
            continue
        if case.meta and case.meta.phase.data.parameter_location == ParameterLocation.BODY:
            generated = replace(generated, query="")  # one thing at a time: these are about the body
        about = _slug((case.meta.phase.data.description if case.meta else "") or "")
        if not _has_part(generated, about):
            continue
        name = f"{generated.verdict}-{generated.media_type or 'no-body'}-{about}"
        counts[name] += 1
        found[name if counts[name] == 1 else f"{name}-{counts[name]}"] = generated
    return found


def _has_part(generated: Generated, about: str) -> bool:
    part = ALIASES.get(generated.media_type or "")
    return part is None or generated.verdict == "valid" or (generated.verdict == "invalid" and about.startswith(part))


def names(verdict: str) -> list[str]:
    """The ids of the systematic cases of one sort."""
    return [name for name, generated in systematic().items() if generated.verdict == verdict]


def valid() -> strategies.SearchStrategy[Generated]:
    """Generated valid requests, over all media types and parameters."""
    strategy = _narrowed().as_strategy(generation_mode=GenerationMode.POSITIVE)
    return cast("strategies.SearchStrategy[Generated]", strategy.map(_made_valid))


def invalid() -> strategies.SearchStrategy[Generated]:
    """Generated requests with something wrong, or something open, about them."""
    strategy = operation().as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return cast("strategies.SearchStrategy[Generated]", strategy.map(_sorted).filter(lambda found: found is not None))


def check(generated: Generated, exchange: Exchange) -> None:
    """Let Schemathesis' own checks see the answer."""
    if exchange.answer is None:
        return
    sent = requests.Request(exchange.sent.method, exchange.sent.url).prepare()
    headers: dict[str, list[str]] = {}
    for name, value in exchange.answer.headers:
        headers.setdefault(name.lower(), []).append(value)
    response = Response(
        status_code=exchange.answer.status, headers=headers, content=exchange.answer.body, request=sent,
        elapsed=exchange.seconds, verify=True,
    )  # fmt: skip
    try:
        generated.case.validate_response(response, checks=CHECKS)
    except FailureGroup as group:
        titles = "; ".join(failure.title for failure in group.exceptions)
        aspect = "crash" if exchange.answer.status >= 500 else "headers"
        raise Violation("an answer as the fragment describes it", titles, aspect=aspect, exchange=exchange) from None


def _coverage_cases() -> Iterator[Case[Any]]:
    """The one place that uses an undocumented method of Schemathesis."""
    found = operation()
    yield from found.schema.iter_coverage_cases(
        found, generation_modes=list(GenerationMode), generation_config=found.schema.config.generation
    )


def _sorted(case: Case[Any]) -> Generated | None:
    """The request with its sort; None where its id could be that of somebody's appointment."""
    absent = type(case.body).__name__ == "NotSet"
    headers = {name.lower(): value for name, value in (case.headers or {}).items()}
    media_type = None if absent else headers.get("content-type", case.media_type)
    body = None if absent else case.body
    if isinstance(body, dict) and not names_nothing(body.get("AppointmentId")):
        return None
    select = (case.query or {}).get("$select")
    query = f"$select={quote(select)}" if isinstance(select, str) else ""
    return Generated(case, media_type, body, query, _verdict(body, media_type, absent=absent))


def _made_valid(case: Case[Any]) -> Generated:
    """The case with what the contract leaves open taken out: odd white space, controls, odd names."""
    given = case.body if isinstance(case.body, dict) else {}
    reason = _plain_text(str(given.get("RejectReason") or ""))
    mode = given.get("UpdateMode")
    body = bodies.request(THE_INVITATION, reason, mode if mode in MODES else "OnlyThis")
    select = str((case.query or {}).get("$select") or "")
    names = re.findall(r"[A-Za-z][A-Za-z0-9]*(?:/[A-Za-z][A-Za-z0-9]*)?", select)[:9]
    query = f"$select={quote(','.join(names))}" if names else ""
    return Generated(case, case.media_type, body, query, "valid")


def _verdict(body: Any, media_type: str | None, *, absent: bool) -> Validity:
    if absent or media_type not in bodies.MEDIA_TYPES:
        return "invalid"
    is_json = media_type in bodies.JSON_TYPES
    if not isinstance(body, dict):
        return "invalid" if is_json and body is not None and body != b"" else "unclear"
    if set(body) == {"AppointmentId", "RejectReason", "UpdateMode"} and _is_placeholder(body["AppointmentId"]):
        reason, mode = body["RejectReason"], body["UpdateMode"]
        if isinstance(reason, str) and isinstance(mode, str) and mode in MODES:
            return "valid" if reason == _plain_text(reason) else "unclear"
    return "invalid" if is_json and _firmly_wrong(body) else "unclear"


def _firmly_wrong(body: dict[str, Any]) -> bool:
    """Whether a property is of a type, or a mode of a name, that no lenient reader could take."""
    reason, mode, appointment_id = body.get("RejectReason"), body.get("UpdateMode"), body.get("AppointmentId")
    if (
        isinstance(appointment_id, list | dict)
        or isinstance(reason, list | dict)
        or isinstance(mode, list | dict | bool)
    ):
        return True
    if isinstance(appointment_id, str) and appointment_id.isalpha() and appointment_id.isascii():
        return appointment_id.lower() not in ("true", "false", "null", "nan", "infinity")
    return isinstance(mode, str) and mode.isalpha() and mode.isascii() and mode.lower() not in _KNOWN


_KNOWN = {"unknown", "onlythis", "thisandforward", "stoprecurrence", "null", "true", "false"}


def _is_placeholder(value: Any) -> bool:
    return type(value) is int and value == THE_INVITATION


def _plain_text(text: str) -> str:
    """Letters, digits, signs and single spaces, composed; at most 100, so that any encoding of it is short."""
    printable = "".join(letter for letter in unicodedata.normalize("NFC", text) if letter.isprintable())
    return unicodedata.normalize("NFC", printable[:100]).strip()


def _slug(description: str) -> str:
    words = "".join(letter if letter.isalnum() else " " for letter in description).split()
    return "-".join(words).lower()
