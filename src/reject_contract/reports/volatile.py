r"""What differs between two runs with the same seed on servers that do the same; nothing else may.

The patterns are of what is written, in whatever report: the selftests strike out what they match, and compare the rest.
It holds for runs of one process each: with `-n` the order, and so what is sent, depends on who is free first. The
journal and Allure's history are left out: they have earlier runs in them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """Something volatile: in words, and as a regular expression."""

    meaning: str
    pattern: str


CHUNK_END = r"(?:\\+r\\+n[^\\]*\\+r\\+n)?"
DAY = r"\d{4}-\d{2}-\d{2}"
FIELDS = {
    "address": Field("host and port of the target", r"127\.0\.0\.1(:\d+)?|\blocalhost:\d+"),
    "dates": Field("dates with a time", rf"{DAY}[T ]\d{{2}}:\d{{2}}:\d{{2}}(\.\d+)?(\+00:00|Z| UTC)?"),
    "http dates": Field("the Date of an answer", r"\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT"),
    "milliseconds": Field("begin and end of a test or a step", r'"(start|stop)": ?\d+'),
    "durations": Field(
        "whatever was measured in seconds or milliseconds",
        r'"(time|wait|seconds|milliseconds)": ?[\d.e-]+| time="[\d.]+"|\(\d+ ms\)',
    ),
    "run": Field("the run's id in the titles of appointments", r"\[reject-contract [0-9a-f]{8}\]"),
    "no such id": Field(
        "ids made up to name nothing, also where a chunk ends within one",
        rf"\b{CHUNK_END.join(['2', '1', '4', '[67]', *['[0-9]'] * 6])}\b",
    ),
    "attachments": Field("names of attachments in the Allure results", r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
    "process": Field("the process of a test, in the Allure results", r"\b\d+-MainThread\b"),
    "digests": Field("digests in the manifest, of files that hold any of these", r'"[0-9a-f]{64}"'),
}
