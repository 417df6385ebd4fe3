"""What was tested, and how: the facts that every report of a run states alike."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from reject_contract import __version__
from reject_contract.resources import OPENAPI
from reject_contract.run.options import Options
from reject_contract.verdict.result import Result


def of(result: Result, options: Options) -> dict[str, str]:
    """The facts in words, in the order in which they are shown."""
    register, *fragments = digests(result).values()
    return {
        "Target": result.target.name,
        "Address": result.target.root,
        "Installation": result.target.installation,
        "Release": result.release or "not named by GET /api",
        "Verdict": result.verdict,
        "Left out": result.left_out or "nothing of the core",
        "Suite version": __version__,
        "Register": f"sha256:{register}",
        "Fragment": ", ".join(f"sha256:{each}" for each in fragments),
        "Started": moment(result.started),
        "Ended": moment(result.started + result.seconds),
        "Seed": str(options.seed),
        "Examples": str(options.examples),
        "Strict": "yes: a should counts as a must" if result.strict else "no",
        "Invitations": result.target.invitations,
        "Requests": str(result.requests),
        "Writes": str(result.writes),
    }


def digests(result: Result) -> dict[str, str]:
    """The SHA-256 of the register and of the fragments, in hexadecimal digits."""
    names = ("requirements.yaml", *(each.fragment for each in result.register.operations.values()))
    return {name: hashlib.sha256((OPENAPI / name).read_bytes()).hexdigest() for name in names}


def moment(seconds: float) -> str:
    """A time in seconds since the epoch as a date, in UTC."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S} UTC"
