"""What RESULTS.md says of cost and stability."""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from typing import Any

from bench.cost import SLOW
from bench.tables import table

Figures = Mapping[str, Any]
TARGET_RATIO, TARGET_FIRST = 5.0, 2.0
"""What the project wants: at most so many times the floor, and so many seconds to the first request."""


PARTS = {
    "start-up": ("start-up", "Python, pytest, Schemathesis, Hypothesis and Allure are imported"),
    "collection": ("collection", "the fragment is loaded, and Schemathesis lists its cases for it"),
    "requests and answers": ("tests: requests and answers", "the same work as the floor's, the mock's share included"),
    "raw connections": ("tests: raw connections", "what follows an answer must be waited for to be seen"),
    "rest of the tests": ("tests: everything else", "cases are drawn, answers judged, exchanges kept for the report"),
    "clean-up and reports": ("clean-up and reports", "what was made is deleted; Node draws the HTML"),
    "leaving": ("leaving", "the process ends"),
    "whole run": ("the whole run", ""),
}
"""The parts of a run as phases.py names them: in words, and why each is left."""


def cost(found: Figures) -> list[str]:
    """The chapter on cost."""
    return [
        "## Cost",
        sentence(found),
        _rounds(found["floor"]),
        _floor_words(found["floor"]),
        "### Where the time goes",
        _phases(found["phases"]),
        _profile(found["profile"]),
        "### How it grows",
        _growth(found["growth"]),
        _what_is_left(found),
    ]


def sentence(found: Figures) -> str:
    """The ratio in a sentence."""
    floor = found["floor"]
    first = statistics.median(floor["rounds"]["first request"])
    return (
        f"A full run takes {floor['ratio']:.1f} times as long as a bare loop over one `requests.Session` needs for the"
        f" same {floor['requests']} requests ({floor['ratio without HTML']:.1f} times without the HTML report;"
        f" wanted: at most {TARGET_RATIO:.0f}), and sends its first request after {first:.1f} s"
        f" (wanted: {TARGET_FIRST:.0f}). Measured {floor['date']} on {floor['cores']} cores with Python"
        f" {floor['python']}."
    )


def _rounds(floor: Figures) -> str:
    rows = [
        [name, f"{statistics.median(values):.2f}", f"{min(values):.2f}", f"{max(values):.2f}", len(values)]
        for name, values in floor["rounds"].items()
    ]
    return table(["seconds", "median", "least", "most", "rounds"], rows, numbers=4)


def _floor_words(floor: Figures) -> str:
    return (
        f"Suite and loop took turns, each in a process of its own and on a fresh mock. Of the {floor['requests']}"
        f" requests, {floor['raw']} were sent on raw connections by the suite and as plain equivalents by the loop;"
        f" {floor['unreadable']} more that are no proper HTTP were left out. {floor['same status']} of the loop's"
        " answers had the status that the suite was given, so it did the same work. The loop's own start is not in its"
        " time; the suite's start, collection and reports are in the suite's."
    )


def _phases(phases: Figures) -> str:
    inside = ("requests and answers", "raw connections")
    rest = phases["tests"] - sum(phases[name] for name in inside)
    named = sum(phases[name] for name in ("start-up", "collection", "tests", "clean-up and reports"))
    own = {**phases, "rest of the tests": rest, "leaving": max(phases["whole run"] - named, 0.0)}
    rows = [[words, f"{own[name]:.2f}", why] for name, (words, why) in PARTS.items()]
    return table(["part of a full run", "seconds", "why it is there"], rows)


def _profile(profile: Figures) -> str:
    rows = [[name, f"{share:.1f}"] for name, share in profile.items()]
    words = "Time in Python of a run without the HTML report, by package, as cProfile counts it:"
    return words + "\n\n" + table(["package", "%"], rows, numbers=1)


def _growth(growth: Figures) -> str:
    runs = growth["runs"]
    rows = [
        [each["name"], each["requests"], f"{each['seconds']:.1f}", f"{each['seconds'] / runs[0]['seconds']:.1f}",
         " + ".join(map(str, each["megabytes"]))]
        for each in runs
    ]  # fmt: skip
    header = ["run without HTML", "requests", "seconds", "times the default", "MB at the peak, by process"]
    words = (
        f"Measured {growth['date']}, on mocks that all run in one other process. They answer at once, so that `-n` can"
        " gain nothing here: each process of its own costs a start, and the mocks need a core as well. It is meant for"
        f" servers that take their time, such as the slow ones below, which take {1000 * SLOW:.0f} ms for each answer."
    )
    return words + "\n\n" + table(header, rows, numbers=4)


def _what_is_left(found: Figures) -> str:
    """What keeps a run above the floor, from the figures alone."""
    phases, floor = found["phases"], found["floor"]
    whole = phases["whole run"]
    shares = {
        "start-up and collection": phases["start-up"] + phases["collection"],
        "requests and answers": phases["requests and answers"] + phases["raw connections"],
        "making cases, judging and recording": phases["tests"]
        - phases["requests and answers"] - phases["raw connections"],
        "clean-up and reports": phases["clean-up and reports"],
    }  # fmt: skip
    listed = ", ".join(
        f"{name} {100 * value / whole:.0f} %" for name, value in sorted(shares.items(), key=lambda each: -each[1])
    )
    met = "is met" if floor["ratio"] <= TARGET_RATIO else "is not met"
    return f"The wanted ratio {met}. What a run consists of: {listed}."


def stability(found: Figures) -> list[str]:
    """The chapter on stability."""
    verdicts = ", ".join(f"{count} {name}" for name, count in sorted(found["verdicts"].items()))
    least, most = found["requests"]
    lines = [
        "## Stability",
        f"{found['runs']} runs on the conforming mocks, onsite and online together, each with a seed of its own for the"
        f" requests and for the order of the tests; {found['on one process']} on one process, the others with `-n 2`."
        f" Verdicts: {verdicts}. A target got {least} to {most} requests. Measured {found['date']}.",
    ]
    if not found["odd"]:
        return [*lines, "Nothing but `conforms`, and not one warning."]
    odd = [
        f"- seed {each['seed']}, {each['processes'] or 1} process(es), exit code {each['exit code']}: {each['odd']}"
        for each in found["odd"]
    ]
    return [*lines, "Not as it should be:", "\n".join(odd)]
