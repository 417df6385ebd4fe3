"""Full runs against a server that records them: what the suite sends to a system that belongs to others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml

from harness import run_contract
from matrix import sampled
from recording import AGENT, CHANGING, NEIGHBOURS, Recording, recorded

REMOTE = "0.0.0.0"
MODES: dict[str, tuple[dict[str, Any], str, list[str], Callable[[dict[str, Any]], None]]] = {
    "onsite": ({}, "127.0.0.1", [], lambda content: None),
    "online": ({"installation": "online"}, "127.0.0.1", [], lambda content: None),
    "two-workers": ({}, "127.0.0.1", ["-n", "2"], lambda content: None),
    "base-path": ({"base_path": "/Cust12345"}, "127.0.0.1", [], lambda content: None),
    "faulty": ({"faults": ["every_seventh_fails"]}, "127.0.0.1", [], lambda content: None),
    "remote-with-consent": ({}, REMOTE, ["--allow-writes"], lambda content: None),
    "remote-without-flag": ({}, REMOTE, [], lambda content: None),
    "remote-without-consent": ({}, REMOTE, ["--allow-writes"], lambda content: content.update(consent={})),
    "no-invitations": ({}, "127.0.0.1", [], lambda content: content.update(invitations="none")),
}
WRITING = {"onsite", "online", "two-workers", "base-path", "faulty", "remote-with-consent"}


class Judged:
    """A full run in one mode: what the server saw of it, and what came out."""

    def __init__(self, mode: str, recording: Recording, outcome: Any) -> None:
        self.mode = mode
        self.recording = recording
        self.outcome = outcome
        self.verdict = outcome.verdict()

    @property
    def writes(self) -> bool:
        """Whether this mode may write."""
        return self.mode in WRITING


@pytest.fixture(scope="module", params=sampled(MODES, 3))
def judged(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judged]:
    """A full run in each mode, made once."""
    app, host, arguments, change = MODES[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    with recorded(**app) as recording:
        path = recording.target(folder / "target.yaml", host=host)
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        change(content)
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        recording.journal = folder / "reports" / "mock"
        outcome = run_contract(folder / "reports", "--target", path, "--no-allure", *arguments)
        yield Judged(request.param, recording, outcome)


pytestmark = pytest.mark.xdist_group("traffic")


def test_run_ends_with_a_verdict(judged: Judged) -> None:
    """Each mode comes to its verdict: the right one, without a fault of the suite."""
    expected = (0, "conforms") if judged.writes else (5, "inconclusive")
    expected = (1, "violates") if judged.mode == "faulty" else expected
    assert (judged.outcome.exit_code, judged.verdict["verdict"]) == expected, judged.outcome.output[-3000:]


def test_only_known_operations_are_called(judged: Judged) -> None:
    """GET /api, the neighbours by POST, and Reject in every manner: nothing else."""
    base = judged.recording.app.base_path
    for each in judged.recording.seen:
        path = each.request.path.removeprefix(base)
        known = {"/api", *(AGENT + name for name in NEIGHBOURS)}
        if path in known:
            assert each.request.method == ("GET" if path == "/api" else "POST")
        else:
            assert path.lower().rstrip("/") == (AGENT + "Reject").lower(), each.request


def test_only_the_target_is_addressed(judged: Judged) -> None:
    """Every request names the host of the target file."""
    hosts = {value for each in judged.recording.seen for value in each.request.all_headers("Host")}
    assert len(hosts) == 1 and hosts.pop().endswith(f":{judged.recording.port}")


def test_appointments_of_others_are_never_named(judged: Judged) -> None:
    """What the run did not make is neither read nor rejected nor deleted."""
    named = {number for each in judged.recording.seen for number in each.ids}
    assert named & set(judged.recording.foreign) == set()
    assert judged.recording.state_of_foreign() == judged.recording.foreign


def test_nothing_is_written_without_consent(judged: Judged) -> None:
    """Without both consents no appointment is made, rejected, answered or deleted."""
    changing = [each.operation for each in judged.recording.of(*CHANGING)]
    accepted = [each for each in judged.recording.of("Reject", "reject") if each.status < 300]
    if judged.writes:
        assert changing
    else:
        assert (changing, judged.recording.made) == ([], [])
        assert {each.request.method for each in accepted} <= {"GET", "HEAD", "OPTIONS"}


def test_every_write_stands_in_the_journal_before_it_is_used(judged: Judged) -> None:
    """An appointment is on disk before anything is done with it."""
    assert judged.recording.unjournalled == []


def test_clean_up_deletes_what_was_made_and_nothing_else(judged: Judged) -> None:
    """Each appointment of the run is deleted, and only those."""
    deleted = {number for each in judged.recording.of("DeleteAppointmentEntity", "Delete") for number in each.ids}
    assert deleted <= set(judged.recording.made)
    assert judged.recording.left() == []


def test_requests_and_writes_are_counted_exactly(judged: Judged) -> None:
    """The verdict tells as many requests and writes as the server has seen."""
    seen, malformed = judged.recording.seen, judged.recording.malformed
    writes = [each for each in judged.recording.of("Reject", "reject", *CHANGING) if each.request.method == "POST"]
    assert judged.verdict["requests"] == len(seen) + malformed
    assert judged.verdict["writes"] == len(writes) + malformed
