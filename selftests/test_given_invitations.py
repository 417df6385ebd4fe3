"""Invitations that the target file names: a stub without any memory can be judged on what it accepts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from harness import WORKERS, Contract
from interoptools import INTEROP
from reject_contract.errors import UsageFault
from reject_contract.mock import App, MockServer, build_app
from reject_contract.mock.accounts import BYSTANDER, INVITEE, ORGANIZER
from reject_contract.mock.appointments import Draft, default_times
from reject_contract.run.doctor import GIVEN_WANTED
from reject_contract.target import target_file

ENOUGH = GIVEN_WANTED[True]


@pytest.fixture
def stub(tmp_path: Path) -> Iterator[Path]:
    """The stub of interop/mocks on a port of its own, and its target file."""
    command = [sys.executable, str(INTEROP / "mocks" / "stub.py"), "0"]
    content = yaml.safe_load((INTEROP / "mocks" / "stub.yaml").read_text(encoding="utf-8"))
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield written(tmp_path, {**content, "base_url": process.stdout.readline().strip()})
        process.kill()


def written(folder: Path, content: dict[str, Any]) -> Path:
    """A target file."""
    path = folder / "given.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


@contextmanager
def invited(folder: Path, app: App, count: int = ENOUGH, **more: Any) -> Iterator[Path]:
    """A mock on which somebody has made invitations, and the target file that names them."""
    start, end = default_times()
    people = [(INVITEE.associate_id, 0), (BYSTANDER.associate_id, 0)]
    given = []
    for day in range(count):
        times = start + timedelta(days=day), end + timedelta(days=day)
        master = app.calendar.create(Draft(ORGANIZER.associate_id, "Theirs", *times, people, is_booking=True))
        given.append(app.calendar.booking(master)[1].id)
    with MockServer(app) as server:
        server.write_target(folder / "given.yaml")
        content = yaml.safe_load((folder / "given.yaml").read_text(encoding="utf-8"))
        yield written(folder, {**content, "name": "given", "invitations": "given", "given": given, **more})


def sent(reports: Path) -> list[tuple[str, int]]:
    """Operation and, where it is in plain JSON, the id of each request of a run on `given` that was carried out."""
    entries = json.loads((reports / "given" / "exchanges.har").read_text(encoding="utf-8"))["log"]["entries"]
    found = []
    for each in (entry for entry in entries if entry["response"]["status"] in (200, 204)):
        match = re.search(r'"AppointmentId": (\d+)', each["request"].get("postData", {}).get("text", ""))
        name = urlsplit(unquote(each["request"]["url"])).path.rstrip("/").rpartition("/")[2]
        found.append((name, int(match[1]) if match else 0))
    return found


@WORKERS
def test_stub_without_memory_conforms_in_part(contract: Contract, stub: Path, workers: tuple[str, ...]) -> None:
    """A valid reject in each mode, media type and credential is answered 204; nothing else is asked of it."""
    judged = contract("--target", stub, *workers)
    assert judged.exit_code == 0, judged.output
    assert "verdict: stub conforms in part" in judged.output
    assert {f"RJ-MODE-{number}" for number in (1, 2, 3)} <= judged.ids("satisfied", "stub")
    assert {f"RJ-TYPE-{number}" for number in range(1, 8)} <= judged.ids("satisfied", "stub")
    assert {"RJ-ANSWER-1", "RJ-AUTH-3", "RJ-SELECT-3"} <= judged.ids("satisfied", "stub")


@pytest.mark.slow
def test_given_invitations_are_read_back(contract: Contract, tmp_path: Path) -> None:
    """Where they can be read, what a reject does is judged as well."""
    with invited(tmp_path, build_app()) as target:
        judged = contract("--target", target)
    assert judged.exit_code == 0, judged.output
    assert judged.ids("violated", "given") | judged.ids("unjudged", "given") == set()
    assert {"RJ-EFFECT-3", "RJ-EFFECT-4", "RJ-BODY-1", "RJ-TYPE-11"} <= judged.ids("satisfied", "given")


@pytest.mark.slow
@pytest.mark.parametrize("reads", [True, False], ids=["read-back", "unread"])
def test_nothing_is_made_and_no_more_is_called_than_needed(contract: Contract, tmp_path: Path, reads: bool) -> None:
    """Where nothing is read back, each invitation is rejected once, with several workers too."""
    app = build_app()
    before = len(app.calendar.rows)
    with invited(tmp_path, app, read_back=reads) as target:
        judged = contract("--target", target, "-n", "2")
        rows = list(app.calendar.rows.values())[before:]
    assert judged.exit_code == 0, judged.output
    assert len(rows) == 3 * ENOUGH
    assert {row.status for row in rows if row.associate_id == BYSTANDER.associate_id} == {"Invitation"}
    carried_out = sent(judged.reports)
    allowed = {"api", "createdefaultappointmententity", "reject"} | ({"getappointmententity"} if reads else set())
    assert {name.lower() for name, _ in carried_out} <= allowed
    used = Counter(number for name, number in carried_out if 0 < number < 10**6 and not reads)
    assert {number: count for number, count in used.items() if count > 1} == {}


def test_missing_neighbour_names_the_ways_on(contract: Contract, stub: Path, tmp_path: Path) -> None:
    """Whoever points a run at a stub learns what the stub lacks, and that it need not have it."""
    content = yaml.safe_load(stub.read_text(encoding="utf-8"))
    del content["given"], content["read_back"]
    content["accounts"]["organizer"] = {"associate_id": 10, "basic": {"username": "organizer", "password": "x"}}
    judged = contract("--target", written(tmp_path, {**content, "invitations": "provision"}))
    assert judged.exit_code == 5
    words = "CreateDefaultAppointmentEntity, which is needed to set the stage: 404 Not Found, no content; implement it,"
    assert words in judged.output


@pytest.mark.parametrize("reads", [True, False], ids=["read-back", "unread"])
def test_fault_is_found(contract: Contract, tmp_path: Path, reads: bool) -> None:
    """The verdict is no weaker than what was seen."""
    with invited(tmp_path, build_app(faults=["nested_select_crashes"]), read_back=reads) as target:
        judged = contract("--target", target, tests="tests/test_select.py")
    assert judged.exit_code == 1
    assert "RJ-SELECT-3" in judged.ids("violated", "given")


def test_too_few_are_said_to_be_used_up(contract: Contract, tmp_path: Path) -> None:
    """What lacks one is unjudged, and says so."""
    with invited(tmp_path, build_app(), count=5) as target:
        judged = contract("--target", target, tests="tests/test_media_types.py")
    assert judged.exit_code == 5
    assert "the given invitations are used up" in judged.output


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"given": []}, "go together"),
        ({"invitations": "none"}, "go together"),
        ({"given": ["x"]}, "given: x is no id"),
        ({"given": [0]}, "given: 0 is no id"),
        ({"given": ["9-3"]}, "given: 9-3 is no id"),
        ({"given": ["1-2000000000"]}, "no range of at most 10000"),
        ({"given": [5, "4-6"]}, "an id stands twice"),
        ({"invitations": "none", "given": [], "read_back": False}, "read_back: false is for invitations: given"),
        ({"invitations": "provision", "given": [], "read_back": True}, "accounts.organizer is missing"),
    ],
    ids=["none", "unasked", "word", "zero", "backwards", "too-many", "twice", "unread-none", "no-organizer"],
)  # fmt: skip
def test_target_file_that_cannot_be_meant_is_named(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    """With what to write instead."""
    content = yaml.safe_load((INTEROP / "mocks" / "stub.yaml").read_text(encoding="utf-8"))
    with pytest.raises(UsageFault, match=words):
        target_file.load(written(tmp_path, {**content, **changes}))
