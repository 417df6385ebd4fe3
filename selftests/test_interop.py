"""Can the vendor's own client live with the bundled mock? Node runs it; see interop/vendor_client.mjs."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from interoptools import INTEROP
from openapifiles import not_described
from reject_contract.http.client import REJECT
from reject_contract.mock import App, MockServer, build_app
from reject_contract.mock.http import Request, Response

UPDATE_MODES = ["Unknown", "OnlyThis", "ThisAndForward", "StopRecurrence"]
KINDS = {"onsite": ["basic", "soticket", "bearer", "xsrf"], "online": ["soticket", "bearer", "xsrf"]}
CALLED = {
    "CreateDefaultAppointmentEntity", "CalculateDays", "SaveAppointmentEntity", "GetAppointmentRecords",
    "GetAppointmentEntity", "Reject", "DeleteAppointmentEntity",
}  # fmt: skip
# What the vendor's client does and the OpenAPI files do not describe, and what follows from it.
BEYOND_THE_FILES = {
    "properties in camelCase": "the page has PascalCase; RJ-BODY-16 wants both to be understood",
    "body where none is described": "the neighbours that take an id in the query are sent the text null besides",
    "header so-browser-tz-offset": "not in the page's table; RJ-HEADER-6 wants unknown headers to be ignored",
}


def drive(node: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script; a proxy of the environment is kept out of the way of the loopback."""
    environment = {**os.environ, "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
    environment.pop("REJECT_CONTRACT_TARGET", None)
    command = [node, "vendor_client.mjs", *arguments]
    return subprocess.run(
        command, check=False, cwd=INTEROP, env=environment, capture_output=True, text=True, timeout=120
    )


def recorded(app: App) -> list[Request]:
    """Return the list to which the mock will add every request that reaches it."""
    requests: list[Request] = []
    honest = app.handle

    def recording(request: Request) -> Response:
        requests.append(request)
        return honest(request)

    app.handle = recording
    return requests


def drive_mock(node: str, folder: Path, app: App) -> tuple[int, dict[str, Any], dict[str, Any]]:
    """Run the script on a mock; return its exit code, its lines by step, and its summary."""
    with MockServer(app) as server:
        server.write_target(folder / "target.yaml", name="mock")
        target = yaml.safe_load((folder / "target.yaml").read_text(encoding="utf-8"))
        (folder / "target.json").write_text(json.dumps(target), encoding="utf-8")
        run = drive(node, str(folder / "target.json"))
    assert run.stderr == ""
    *lines, summary = [json.loads(line) for line in run.stdout.splitlines()]
    return run.returncode, {line["step"]: line for line in lines}, summary


@pytest.mark.parametrize(("installation", "base_path"), [("onsite", "/SuperOffice"), ("online", "/Cust12345")])
def test_vendor_client_gets_along(node: str, tmp_path: Path, installation: str, base_path: str) -> None:
    """The vendor's client invites, rejects, reads back and signs in as on a real server, within the OpenAPI files."""
    app = build_app(installation=installation, base_path=base_path)
    requests = recorded(app)
    code, steps, summary = drive_mock(node, tmp_path, app)
    assert [line for line in steps.values() if not line["ok"]] == []
    expected = {f"{shape}, {mode}" for shape in ("single", "series") for mode in UPDATE_MODES}
    expected |= {f"{kind}: {step}" for kind in KINDS[installation] for step in ("single", "wrong credential")}
    expected |= {"unknown id", "clean up"}
    expected |= {"soticket: without application"} if installation == "online" else set()
    assert set(steps) == expected
    assert (summary["ok"], summary["failed"], code) == (len(expected), 0, 0)
    assert {request.path.rpartition("/")[2] for request in requests} == CALLED
    found = {each.partition(": ")[2] for request in requests for each in not_described(request, base_path)}
    assert found == set(BEYOND_THE_FILES)


MODE_UNKNOWN = 'Reject: body: "Never" is not one of "Unknown", "OnlyThis" or 2 other candidates'


def a_request(body: dict[str, Any] | None = None, **changed: Any) -> Request:
    """Return a reject as reject.yaml describes it, but for what is changed."""
    headers = {"Authorization": "Basic bm86bm8=", "Content-Type": "application/json", **changed.pop("headers", {})}
    sample = {"AppointmentId": 1, "RejectReason": "", "UpdateMode": "OnlyThis"}
    fields = {"method": "POST", "target": f"/x{REJECT}", "body": json.dumps({**sample, **(body or {})}).encode()}
    return Request(headers=list(headers.items()), **{**fields, **changed})


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        (a_request(), set()),
        (a_request({"UpdateMode": "Never"}), {MODE_UNKNOWN}),
        (a_request({"Comment": "x"}), {"Reject: property Comment"}),
        (a_request(headers={"SO-Culture": "nb"}), {"Reject: header so-culture"}),
        (a_request(headers={"Content-Type": "text/csv"}), {"Reject: media type text/csv"}),
        (a_request(headers={"Authorization": "Digest x"}), {"Reject: no way of authenticating"}),
        (a_request(target=f"/x{REJECT}?notify=1"), {"Reject: query notify"}),
        (a_request(target="/x/api/v1/Agents/Appointment/Move"), {"POST /api/v1/Agents/Appointment/Move"}),
        (a_request(method="PUT"), {f"PUT {REJECT}"}),
    ],
    ids=["described", "mode", "property", "header", "media type", "scheme", "query", "path", "method"],
)
def test_request_beyond_the_files_is_noticed(request_: Request, found: set[str]) -> None:
    """The comparison of requests with the files finds what it looks for."""
    assert not_described(request_, "/x") == found


def test_script_notices_a_lie(node: str, tmp_path: Path) -> None:
    """A server that answers 204 to every reject and does nothing fails each step that looks."""
    app = build_app()
    honest = app.handle

    def lying(request: Request) -> Response:
        return Response(204) if app.is_reject(request) else honest(request)

    app.handle = lying
    code, steps, summary = drive_mock(node, tmp_path, app)
    undocumented = {"series, Unknown", "series, StopRecurrence"}  # only told, not judged
    assert {step for step, line in steps.items() if line["ok"]} == {*undocumented, "clean up"}
    assert (summary["failed"], code) == (len(steps) - 3, 1)


def test_script_without_target_is_usage(node: str) -> None:
    """The script says how it is used, and exits with the code for usage, where no target is given."""
    run = drive(node)
    assert run.returncode == 4
    assert "usage" in run.stderr
