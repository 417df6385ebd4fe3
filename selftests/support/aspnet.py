"""Compiles the server of interop/aspnet, starts it, and writes a target file for it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness import ROOT
from reject_contract.mock import target_file

SOURCES = ROOT / "interop" / "aspnet"
PROGRAMS = {"mcs": "mono-mcs", "mono": "mono-runtime"}
"""What is run, and the Debian package that has it."""
LIBRARIES = {
    "System.Web.Http.dll": "libmono-system-web-http4.0-cil",
    "System.Net.Http.Formatting.dll": "libmono-system-net-http-formatting4.0-cil",
}
"""What is compiled against, and the Debian package that has it."""
OPTIONS = ("bound-select", "xml-serializer", "nested-contract", "trimmed-reasons", "authorize")
PARTS_OF_MONO = ("System.Net.Http.dll", "System.Runtime.Serialization.dll")
SECONDS_TO_COMPILE = 120


@dataclass(frozen=True)
class Build:
    """How a team built its server: one of the profiles, with options; see interop/README.md."""

    profile: str
    options: tuple[str, ...] = ()
    installation: str = "onsite"

    def __str__(self) -> str:
        """As a test's id has it."""
        return ", ".join((self.profile, *self.options, *(["online"] if self.installation == "online" else [])))

    @property
    def name(self) -> str:
        """The name of its target."""
        return "-".join(("aspnet", self.profile, *self.options, self.installation))

    @property
    def arguments(self) -> list[str]:
        """The server's command line."""
        options = [each for option in self.options for each in ("--option", option)]
        return ["--profile", self.profile, "--installation", self.installation, *options]


def missing_packages() -> list[str]:
    """The Debian packages that the server needs and the machine has not got."""
    missing = [package for program, package in PROGRAMS.items() if shutil.which(program) is None]
    runtime = shutil.which("mono")
    folders = [Path(runtime).resolve().parents[1] / "lib" / "mono" / "4.5"] if runtime else []
    for library, package in LIBRARIES.items():
        if not any((folder / library).exists() for folder in folders):
            missing.append(package)
    return missing


def ready_server() -> Path:
    """Return the compiled server; skip where packages are missing, unless this is a CI system, where it fails."""
    missing = missing_packages()
    if missing:
        words = f"needs Debian packages: apt-get install --no-install-recommends {' '.join(missing)}"
        if os.environ.get("CI"):
            pytest.fail(words)
        pytest.skip(words)
    return compiled()


def compiled() -> Path:
    """Return the path of the server, which is compiled once for each state of its sources."""
    sources = sorted(SOURCES.glob("*.cs"))
    digest = hashlib.sha256(b"".join(each.read_bytes() for each in sources)).hexdigest()[:16]
    server = Path(tempfile.gettempdir()) / f"reject-contract-aspnet-{os.getuid()}-{digest}.exe"
    if not server.exists():
        # Under a name of its own at first: several workers may come here at once.
        draft = server.with_suffix(f".{os.getpid()}.exe")
        references = [f"-r:{name}" for name in (*LIBRARIES, *PARTS_OF_MONO)]
        command = ["mcs", "-warnaserror", f"-out:{draft}", *references, *map(str, sources)]
        run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=SECONDS_TO_COMPILE)
        assert run.returncode == 0, run.stdout + run.stderr
        draft.replace(server)
    return server


@contextmanager
def running(server: Path, build: Build, folder: Path) -> Iterator[Path]:
    """Start the server, and give the target file for it; it ends with the context, or with this process."""
    process = subprocess.Popen(
        ["mono", str(server), *build.arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, f"the server did not start (exit code {process.wait()})"
        path = folder / f"{build.name}.yaml"
        content = target_file.target(json.loads(line)["base_url"], build.installation, build.name, {})
        target_file.write(path, content)
        yield path
    finally:
        process.stdin.close()
        try:
            process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
