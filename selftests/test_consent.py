"""Who may be written to: whoever gave both consents, and a server on this machine that was given one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from harness import WORKERS, run_contract
from recording import CHANGING, recorded
from reject_contract.mock.http import Response

ALLOW = ("--allow-writes",)


@WORKERS
@pytest.mark.parametrize(
    ("host", "file", "line", "written"),
    [
        ("127.0.0.1", None, (), False),
        ("127.0.0.1", False, ALLOW, False),
        ("127.0.0.1", True, (), True),
        ("127.0.0.1", None, ALLOW, True),
        ("0.0.0.0", True, (), False),
        ("0.0.0.0", None, ALLOW, False),
        ("0.0.0.0", True, ALLOW, True),
    ],
    ids=["tunnel-neither", "tunnel-file-says-no", "this-machine-file", "this-machine-line", "elsewhere-file",
         "elsewhere-line", "elsewhere-both"],
)  # fmt: skip
def test_nothing_is_written_without_consent(
    tmp_path: Path, host: str, file: bool | None, line: tuple[str, ...], written: bool, workers: tuple[str, ...]
) -> None:
    """What answers on this machine may be a tunnel, so silence is no consent there either; elsewhere it takes both."""
    with recorded() as server:
        path = server.target(tmp_path / "t.yaml", host=host)
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        content["consent"] = {} if file is None else {"writes": file}
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        tests = "tests/test_select.py" if written else "tests"
        outcome = run_contract(tmp_path / "reports", "--target", path, "--no-allure", *line, *workers, tests=tests)
        assert bool(server.of(*CHANGING)) == written, outcome.output[-3000:]


@pytest.mark.parametrize("consent", [False, True], ids=["without-consent", "with-consent"])
def test_bookings_that_send_mail_need_a_consent_of_their_own(tmp_path: Path, consent: bool) -> None:
    """The server is asked before the first booking; without a word of the owner nothing is made."""
    with recorded() as server:
        mail = Response(200, [("Content-Type", "application/json")], b"true")
        server.answer(lambda request: mail if request.path.endswith("WillSendEmail") else None)
        target = server.target(tmp_path / "t.yaml")
        content = yaml.safe_load(target.read_text(encoding="utf-8"))
        content["consent"] = {**content.get("consent", {}), "writes": True, "mail": consent}
        target.write_text(yaml.safe_dump(content), encoding="utf-8")
        outcome = run_contract(tmp_path / "reports", "--no-allure", "--target", target, tests="tests/test_select.py")
        assert bool(server.made) == consent
    assert outcome.exit_code == (0 if consent else 5), outcome.output[-2000:]
    assert consent or "each booking would send e-mail to its participants" in outcome.output
