"""The verb `invite`, and the commands that show a violation by hand: who pastes them sees what the run saw."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from harness import run_contract, run_sweep
from recording import Recording, recorded
from reject_contract.cli.main import main
from reject_contract.http.exchange import Exchange
from reject_contract.reject import framing
from reject_contract.reject.client import RejectClient
from reject_contract.reject.raw_requests import RawRequests
from reject_contract.run import reproduction
from reject_contract.run.doctor import preflight
from reject_contract.run.run import Run
from reject_contract.target import target_file


@pytest.fixture
def server() -> Iterator[Recording]:
    """A recording mock."""
    with recorded() as recording:
        yield recording


def invited(server: Recording, folder: Path, *arguments: str, host: str = "127.0.0.1") -> tuple[int, str, str]:
    """Exit code, ids and words of `invite`."""
    target = server.target(folder / "t.yaml", host=host)
    line = ["invite", "--target", str(target), "--reports", str(folder / "reports"), *arguments]
    done = CliRunner().invoke(main, line)
    return done.exit_code, done.stdout, done.stderr


@pytest.mark.parametrize(("role", "associate"), [("invitee", 11), ("bystander", 12), ("organizer", 10)])
@pytest.mark.parametrize("count", [1, 4], ids=["single", "series"])
def test_ids_are_those_of_the_rows_in_their_order(
    server: Recording, tmp_path: Path, role: str, associate: int, count: int
) -> None:
    """One id for each occurrence, by time, of the one who was asked for; the sweep deletes all of it."""
    code, ids, words = invited(server, tmp_path, "--occurrences", str(count), "--row-of", role)
    rows = [server.app.calendar.rows[int(each)] for each in ids.split()]
    assert (code, words, len(rows)) == (0, "", count)
    assert {row.associate_id for row in rows} == {associate}
    assert [row.start for row in rows] == sorted(row.start for row in rows)
    assert len({row.start for row in rows}) == count
    assert run_sweep(tmp_path / "t.yaml", tmp_path / "reports")[0] == 0
    assert server.left() == []
    assert server.state_of_foreign() == server.foreign


def test_reports_of_a_run_stay_as_they_are(server: Recording, tmp_path: Path) -> None:
    """What is made by hand has a journal beside them, so that no bundle is tampered with."""
    reports = tmp_path / "reports"
    outcome = run_contract(reports, "--target", server.target(tmp_path / "t.yaml"), "--no-allure", "--requirement",
                           "RJ-EFFECT-1")  # fmt: skip
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert invited(server, tmp_path)[0] == 0
    assert CliRunner().invoke(main, ["verify-bundle", str(reports / "mock")]).exit_code == 0


def test_several_invitations_stand_in_one_journal(server: Recording, tmp_path: Path) -> None:
    """What was made before is not forgotten."""
    first, second = (invited(server, tmp_path)[1] for _ in range(2))
    assert first != second
    assert run_sweep(tmp_path / "t.yaml", tmp_path / "reports")[0] == 0
    assert server.left() == []


def test_nothing_is_made_elsewhere_without_both_consents(server: Recording, tmp_path: Path) -> None:
    """As with a run."""
    code, ids, words = invited(server, tmp_path, host="0.0.0.0")
    assert (code, ids, server.made) == (5, "", [])
    assert words == "nothing is made: writes were not allowed on the command line (--allow-writes)\n"


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"invitations": "none"}, 5, "nothing is made: the target file says invitations: none\n"),
        ({"invitations": "given", "given": [1]}, 5, "nothing is made: the target's invitations are given"),
        ({"bystander": None}, 4, "--row-of: the target file has no bystander"),
        ({"base_url": "http://127.0.0.1:9"}, 5, "nothing is made: "),
    ],
    ids=["none", "given", "no-bystander", "nobody-there"],
)
def test_what_cannot_be_made_is_told(
    server: Recording, tmp_path: Path, changes: dict[str, object], code: int, words: str
) -> None:
    """In one line, on standard error, so that a script's variable stays empty."""
    path = server.target(tmp_path / "t.yaml")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if "bystander" in changes:
        del content["accounts"]["bystander"]
    else:
        content |= changes
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    done = CliRunner().invoke(
        main, ["invite", "--target", str(path), "--row-of", "bystander", "--reports", str(tmp_path / "reports")]
    )
    assert (done.exit_code, done.stdout) == (code, "")
    assert words in done.stderr


# ---- the commands ----------------------------------------------------------------------------------------


@pytest.fixture
def begun(server: Recording, tmp_path: Path) -> Iterator[Run]:
    """A run that was started with a target file."""
    loaded = target_file.load(server.target(tmp_path / "t.yaml"))
    started = Run.start(loaded, tmp_path / "j.jsonl", ("--target", "t.yaml"), no_writes="")
    started.begin(preflight)
    yield started
    started.close()


def pasted(begun: Run, exchange: Exchange, folder: Path) -> tuple[list[str], str]:
    """The commands, and what they print, with the secrets in the environment."""
    commands = reproduction.script(begun, exchange)
    secrets = {name: secret for secret, name in reversed(begun.redaction.names.items())}
    environment = {**os.environ, **secrets, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", commands], capture_output=True, cwd=folder, env=environment)
    return commands.split("\n"), done.stdout.decode()


def rows_in(printed: str) -> list[dict[str, Any]]:
    """The rows that were read."""
    return [json.loads(each) for each in re.findall(r"^\{.*\}", printed, re.MULTILINE)]


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        ('{{"AppointmentId":{},"UpdateMode":"OnlyThis"}}', "application/json"),
        ('\ufeff{{\n"AppointmentId": {},\n "RejectReason": "it\'s so", "UpdateMode":"OnlyThis"}}', "application/json"),
        ("AppointmentId={}&UpdateMode=OnlyThis", "application/x-www-form-urlencoded"),
    ],
    ids=["json", "lines", "form"],
)
@pytest.mark.parametrize("state", ["pending", "accepted"])
def test_commands_do_what_the_test_did(
    server: Recording, begun: Run, tmp_path: Path, state: str, body: str, media_type: str
) -> None:
    """An invitation is made and brought into the same state; the same bytes are sent to it, and it is read."""
    invitation = begun.stage.new_invitation()
    if state == "accepted":
        begun.stage.accept(invitation)
    exchange = RejectClient.of(begun.clients["invitee"]).send("Reject", body.format(invitation.id).encode(), media_type)
    commands, printed = pasted(begun, exchange, tmp_path)
    first, second = server.of("Reject")
    accepts = [each.ids for each in server.of("Accept")]
    (pasted_id,) = second.ids - {0}
    assert len(commands) == (4 if state == "accepted" else 3)
    assert second.request.body == first.request.body.replace(b"%d" % invitation.id, b"%d" % pasted_id)
    assert pasted_id != invitation.id
    assert accepts == ([{invitation.id}, {pasted_id}] if state == "accepted" else [])
    assert server.app.calendar.rows[pasted_id].status == "Declined"
    assert '"InvitationStatus": "Declined"' in printed


@pytest.mark.parametrize("count", [4, 12])
def test_commands_reject_the_same_occurrence(server: Recording, begun: Run, tmp_path: Path, count: int) -> None:
    """Of a series as long; of a short one all occurrences are read, of a long one that."""
    occurrence = begun.stage.series(count).occurrences[count - 2]
    exchange = RejectClient.of(begun.clients["invitee"]).reject(occurrence.id)
    commands, printed = pasted(begun, exchange, tmp_path)
    states = [row["InvitationStatus"] for row in rows_in(printed)]
    assert len(commands) == 3
    assert states == (["Invitation", "Invitation", "Declined", "Invitation"] if count == 4 else ["Declined"])


@pytest.mark.slow
def test_what_no_ordinary_client_sends_is_sent_byte_by_byte(server: Recording, begun: Run, tmp_path: Path) -> None:
    """A body in chunks, and a second request right behind another, with the ids of a new series."""
    first, second = begun.stage.series(2).occurrences
    raw = RawRequests(begun.clients["invitee"])
    behind = raw.valid(second.id)
    commands, printed = pasted(begun, raw.pipelined(raw.valid(first.id), behind, behind.all)[1], tmp_path)
    assert printed.count("HTTP/1.1 204 No Content") == 2
    assert [row["InvitationStatus"] for row in rows_in(printed)] == ["Declined", "Declined"]
    chunks = raw.chunked(begun.stage.invitation().id)
    commands, printed = pasted(begun, chunks, tmp_path)
    assert "Transfer-Encoding: chunked" in commands[1]
    assert server.of("Reject")[-1].request.header("Transfer-Encoding") == "chunked"
    assert '"InvitationStatus": "Declined"' in printed


def test_malformed_request_is_repeated_as_it_was(server: Recording, begun: Run, tmp_path: Path) -> None:
    """One without Host."""
    raw = RawRequests(begun.clients["invitee"])
    exchange = raw.once(framing.without_host(raw.valid(begun.stage.invitation().id)))
    _, printed = pasted(begun, exchange, tmp_path)
    assert printed.startswith("HTTP/1.1 400 ")
    assert server.malformed == 2


def test_request_that_names_nothing_of_the_run_is_one_command(begun: Run) -> None:
    """No invitation is made for it."""
    exchange = RejectClient.of(begun.clients["invitee"]).send("Reject", b"[]")
    assert reproduction.script(begun, exchange) == exchange.curl()


def test_id_beyond_32_bits_is_reckoned(begun: Run) -> None:
    """What a reader of 32 bits takes for the invitation is written as such."""
    body = b'{"AppointmentId": %d}' % (begun.stage.invitation().id + 2**32)
    exchange = RejectClient.of(begun.clients["invitee"]).send("Reject", body)
    assert """'{"AppointmentId": '"$(($ID + 4294967296))"'}'""" in reproduction.script(begun, exchange)
