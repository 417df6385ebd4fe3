"""RESULTS.md, the picture and the table in README.md: all of them made from results.json."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench import HERE, ROOT, chart, cost_report, mutation, quick, reach, tables
from bench import results as store
from bench.peers.suite import Suite
from bench.tables import Results
from bench.verdicts import WARNED

RESULTS, PICTURE, README = HERE / "RESULTS.md", HERE / "results.svg", ROOT / "README.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"

WHAT_COUNTS = """\
Every tool was run on the same mocks: the bundled mock with one fault at a time, with one conforming variant at a time,
and as it is. Each run had a fresh mock, and requests were counted at the mock.

- **Caught**: the tool reports a failure on the faulty mock that it does not report on the conforming one. Failures are
  told apart by name; what a failure is for each tool stands below. A tool that crashed, or was stopped because its time
  was up, caught nothing.
- **False alarm**: any failure on a mock that conforms, a variant or the mock as it is.
- **Requests** and **seconds** are those of a run on the conforming mock, two runs at a time on the machine.

The catalogue of faults was written together with this suite. It is the bench's home ground: a fault that nobody here
thought of is in no column."""


def write() -> None:
    """Write everything anew; where nothing was measured yet there is nothing to write."""
    results = store.load()
    if not results:
        raise ValueError("bench/results.json is not there: nothing was measured yet")
    store.save(store.slim(results))
    RESULTS.write_text(page(results), encoding="utf-8")
    PICTURE.write_text(chart.draw(tables.bars(results)), encoding="utf-8")
    README.write_text(with_block(README.read_text(encoding="utf-8"), results), encoding="utf-8")
    print(f"written: {', '.join(str(path.relative_to(ROOT)) for path in (RESULTS, PICTURE, README))}", flush=True)


def page(results: Results) -> str:
    """The whole of RESULTS.md."""
    parts = ["# Results of the bench", "Written by `make bench` from `bench/results.json`; not by hand."]
    if results.get("tools"):
        parts += _peers(results)
    if "cost" in results:
        parts += cost_report.cost(results["cost"])
    if "stability" in results:
        parts += cost_report.stability(results["stability"])
    if "quick" in results:
        parts.append(quick.render(results["quick"]))
    if "reach" in results:
        parts += reach.render(results["reach"])
    if "mutation" in results:
        parts.append(mutation.render(results))
    if results.get("tools"):
        parts += _matrices(results)
    return "\n\n".join(part for part in parts if part) + "\n"


def _peers(results: Results) -> list[str]:
    dates = sorted({tool["date"] for tool in results["tools"].values()})
    return [
        "## This suite and what a user would pick instead",
        f"Measured {' to '.join(dict.fromkeys((dates[0], dates[-1])))}.",
        tables.headline(results),
        "![Faults caught and false alarms, tool by tool](results.svg)",
        WHAT_COUNTS,
        tables.otherwise(results),
        "### Where a peer wins",
        _wins(results),
        "### How each tool was set up",
        "\n".join(_set_up(name, tool) for name, tool in tables.ordered(results).items()),
    ]


def _set_up(name: str, tool: Mapping[str, Any]) -> str:
    return f"- **{name}** {tool['version']}, {tool['date']}. {tool['set_up']} A failure is {tool['failure']}."


def _wins(results: Results) -> str:
    lines = []
    own = tables.found_by(results).get(Suite.name, {})
    for name, faults in tables.wins(results, Suite.name).items():
        if faults:
            words = (f"`{each}`{' (it warned)' * (own[each] == WARNED)}" for each in faults)
            lines.append(f"- **{name}** caught what this suite did not: {', '.join(words)}.")
    rows = {name: tables.cheapness(results, name) for name in results["tools"]}
    mine = rows.pop(Suite.name, None)
    if mine is not None:
        fewer = [name for name, (requests, _) in rows.items() if requests < mine[0]]
        faster = [name for name, (_, seconds) in rows.items() if seconds < mine[1]]
        lines += [f"- Fewer requests than this suite: {', '.join(fewer)}."] if fewer else []
        lines += [f"- Faster than this suite: {', '.join(faster)}."] if faster else []
    return "\n".join(lines) or "Nowhere, in what was measured."


def _matrices(results: Results) -> list[str]:
    return [
        "## Fault by fault",
        "● caught, · missed, w only warned of, b the tool broke, t time-out; empty: not run.",
        tables.matrix(results, faults=True),
        "## Variant by variant",
        "✗ false alarm, · clean, b the tool broke, t time-out; empty: not run.",
        tables.matrix(results, faults=False),
    ]


def with_block(readme: str, results: Results) -> str:
    """README.md with its block rewritten."""
    if BEGIN not in readme or END not in readme:
        raise ValueError(f"README.md has lost its marks {BEGIN} and {END}")
    before, _, rest = readme.partition(BEGIN)
    return before + block(results) + rest.partition(END)[2]


def block(results: Results) -> str:
    """The block of README.md, marks included."""
    lines = [tables.headline(results)] if results.get("tools") else []
    if "cost" in results:
        lines.append(cost_report.sentence(results["cost"]))
    return "\n\n".join([BEGIN, *lines, END])
