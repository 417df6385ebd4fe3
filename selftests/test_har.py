"""exchanges.har: every request of a run, masked, as browser tools read it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from judging import URL
from reject_contract.http import har
from reject_contract.http.exchange import SHOWN, Answer, Exchange, Sent
from reject_contract.http.exchange_log import ExchangeLog
from reject_contract.http.redaction import Redaction

REDACTION = Redaction({"s3cret-value": "INVITEE_PASSWORD", "s3cret%2Dvalue": "INVITEE_PASSWORD"})


def pairs(*names: str) -> dict[str, Any]:
    """A list of objects with these texts."""
    return {"type": "array", "items": {"type": "object", "required": list(names)}}


MESSAGE = ["httpVersion", "cookies", "headers", "headersSize", "bodySize"]
SPECIFICATION = {
    "type": "object",
    "required": ["startedDateTime", "time", "request", "response", "cache", "timings"],
    "properties": {
        "startedDateTime": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$"},
        "time": {"type": "number", "minimum": 0},
        "request": {
            "required": ["method", "url", "queryString", *MESSAGE],
            "properties": {"headers": pairs("name", "value"), "queryString": pairs("name", "value"),
                           "postData": {"required": ["mimeType", "text"]}},
        },
        "response": {
            "required": ["status", "statusText", "content", "redirectURL", *MESSAGE],
            "properties": {"headers": pairs("name", "value"), "status": {"type": "integer"},
                           "content": {"required": ["size", "mimeType", "text"]}},
        },
        "cache": {"type": "object"},
        "timings": {"required": ["send", "wait", "receive"]},
    },
}  # fmt: skip
"""What HTTP Archive 1.2 requires of an entry."""


def exchange(answer: Answer | None, *, body: bytes = b"", url: str = URL, problem: str = "") -> Exchange:
    """An exchange on a target with a secret."""
    headers = (("Authorization", "Bearer s3cret-value"), ("Content-Type", "application/json"))
    return Exchange(Sent("POST", url, headers, body), answer, 0.25, 1_700_000_000.5, "The title", problem, REDACTION)


ANSWERED = exchange(Answer(200, "OK", (("X-Echo", "s3cret-value"),), b'"s3cret-value"'), body=b"s3cret-value")


@pytest.mark.parametrize(
    "given",
    [ANSWERED, exchange(Answer(204, "No Content", ())), exchange(None, problem="the connection was reset")],
    ids=["with-bodies", "without-content", "without-answer"],
)
def test_entry_is_as_the_archive_wants_it(given: Exchange) -> None:
    """Every field that HAR 1.2 requires is there."""
    jsonschema_rs.validate(SPECIFICATION, har.entry(given))


def test_entry_holds_no_secret() -> None:
    """Neither header, address nor body tells one, however it is spelt there."""
    given = exchange(ANSWERED.answer, body=b"s3cret-value", url=f"{URL}?token=s3cret%2Dvalue")
    text = json.dumps(har.entry(given))
    assert "s3cret" not in text
    assert text.count("[INVITEE_PASSWORD]") == 6


def test_lost_answer_has_status_0_and_a_reason() -> None:
    """As browsers write it."""
    entry = har.entry(exchange(None, problem="the connection was reset"))
    assert (entry["response"]["status"], entry["_error"]) == (0, "the connection was reset")


def test_long_body_is_cut_and_its_size_is_told() -> None:
    """A run of thousands of requests must stay a file that opens."""
    entry = har.entry(exchange(Answer(200, "OK", (), b"x" * 10 * SHOWN)))
    assert len(entry["response"]["content"]["text"]) < SHOWN + 50
    assert entry["response"]["content"]["size"] == 10 * SHOWN


def test_parts_of_several_processes_become_one_archive(tmp_path: Path) -> None:
    """The entries stand in the order of time, with the test that they belong to; what a crash cut short is left out."""
    for number, worker in enumerate(("gw0", "gw1")):
        log = ExchangeLog(tmp_path / f"exchanges-{worker}.part", worker)
        log.about(f"test of {worker}", ("RJ-SELECT-1",))
        log.write(Exchange(ANSWERED.sent, None, 0.0, 1_700_000_001.0 - number, redaction=REDACTION))
        log.close()
    with (tmp_path / "exchanges-gw1.part").open("a", encoding="utf-8") as file:
        file.write('{"startedDateTime": "2023')
    told = har.merge(tmp_path)
    assert [(each["_id"], each["_test"]) for each in told] == [("gw1-1", "test of gw1"), ("gw0-1", "test of gw0")]
    log = json.loads((tmp_path / "exchanges.har").read_text(encoding="utf-8"))["log"]
    (page,), entries = log["pages"], log["entries"]
    assert page == {
        "startedDateTime": entries[0]["startedDateTime"], "id": "run", "title": tmp_path.name, "pageTimings": {}
    }  # fmt: skip
    assert {each["pageref"] for each in entries} == {page["id"]}
    assert [{name: each[name] for name in har.TOLD} | {"operation": "Reject"} for each in entries] == told
    assert list(tmp_path.glob("*.part")) == []
