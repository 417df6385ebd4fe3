"""Can the vendor's own client live with the bundled mock? Node runs it; see interop/vendor_client.mjs."""

import fcntl
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from reject_contract.mock import App, MockServer, build_app
from reject_contract.mock.http import Request, Response

INTEROP = Path(__file__).parents[1] / "interop"
CLIENT = "@superoffice/webapi"
UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT")
UPDATE_MODES = ["Unknown", "OnlyThis", "ThisAndForward", "StopRecurrence"]
KINDS = {"onsite": ["basic", "soticket", "bearer", "xsrf"], "online": ["soticket", "bearer", "xsrf"]}


def tool(name: str) -> str:
    """Return the path of a program, or skip where the machine has not got it."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed; the vendor's client needs Node 20 or later with npm")
    return path


def installed_version() -> str | None:
    """Return the version of the vendor's client that stands in interop/node_modules, if any."""
    manifest = INTEROP / "node_modules" / CLIENT / "package.json"
    return json.loads(manifest.read_text(encoding="utf-8"))["version"] if manifest.exists() else None


@pytest.fixture(scope="module")
def node() -> str:
    """Return the path of node, with the pinned client installed."""
    path, npm = tool("node"), tool("npm")
    pinned = json.loads((INTEROP / "package.json").read_text(encoding="utf-8"))["dependencies"][CLIENT]
    with (INTEROP / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several workers may come here at once
        if installed_version() != pinned:
            install(npm)
    assert installed_version() == pinned
    return path


def install(npm: str) -> None:
    """Install what interop/package-lock.json names."""
    run = subprocess.run([npm, "ci"], check=False, cwd=INTEROP, capture_output=True, text=True, timeout=240)
    unreachable = [line for line in run.stderr.splitlines() if any(code in line for code in UNREACHABLE)]
    if run.returncode and unreachable:
        pytest.skip(f"npm cannot reach a registry to install {CLIENT}: {unreachable[0]}")
    assert run.returncode == 0, run.stderr


def drive(node: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the script; a proxy of the environment is kept out of the way of the loopback."""
    environment = {**os.environ, "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
    environment.pop("REJECT_CONTRACT_TARGET", None)
    command = [node, "vendor_client.mjs", *arguments]
    return subprocess.run(
        command, check=False, cwd=INTEROP, env=environment, capture_output=True, text=True, timeout=120
    )


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
    """The vendor's client invites, rejects, reads back and signs in on the mock as on a real server."""
    app = build_app(installation=installation, base_path=base_path)
    code, steps, summary = drive_mock(node, tmp_path, app)
    assert [line for line in steps.values() if not line["ok"]] == []
    expected = {f"{shape}, {mode}" for shape in ("single", "series") for mode in UPDATE_MODES}
    expected |= {f"{kind}: {step}" for kind in KINDS[installation] for step in ("single", "wrong credential")}
    expected |= {"unknown id", "clean up"}
    expected |= {"soticket: without application"} if installation == "online" else set()
    assert set(steps) == expected
    assert (summary["ok"], summary["failed"], code) == (len(expected), 0, 0)


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
