"""Takes a secret from a command of the user's, so that none that lives long needs to be stored."""

from __future__ import annotations

import shlex
import subprocess

from reject_contract.errors import UsageFault

TIMEOUT = 60
"""Seconds that a command has to print a secret."""


def printed(command: object, where: str) -> str:
    """The one line that the command prints; it is run without a shell.

    `where` names file and key for a `UsageFault`, which never shows what the command printed.
    """
    program, *arguments = _words(command, where)
    try:
        done = subprocess.run(
            [program, *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise UsageFault(f"{where}: the command {program} printed nothing within {TIMEOUT} s") from None
    except (OSError, UnicodeError) as reason:
        said = getattr(reason, "strerror", None) or "its output is not text"
        raise UsageFault(f"{where}: the command {program} cannot be run ({said})") from None
    if done.returncode != 0:
        code = done.returncode
        raise UsageFault(f"{where}: the command {program} ended with exit code {code}; run it by hand to see why")
    lines = done.stdout.strip().splitlines()
    if len(lines) != 1:
        raise UsageFault(f"{where}: the command {program} printed {len(lines)} lines, and must print one: the secret")
    return lines[0].strip()


def _words(command: object, where: str) -> list[str]:
    try:
        words = shlex.split(command) if isinstance(command, str) else command
    except ValueError:
        words = None
    if isinstance(words, list) and words and all(isinstance(word, str) for word in words):
        return words
    raise UsageFault(f"{where}: command must be a text or a list of texts: the program and its arguments")
