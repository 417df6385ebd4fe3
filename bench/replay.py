"""The floor: a bare loop that sends recorded requests over one requests.Session."""

from __future__ import annotations

import json
import pickle
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import requests

from reject_contract.mock.http import Request

OWN_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection", "expect"})
"""Headers that the session writes itself."""


@dataclass(frozen=True)
class Recorded:
    """One request as it reached the mock, and the status of its answer."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes
    status: int
    raw: bool
    """Whether the suite sent it on a raw connection; the loop sends its plain equivalent."""


def recorded(kept: Iterable[tuple[Request, int]]) -> list[Recorded]:
    """The requests that a mock has kept, for the loop."""
    found = []
    for request, status in kept:
        headers = {name: value for name, value in request.headers if name.lower() not in OWN_HEADERS}
        raw = request.header("User-Agent") is None
        found.append(Recorded(request.method, request.target, headers, request.body, status, raw))
    return found


def send_all(base_url: str, requests_: Sequence[Recorded]) -> tuple[float, int]:
    """Seconds that the loop takes, and how many answers have the status that was recorded."""
    same = 0
    started = time.perf_counter()
    with requests.Session() as session:
        for each in requests_:
            answer = session.request(
                each.method, base_url + each.target, headers=each.headers, data=each.body, allow_redirects=False,
                timeout=30,
            )  # fmt: skip
            same += answer.status_code == each.status
    return time.perf_counter() - started, same


if __name__ == "__main__":
    seconds, same = send_all(sys.argv[1], pickle.loads(Path(sys.argv[2]).read_bytes()))
    print(json.dumps({"seconds": seconds, "same": same}))
