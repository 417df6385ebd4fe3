"""Takes a secret from a command of the user's, so that none that lives long needs to be stored."""

from __future__ import annotations

import shlex
import subprocess
import threading

from reject_contract.errors import UsageFault

TIMEOUT = 60
"""Seconds that a command has to print a secret."""
MOST_BYTES = 65_536
"""What it may print."""


def printed(command: object, where: str) -> str:
    """The one line that the command prints; it is run without a shell.

    `where` names file and key for a `UsageFault`, which never shows what the command printed.
    """
    program, *arguments = _words(command, where)
    try:
        code, output = _run([program, *arguments])
        lines = output.decode().strip().splitlines()
    except subprocess.TimeoutExpired:
        raise UsageFault(f"{where}: the command {program} printed nothing within {TIMEOUT} s") from None
    except (OSError, UnicodeError) as reason:
        said = getattr(reason, "strerror", None) or "its output is not text"
        raise UsageFault(f"{where}: the command {program} cannot be run ({said})") from None
    if len(output) > MOST_BYTES:
        raise UsageFault(f"{where}: the command {program} prints more than {MOST_BYTES} bytes, and no secret")
    if code != 0:
        raise UsageFault(f"{where}: the command {program} ended with exit code {code}; run it by hand to see why")
    if len(lines) != 1:
        raise UsageFault(f"{where}: the command {program} printed {len(lines)} lines, and must print one: the secret")
    return lines[0].strip()


def _run(command: list[str]) -> tuple[int, bytes]:
    """Exit code and output of a command, which is ended when it takes too long or prints too much."""
    late = threading.Event()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        assert run.stdout is not None

        def end() -> None:
            late.set()
            run.kill()

        timer = threading.Timer(TIMEOUT, end)
        timer.start()
        output = run.stdout.read(MOST_BYTES + 1)
        if len(output) > MOST_BYTES:
            run.kill()
        code = run.wait()
        timer.cancel()
    if late.is_set():
        raise subprocess.TimeoutExpired(command, TIMEOUT)
    return code, output


def _words(command: object, where: str) -> list[str]:
    try:
        words = shlex.split(command) if isinstance(command, str) else command
    except ValueError:
        words = None
    if isinstance(words, list) and words and all(isinstance(word, str) for word in words):
        return words
    raise UsageFault(f"{where}: command must be a text or a list of texts: the program and its arguments")
