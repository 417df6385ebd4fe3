"""What a run moves to another time: a booking of its own, which keeps everything else, or nothing at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reject_contract.http.violation import StageFailed
from reject_contract.mock import App, MockServer, build_app
from reject_contract.mock.http import Request, Response
from reject_contract.mock.variants.tools import every_answer
from reject_contract.run.doctor import preflight
from reject_contract.run.run import Run
from reject_contract.stage import moving
from reject_contract.stage.stage import Stage
from reject_contract.target import target_file

Change = Callable[[dict[str, object]], None]


@pytest.fixture
def variants() -> list[str]:
    """The freedoms that the mock takes."""
    return []


@pytest.fixture
def app(variants: list[str]) -> App:
    """A mock that conforms."""
    return build_app(variants=variants)


@pytest.fixture
def stage(app: App, tmp_path: Path) -> Iterator[Stage]:
    """The stage of a run on it."""
    with MockServer(app) as server:
        target = target_file.load(server.write_target(tmp_path / "t.yaml", name="mock"))
        run = Run.start(target, tmp_path / "reports" / "mock" / "journal.jsonl", no_writes="")
        run.begin(preflight)
        yield run.stage
        run.leave()


def changed(app: App, operation: str, change: Change) -> None:
    """Let the answers to an operation be other than they are."""

    def spoil(request: Request, answer: Response) -> None:
        if request.path.endswith(operation) and answer.status == 200:
            members = json.loads(answer.body)
            change(members)
            answer.body = json.dumps(members).encode()

    every_answer(app, spoil)


def test_booking_is_moved_and_stays_what_it_is(stage: Stage) -> None:
    """Those who have seen it are asked again; its title, rows and participants are as before."""
    invitation = stage.new_invitation()
    before = stage.rows(invitation.master_id)
    stage.see(invitation)
    moving.move(stage, invitation)
    after = stage.rows(invitation.master_id)
    assert after[invitation.id].state.status == "Moved"
    assert {row: (each.title, each.associate_id) for row, each in after.items()} == {
        row: (each.title, each.associate_id) for row, each in before.items()
    }
    assert all(after[row].start > each.start for row, each in before.items())


@pytest.mark.parametrize(
    "change",
    [
        lambda entity: entity.update(AppointmentId=1),
        lambda entity: entity.update(Title="Board"),
        lambda entity: entity.update(StartDate=None),
        lambda entity: entity.pop("EndDate"),
    ],
    ids=["another id", "a title of others", "no start", "without an end"],
)
def test_what_does_not_read_back_is_not_moved(app: App, stage: Stage, change: Change) -> None:
    """A save is not even sent."""
    invitation = stage.new_invitation()
    changed(app, "GetAppointmentEntity", change)
    saves: list[Request] = []
    every_answer(app, lambda request, _: saves.append(request) if "SaveAppointment" in request.path else None)
    with pytest.raises(StageFailed):
        moving.move(stage, invitation)
    assert saves == []


@pytest.mark.parametrize("variants", [[], ["titles_unknown"]], ids=["titles", "no titles"])
def test_appointment_that_was_made_instead_is_deleted_in_the_end(app: App, stage: Stage) -> None:
    """A server that answers with a new id may have made something: the journal has it."""
    invitation = stage.new_invitation()
    changed(app, "SaveAppointmentEntity", lambda entity: entity.update(AppointmentId=77))
    with pytest.raises(StageFailed, match="to move a booking"):
        moving.move(stage, invitation)
    assert {77, invitation.master_id} <= stage.journal.left.keys()
