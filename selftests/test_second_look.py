"""A gateway that answers in place of the server now and then: the test is run again before anything is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from caseresults import MUST, case_result
from harness import Contract
from judging import came
from recording import recorded
from reject_contract.http.violation import Unjudged, Violation
from reject_contract.mock.http import Request, Response

TESTS = "tests/test_select.py tests/test_update_mode.py tests/test_combinations.py"
PAGE = b"<html><body><h1>502 Bad Gateway</h1></body></html>"
Wrong = Callable[[Request], bool]
WAYS = {
    f"{status}-{'after' if carried_out else 'before'}": (status, carried_out)
    for status in (502, 503, 504)
    for carried_out in (False, True)
}
"""What the gateway answers, and whether the request was carried out all the same."""


@contextmanager
def behind_a_gateway(
    target: Path, wrong: Wrong, status: int = 502, *, carried_out: bool = False, **app: Any
) -> Iterator[Path]:
    """A target behind a gateway that answers some requests itself, before or after they were carried out."""
    with recorded(**app) as server:
        inner = server.app.handle

        def answer(request: Request) -> Response | None:
            if not wrong(request):
                return None
            if carried_out:
                inner(request)
            return Response(status, [("Content-Type", "text/html")], PAGE)

        server.answer(answer)
        yield server.target(target)


def one_in(few: int) -> Wrong:
    """Every so many-th request."""
    number = count(1)
    return lambda request: next(number) % few == 0


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_gateway_that_fails_now_and_then_is_no_verdict(contract: Contract, tmp_path: Path, way: str) -> None:
    """One answer in a hundred comes from a gateway: what it hit is judged all the same, and the report tells of it."""
    status, carried_out = WAYS[way]
    with behind_a_gateway(tmp_path / "t.yaml", one_in(100), status, carried_out=carried_out) as target:
        outcome = contract("--target", target, "--no-allure", tests=TESTS)
    assert outcome.exit_code == 0, outcome.output
    assert outcome.ids("violated") == outcome.ids("warned") == outcome.ids("unjudged") == set()
    assert f"sometimes a gateway answered ({status}" in outcome.output


def test_gateway_that_always_fails_leaves_what_it_hides_unjudged(contract: Contract, tmp_path: Path) -> None:
    """What a gateway answers each time is no chance, and says nothing of the server."""
    with behind_a_gateway(tmp_path / "t.yaml", lambda request: "select" in request.target) as target:
        outcome = contract("--target", target, "--no-allure", tests=TESTS)
    assert outcome.exit_code == 5, outcome.output
    assert outcome.ids("violated") == outcome.ids("warned") == set()
    assert "RJ-SELECT-1" in outcome.ids("unjudged")
    assert "sometimes" not in outcome.output


@pytest.mark.slow
def test_fault_behind_a_gateway_that_fails_now_and_then_is_found(contract: Contract, tmp_path: Path) -> None:
    """The second look forgives the gateway alone."""
    with behind_a_gateway(tmp_path / "t.yaml", one_in(100), faults=["select_returns_body"]) as target:
        outcome = contract("--target", target, "--no-allure", tests=TESTS)
    assert outcome.exit_code == 1, outcome.output


@pytest.mark.parametrize("status", [421, 502, 503, 504])
def test_gateway_is_told_where_the_test_came_to_nothing_good(status: int) -> None:
    """So that it can be run again."""
    found = case_result(MUST)
    found.run.recorder.record(came(status))
    found.count(Unjudged("not available"))
    assert found.gateway_answer.startswith(str(status))


@pytest.mark.parametrize("status", [200, 404, 500, 501])
def test_answer_of_the_server_is_no_gateway(status: int) -> None:
    """A crash is its own."""
    found = case_result(MUST)
    found.run.recorder.record(came(status))
    found.count(Unjudged("not available"))
    assert found.gateway_answer == ""


def test_gateway_that_is_the_violation_is_not_looked_at_again() -> None:
    """Where one of two requests at once is turned away, that is what is judged."""
    found, turned_away = case_result(MUST), came(503)
    found.run.recorder.record(turned_away)
    found.count(Violation("204", "503", aspect="crash", exchange=turned_away))
    assert (found.kind, found.gateway_answer) == ("violated", "")
