"""Odd neighbours: what sets the stage is answered as no document has it; told in words, held against nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness import run_contract
from matrix import some_of
from recording import Recording, recorded
from reject_contract.mock.http import Request, Response

TESTS = "tests/test_select.py tests/test_update_mode.py"
JSON = "application/json; charset=utf-8"
MEMBERS = ("AppointmentId", "MotherId", "AssociateId", "StartDate", "Title")
VALUES: dict[str, str] = {
    "missing": "",
    "null": "null",
    "true": "true",
    "nan": "NaN",
    "infinity": "-Infinity",
    "1e400": "1e400",
    "a-fraction": "7.5",
    "negative": "-1",
    "5000-digits": "1" * 5000,
    "a-number-in-a-text": '"513"',
    "empty": '""',
    "a-lone-surrogate": '"\\ud800"',
    "a-nul": '"\\u0000"',
    "a-list": "[[]]",
    "an-object": '{"a": {}}',
    "the-year-99999": '"99999-12-31T00:00:00"',
    "the-year-0": '"0000-00-00T00:00:00Z"',
    "a-strange-zone": '"2031-02-30T25:61:61+99:99"',
}
BODIES: dict[str, tuple[bytes, str]] = {
    "deep-lists": (b"[" * 1_000_000, JSON),
    "deep-objects": (b'{"a":' * 200_000 + b"1" + b"}" * 200_000, JSON),
    "a-list-of-lists": (b"[[[]]]", JSON),
    "a-list-of-nulls": (b"[null, null]", JSON),
    "an-object-for-a-list": (b'{"value": []}', JSON),
    "a-list-for-an-object": (b"[{}]", JSON),
    "a-number": (b"7", JSON),
    "two-values": (b"{} {}", JSON),
    "not-utf-8": (b'{"Title": "\xff\xfe\xfd"}', JSON),
    "utf-16": ('{"AppointmentId": 7}'.encode("utf-16"), "application/json; charset=utf-16"),
    "an-unknown-charset": (b"{}", "application/json; charset=x-martian"),
    "xml": (b'<?xml version="1.0" encoding="x-martian"?><a/>', "application/xml"),
    "no-type": (b"{}", ""),
    "five-megabytes": (b"[" + b"{}," * 1_600_000 + b"{}]", JSON),
}
Twist = Callable[[Response], None]


def member(name: str, value: str) -> Twist:
    """One member of each object has another value, or is not there."""

    def change(answer: Response) -> None:
        marked = _marked(json.loads(answer.body), name, keep=bool(value))
        answer.body = json.dumps(marked).replace('"@"', value).encode()

    return change


def _marked(value: Any, name: str, *, keep: bool) -> Any:
    if isinstance(value, list):
        return [_marked(each, name, keep=keep) for each in value]
    if not isinstance(value, dict):
        return value
    return {key: "@" if key == name else inner for key, inner in value.items() if keep or key != name}


def whole(content: bytes, media_type: str) -> Twist:
    """Another body."""

    def change(answer: Response) -> None:
        answer.body = content
        answer.headers = [("Content-Type", media_type)] if media_type else []

    return change


NEIGHBOURS = (
    "CreateDefaultAppointmentEntity", "CalculateDays", "SaveAppointmentEntity", "GetAppointmentRecords",
    "GetAppointmentEntity", "GetMyDiary",
)  # fmt: skip
CASES: dict[str, tuple[str, Twist]] = {
    f"{operation}-{name}": (operation, whole(*body)) for operation in NEIGHBOURS for name, body in BODIES.items()
} | {
    f"{operation}-{name}-{word}": (operation, member(name, value))
    for operation in ("SaveAppointmentEntity", "GetAppointmentRecords")
    for name in MEMBERS
    for word, value in VALUES.items()
}


def odd(server: Recording, change: Twist, operation: str, after: int) -> None:
    """Let a server answer one neighbour oddly once some bookings are made."""
    handle = server.app.handle

    def answer(request: Request) -> Response:
        response = handle(request)
        if response.status == 200 and request.path.endswith(operation) and len(server.made) >= after:
            change(response)
        return response

    server.app.handle = answer


@pytest.mark.slow
@pytest.mark.parametrize("case", some_of(CASES, 30))
def test_odd_answer_is_told_in_words(tmp_path: Path, case: str) -> None:
    """Nothing is called violated or the suite's fault, nothing foreign is touched, nothing is left without a word."""
    operation, change = CASES[case]
    with recorded() as server:
        odd(server, change, operation, 0 if operation.startswith("C") else 4)
        target = server.target(tmp_path / "t.yaml", timeout_seconds=5)
        outcome = run_contract(tmp_path / "reports", "--no-allure", "--target", target, tests=TESTS)
        assert server.state_of_foreign() == server.foreign
        left = server.left()
    assert outcome.exit_code in (0, 5, 6), outcome.output[-3000:]
    assert "Traceback" not in outcome.output
    assert outcome.ids("violated") == set(), outcome.output[-3000:]
    assert not left or "clean-up failed" in outcome.output, outcome.output[-3000:]


def test_empty_object_for_an_unknown_id_is_no_appointment(tmp_path: Path) -> None:
    """What was never seen need not be answered with null: an id that names nothing is found all the same."""
    with recorded() as server:
        nothing = Response(200, [("Content-Type", JSON)], b"{}")

        def answer(request: Request) -> Response | None:
            known = any(f"={row_id}" in request.target for row_id in server.app.calendar.rows)
            return None if known or not request.path.endswith("GetAppointmentEntity") else nothing

        server.answer(answer)
        target = server.target(tmp_path / "t.yaml")
        outcome = run_contract(tmp_path / "reports", "--no-allure", "--target", target, tests=TESTS)
    assert outcome.exit_code == 0, outcome.output[-3000:]


def test_whole_number_may_be_written_with_a_point(tmp_path: Path) -> None:
    """JSON has one kind of numbers: 7.0 is an id like 7."""
    with recorded() as server:
        handle = server.app.handle

        def answer(request: Request) -> Response:
            response = handle(request)
            response.body = re.sub(rb'("(?:AppointmentId|MotherId|AssociateId)": \d+)\b', rb"\1.0", response.body)
            return response

        server.app.handle = answer
        target = server.target(tmp_path / "t.yaml")
        outcome = run_contract(tmp_path / "reports", "--no-allure", "--target", target, tests=TESTS)
    assert outcome.exit_code == 0, outcome.output[-3000:]
