"""Prism's validating proxy: it judges the answers to whatever traffic goes through it."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import requests

from bench.corpus import Subject
from bench.mocks import CountedMock
from bench.peers.invitations import Neighbours
from bench.peers.prism.traffic import Sent, traffic
from bench.peers.tool import (
    ALARM,
    BROKEN,
    CLEAN,
    FRAGMENT,
    LIMIT,
    NODE_BIN,
    TIME_OUT,
    Judgement,
    credentials,
    node_version,
)  # fmt: skip

OWN_ERROR = "https://stoplight.io/prism/errors#"
"""What the type of an answer begins with that Prism gives in the server's place."""
NO_ANSWER = "FetchError"
"""The type of the answer that it gives where it got none."""


class Prism:
    """`prism proxy` with a driver that sends requests through it."""

    name = "Prism proxy"
    set_up = (
        "`prism proxy openapi/reject.yaml`, with requests not validated, so that wrong ones get through; and a driver"
        " that sends requests, right and wrong, each right one with an invitation of its own. Prism compares each"
        " answer with the fragment and knows nothing of what a request should have been answered, nor of its effect."
    )
    failure = "a violation in an answer, or an answer that Prism could not get, and the request that had it"
    batch = 1

    def version(self) -> str:
        """The version that package-lock.json pins."""
        return node_version("@stoplight/prism-cli")

    def prepare(self) -> None:
        """Nothing beyond the installation."""

    def judge(self, mocks: Mapping[Subject, CountedMock], folder: Path) -> dict[Subject, Judgement]:
        """Start a proxy for each mock, and send the requests through it."""
        return {subject: _judge(subject, mock, folder) for subject, mock in mocks.items()}


def _judge(subject: Subject, mock: CountedMock, folder: Path) -> Judgement:
    started = time.perf_counter()
    failures: set[str] = set()
    try:
        with _proxy(mock.base_url, folder) as proxy, requests.Session() as session:
            session.trust_env = False
            for sent in traffic(Neighbours(mock.base_url, credentials(subject))):
                if time.perf_counter() - started > LIMIT:
                    return Judgement(TIME_OUT, tuple(sorted(failures)), seconds=time.perf_counter() - started)
                failures |= {f"{sent.name}: {each}" for each in _violations(session, proxy, sent)}
    except (RuntimeError, requests.RequestException) as reason:
        return Judgement(BROKEN, seconds=time.perf_counter() - started, note=str(reason)[-300:])
    seconds = time.perf_counter() - started
    return Judgement(ALARM if failures else CLEAN, tuple(sorted(failures)), seconds=seconds)


def _violations(session: requests.Session, proxy: str, sent: Sent) -> list[str]:
    """What Prism says of the answer to a request."""
    url = f"{proxy}/api/v1/Agents/Appointment/Reject{sent.query}"
    try:
        answer = session.request(
            sent.method, url, data=sent.body, headers=dict(sent.headers), timeout=5, allow_redirects=False
        )
    except requests.RequestException as reason:
        return [f"no answer ({type(reason).__name__})"]
    return violations_of(answer.headers, answer.content)


def violations_of(headers: Mapping[str, str], content: bytes) -> list[str]:
    """The violations that an answer of the proxy names; what concerns the request is no fault of the server."""
    found = headers.get("sl-violations", "")
    if found.startswith("["):
        listed = [each for each in json.loads(found) if each["location"][0] == "response"]
        return [f"{'.'.join(map(str, each['location']))} {each.get('code', each['message'])}" for each in listed]
    if found:
        return ["too many violations to list"]
    with contextlib.suppress(ValueError, AttributeError):
        kind = str(json.loads(content).get("type", ""))
        # A method that the fragment does not have never reaches the server.
        if kind.startswith((OWN_ERROR, NO_ANSWER)) and not kind.endswith("NO_METHOD_MATCHED_ERROR"):
            return [kind.removeprefix(OWN_ERROR)]
    return []


@contextlib.contextmanager
def _proxy(upstream: str, folder: Path) -> Iterator[str]:
    """A proxy in front of a server; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [NODE_BIN / "prism", "proxy", FRAGMENT, upstream, "--port", str(port), "--validate-request", "false",
         "--verboseLevel", "silent"],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("prism did not begin to listen")


TOOLS = [Prism()]
