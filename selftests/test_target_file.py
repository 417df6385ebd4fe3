"""Target files: what is read, and what a person is told who got one wrong."""

from __future__ import annotations

import contextlib
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness import ROOT
from reject_contract.errors import UsageFault
from reject_contract.mock.target_file import target as mock_target
from reject_contract.target import target_file

Change = Callable[[dict[str, Any]], Any]


@pytest.fixture
def content() -> dict[str, Any]:
    """A target file that is right."""
    return mock_target("http://127.0.0.1:8123", "onsite", "mock", {})


def written(folder: Path, content: object) -> Path:
    """A file that holds the content."""
    path = folder / "target.yaml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda file: file.update(base_ulr="x"), "base_ulr is not a known key; did you mean base_url?"),
        (lambda file: file["accounts"].update(invitees={}), "invitees is not a known key; did you mean invitee?"),
        (lambda file: file["accounts"]["invitee"].update(password="x"), "accounts.invitee.password is not a known key"),
        (lambda file: file["limits"].update(timeout=3), "limits.timeout is not a known key; did you mean"),
        (lambda file: file.pop("base_url"), "base_url is missing"),
        (lambda file: file["accounts"].pop("invitee"), "accounts.invitee is missing"),
        (lambda file: file.update(name="My Server"), "name may have small letters, digits and hyphens"),
        (lambda file: file["accounts"]["invitee"]["basic"].update(password=123), "password must be a text; quote it"),
        (lambda file: file["accounts"]["invitee"]["basic"].update(username="a:b"), "may have no colon"),
        (lambda file: file.update(installation="cloud"), "installation:"),
        (lambda file: file.update(base_url="crm.example.com"), "base_url must be an http(s) address"),
        (lambda file: file.update(base_url="https://u:p@crm.example.com"), "accounts belong under accounts"),
        (lambda file: file["accounts"]["invitee"].update(associate_id=10), "must be two associates"),
        (lambda file: file["accounts"].update(outsider={"associate_id": 5}), "has no credential; give one or more"),
        (lambda file: file["accounts"]["invitee"].update(bearer="${NOT_SET}"), "used by accounts.invitee.bearer"),
        (lambda file: file["tls"].update(ca_bundle="missing.pem"), "missing.pem: there is no such file"),
        (lambda file: file["limits"].update(timeout_seconds=math.inf), "limits.timeout_seconds:"),
        (lambda file: file["limits"].update(requests_per_second=1e300), "limits.requests_per_second:"),
        (lambda file: file["limits"].update(seconds=5e-324), "limits.seconds:"),
        (lambda file: file["limits"].update(requests=True), "limits.requests: must be a number"),
        (lambda file: file["limits"].update(writes=10**30), "limits.writes:"),
        (lambda file: file["accounts"]["invitee"].update(associate_id=True), "associate_id: must be a number"),
        (lambda file: file.update(base_url="http://crm.example.com:abc"), "base_url has a port that is none"),
        (lambda file: file.update(base_url="http://crm.example.com:80:80"), "base_url has a port that is none"),
        (lambda file: file.update(base_url="http://crm.example.com:99999"), "base_url has a port that is none"),
    ],
    ids=["key", "nested-key", "account-key", "limit", "missing", "missing-account", "name", "number", "user-name",
         "installation", "address", "credential-in-address", "same-associate", "no-credential", "environment",
         "ca-bundle", "endless", "too-fast", "no-time", "truth", "too-many", "associate-is-true", "port-of-letters",
         "two-ports", "port-too-high"],
)  # fmt: skip
def test_mistake_is_named_as_it_was_written(
    tmp_path: Path, content: dict[str, Any], change: Change, words: str
) -> None:
    """The message names the key as the user wrote it, and says what to do."""
    content["tls"] = {}
    change(content)
    with pytest.raises(UsageFault) as caught:
        target_file.load(written(tmp_path, content))
    assert words in str(caught.value)
    assert "Pw." not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[1, 2]", "must hold keys"),
        ("name: [", "is not YAML"),
        ("", "must hold keys"),
        ("\x00", "is not YAML"),
        ("name: !!timestamp abc", "is not YAML"),
        ("name: !!timestamp ''", "is not YAML"),
        ("a: !!float ''", "is not YAML"),
        ("a: !!int ''", "is not YAML"),
        ("a: !!bool x", "is not YAML"),
    ],
    ids=["list", "broken", "empty", "binary", "no-time", "empty-time", "empty-float", "empty-int", "no-truth"],
)
def test_file_that_is_no_target_file_is_refused(tmp_path: Path, text: str, words: str) -> None:
    """A file of another kind gets one clear line."""
    with pytest.raises(UsageFault, match=words):
        target_file.load(written(tmp_path, text))


def test_secrets_come_from_the_environment(
    tmp_path: Path, content: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """${NAME} is replaced, also inside a text; and no secret is shown by printing the target."""
    monkeypatch.setenv("TICKET_7F3A91", "7T:secret-of-the-environment")
    content["accounts"]["invitee"]["soticket"] = "${TICKET_7F3A91}"
    loaded = target_file.load(written(tmp_path, content))
    ticket = loaded.accounts.invitee.soticket
    assert ticket is not None
    assert ticket.get_secret_value() == "7T:secret-of-the-environment"
    assert "secret-of-the-environment" not in repr(loaded)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("", "is empty"),
        ("7T:first\nsecond", "holds a line break or another control character"),
        ("7T:\x1b]52;c;\x07", "holds a line break or another control character"),
        ("7T:日本", "holds a letter that no header can carry"),
    ],
    ids=["empty", "two-lines", "escape-sequence", "beyond-latin-1"],
)
@pytest.mark.parametrize("kind", ["soticket", "bearer"])
def test_secret_that_cannot_be_sent_is_a_usage_error(
    tmp_path: Path, content: dict[str, Any], monkeypatch: pytest.MonkeyPatch, kind: str, value: str, words: str
) -> None:
    """The key and the variable are named, and the secret is not shown."""
    monkeypatch.setenv("SECRET_7F3A91", value)
    content["accounts"]["invitee"][kind] = "${SECRET_7F3A91}"
    with pytest.raises(UsageFault) as caught:
        target_file.load(written(tmp_path, content))
    assert f"accounts.invitee.{kind} of $SECRET_7F3A91 {words}" in str(caught.value)
    assert "7T:" not in str(caught.value)


@pytest.mark.parametrize(
    ("password", "usable"), [("日本", True), ("", False), ("a\tb", False)], ids=["letters", "empty", "tab"]
)
def test_password_may_have_any_letter(tmp_path: Path, content: dict[str, Any], password: str, usable: bool) -> None:
    """It is encoded, and not sent as it is; a control character is no letter (RFC 7617 section 2)."""
    content["accounts"]["invitee"]["basic"]["password"] = password
    path = written(tmp_path, content)
    with (
        contextlib.nullcontext() if usable else pytest.raises(UsageFault, match=r"accounts\.invitee\.basic\.password ")
    ):
        target_file.load(path)


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["newline", "windows"])
def test_newline_at_the_end_of_a_secret_is_none_of_it(
    tmp_path: Path, content: dict[str, Any], monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    """Command substitution on Windows and files of secrets leave one."""
    monkeypatch.setenv("SECRET_7F3A91", f"7T:ticket{end}")
    content["accounts"]["invitee"]["soticket"] = "${SECRET_7F3A91}"
    ticket = target_file.load(written(tmp_path, content)).accounts.invitee.soticket
    assert ticket is not None
    assert ticket.get_secret_value() == "7T:ticket"


def test_all_unset_variables_are_named_at_once(tmp_path: Path, content: dict[str, Any]) -> None:
    """Each with the first key that uses it."""
    content["base_url"] = "http://${UNSET_HOST}:${UNSET_PORT}"
    content["accounts"]["invitee"]["soticket"] = "${UNSET_TICKET}"
    with pytest.raises(UsageFault) as caught:
        target_file.load(written(tmp_path, content))
    assert {*str(caught.value).splitlines()[1:]} == {
        "  UNSET_HOST, used by base_url",
        "  UNSET_PORT, used by base_url",
        "  UNSET_TICKET, used by accounts.invitee.soticket",
    }


@pytest.mark.parametrize(
    ("address", "given", "allowed", "words"),
    [
        ("http://127.0.0.1:1", None, False, "consent.writes"),
        ("http://127.0.0.1:1", None, True, ""),
        ("http://[::1]:1/x", True, False, ""),
        ("http://localhost", True, True, ""),
        ("http://127.0.0.1:1", False, True, "consent.writes"),
        ("https://crm.example.com", None, True, "consent.writes"),
        ("https://crm.example.com", False, True, "consent.writes"),
        ("https://crm.example.com", True, False, "--allow-writes"),
        ("https://crm.example.com", True, True, ""),
    ],
)
def test_writes_need_the_consent_of_file_and_command_line(
    tmp_path: Path, content: dict[str, Any], address: str, given: bool | None, allowed: bool, words: str
) -> None:
    """Both must consent; on this machine one of them, since what answers there may be a stub or a tunnel."""
    content["base_url"], content["consent"] = address, {"writes": given}
    reason = target_file.load(written(tmp_path, content)).no_writes(allowed=allowed)
    assert words in reason and bool(words) == bool(reason)


@pytest.mark.parametrize(("address", "pace"), [("http://127.0.0.1:1", 0), ("https://crm.example.com", 10)])
def test_pace_by_default(tmp_path: Path, content: dict[str, Any], address: str, pace: float) -> None:
    """A server on this machine is asked as fast as it answers."""
    content["base_url"] = address
    content["limits"].pop("requests_per_second")
    assert target_file.load(written(tmp_path, content)).pace == pace


def test_ordinary_credential_is_the_first_that_the_installation_allows(content: dict[str, Any], tmp_path: Path) -> None:
    """Basic onsite, the ticket online."""
    onsite = target_file.load(written(tmp_path, content))
    content["installation"] = "online"
    online = target_file.load(written(tmp_path, content))
    assert onsite.allowed(onsite.accounts.invitee)[0] == "basic"
    assert online.allowed(online.accounts.invitee)[0] == "soticket"


def test_targets_of_the_project_can_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """The examples are right, and mock.yaml is what the mock itself would write."""
    for name in ("ORGANIZER_PASSWORD", "INVITEE_PASSWORD", "INVITEE_TICKET", "INVITEE_TOKEN", "INVITEE_XSRF",
                 "INVITEE_SESSION", "OUTSIDER_PASSWORD", "SO_APP_TOKEN", "ORGANIZER_TOKEN"):  # fmt: skip
        monkeypatch.setenv(name, "value")
    for path in (ROOT / "targets").glob("*.yaml"):
        target_file.load(path)
    shipped = yaml.safe_load((ROOT / "targets" / "mock.yaml").read_text(encoding="utf-8"))
    assert shipped == mock_target("http://127.0.0.1:8123", "onsite", "mock", {})
