"""Ways to lose a save: it is carried out, and its answer does not say so; nothing is left, nothing made twice."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness import run_contract
from matrix import some_of
from recording import recorded
from reject_contract.mock.http import Request, Response

JSON = [("Content-Type", "application/json")]
TESTS = "tests/test_select.py tests/test_update_mode.py"
PATIENCE = 1.0
"""Seconds that an answer may take."""


def status(code: int, *headers: tuple[str, str]) -> Callable[[Response], Response]:
    """Another status, with an error of the vendor's shape."""
    return lambda answer: Response(code, [*JSON, *headers], b'{"Error": true, "Message": "No."}')


def body(content: bytes, *headers: tuple[str, str]) -> Callable[[Response], Response]:
    """Success, with another body."""
    return lambda answer: Response(200, [*(headers or JSON)], content)


def with_id(value: Any) -> Callable[[Response], Response]:
    """The entity that was saved, under another id."""
    return lambda answer: Response(200, JSON, json.dumps({**json.loads(answer.body), "AppointmentId": value}).encode())


def late(answer: Response) -> Response:
    """The answer comes when nobody waits for it any more."""
    time.sleep(2 * PATIENCE)
    return answer


def cut(answer: Response) -> Response:
    """Half of the answer."""
    return Response(200, [*JSON, ("Content-Length", str(len(answer.body)))], answer.body[: len(answer.body) // 2])


WAYS: dict[str, Callable[[Response], Response]] = {
    "reset": lambda answer: Response(200, abort=True),
    "late": late,
    "cut": cut,
    **{str(code): status(code) for code in (400, 401, 403, 404, 409, 412, 500, 502, 503, 504)},
    "302": status(302, ("Location", "/login")),
    "307-to-itself": status(307, ("Location", "/api/v1/Agents/Appointment/SaveAppointmentEntity")),
    "429-come-back": status(429, ("Retry-After", "0")),
    "503-come-back": status(503, ("Retry-After", "0")),
    "no-content": lambda answer: Response(204),
    "accepted": lambda answer: Response(202),
    "html": body(b"<!DOCTYPE html><title>Log in</title>", ("Content-Type", "text/html")),
    "empty": body(b""),
    "null": body(b"null"),
    "empty-object": body(b"{}"),
    "list": body(b"[]"),
    "text": body(b'"saved"'),
    "not-json": body(b"{AppointmentId: 7"),
    "not-gzip": body(b"{}", *JSON, ("Content-Encoding", "gzip")),
    "id-0": with_id(0),
    "id-negative": with_id(-7),
    "id-null": with_id(None),
    "id-true": with_id(True),
    "id-a-word": with_id("seven"),
    "id-of-nothing": with_id(2_000_000_000),
}


@pytest.mark.slow
@pytest.mark.parametrize("way", some_of(WAYS, 20))
def test_save_whose_answer_is_lost_is_found_and_deleted(tmp_path: Path, way: str) -> None:
    """From the fourth booking on each answer is lost: found by its exact title, deleted, and no verdict."""
    with recorded() as server:
        handle = server.app.handle

        def lose(request: Request) -> Response:
            answer = handle(request)
            lost = request.path.endswith("SaveAppointmentEntity") and answer.status == 200 and len(server.made) >= 4
            return WAYS[way](answer) if lost else answer

        server.app.handle = lose
        target = server.target(tmp_path / "t.yaml", timeout_seconds=PATIENCE)
        outcome = run_contract(tmp_path, "--no-allure", "--target", target, tests=TESTS)
        assert (server.left(), server.state_of_foreign()) == ([], server.foreign), outcome.output[-2000:]
        titles = [json.loads(each.request.body)["Title"] for each in server.of("SaveAppointmentEntity")]
    assert len(titles) >= 4
    assert way.endswith("come-back") or len(titles) == len(set(titles)), "a save was sent again"
    assert outcome.exit_code == 5, outcome.output[-2000:]
    assert "Traceback" not in outcome.output
