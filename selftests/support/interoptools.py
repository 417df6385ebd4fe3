"""Node, and the packages of interop/ that the selftests drive or judge."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess

import pytest

from harness import ROOT

INTEROP = ROOT / "interop"
UNREACHABLE = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT")


def ready_node() -> str:
    """Return the path of node, with the pinned packages installed; skip where Node or the registry is missing."""
    path, npm = tool("node"), tool("npm")
    with (INTEROP / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several workers may come here at once
        if not installed():
            install(npm)
    assert installed()
    return path


def tool(name: str) -> str:
    """Return the path of a program, or skip where the machine has not got it."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed; interop/ needs Node 20 or later with npm")
    return path


def installed() -> bool:
    """Return whether interop/node_modules has every package in the version that package.json pins."""
    manifest = json.loads((INTEROP / "package.json").read_text(encoding="utf-8"))
    return all(
        installed_version(name) == pinned
        for name, pinned in {**manifest["dependencies"], **manifest["devDependencies"]}.items()
    )


def installed_version(name: str) -> str | None:
    """Return the version of a package in interop/node_modules, if any."""
    manifest = INTEROP / "node_modules" / name / "package.json"
    return json.loads(manifest.read_text(encoding="utf-8"))["version"] if manifest.exists() else None


def install(npm: str) -> None:
    """Install what interop/package-lock.json names."""
    run = subprocess.run([npm, "ci"], check=False, cwd=INTEROP, capture_output=True, text=True, timeout=240)
    unreachable = [line for line in run.stderr.splitlines() if any(code in line for code in UNREACHABLE)]
    if run.returncode and unreachable:
        pytest.skip(f"npm cannot reach a registry to install interop/package-lock.json: {unreachable[0]}")
    assert run.returncode == 0, run.stderr
