"""`python -m bench`, behind `make bench`: measure all parts, or some, and write the report."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from bench import contest, cost, mutation, quick, reach, report, stability
from bench.contest import Choice

Part = Callable[[argparse.Namespace], None]


def _peers(arguments: argparse.Namespace) -> None:
    contest.run(Choice(arguments.only, arguments.mock, arguments.sample, arguments.missing, arguments.jobs))


def _cost(arguments: argparse.Namespace) -> None:
    cost.run(arguments.rounds, arguments.targets)


def _stability(arguments: argparse.Namespace) -> None:
    stability.run(arguments.count)


def _quick(arguments: argparse.Namespace) -> None:
    quick.run(choose=arguments.choose)


def _mutation(_: argparse.Namespace) -> None:
    if mutation.main():
        raise ValueError("mutation testing: what it told above must not stay so")


def _coverage(_: argparse.Namespace) -> None:
    reach.run()


def _report(_: argparse.Namespace) -> None:
    report.write()


PARTS: dict[str, Part] = {
    "peers": _peers,
    "cost": _cost,  # alone, since whatever runs beside it would be measured too
    "stability": _stability,
    "quick": _quick,
    "coverage": _coverage,
    "mutation": _mutation,
    "report": _report,
}
"""The parts in the order in which they run; each keeps its results in results.json."""


def main(words: list[str] | None = None) -> int:
    """Run the parts that are named, or all; the report is always written."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all without one")
    peers = parser.add_argument_group("peers")
    peers.add_argument("--only", action="append", default=[], metavar="TOOL", help="a word of the tool's name")
    peers.add_argument("--mock", action="append", default=[], metavar="NAME", help="a fault or a variant")
    peers.add_argument("--sample", type=int, default=0, metavar="N", help="so many faults and so many variants")
    peers.add_argument("--missing", action="store_true", help="only what results.json has not got yet")
    peers.add_argument("--jobs", type=int, default=2, metavar="N", help="runs at a time (default: %(default)s)")
    rest = parser.add_argument_group("cost, stability and quick")
    rest.add_argument("--rounds", type=int, default=5, metavar="N", help="rounds of suite and floor")
    rest.add_argument("--targets", type=int, default=50, metavar="N", help="the most mocks in one run")
    rest.add_argument("--count", type=int, default=40, metavar="N", help="runs on the conforming mock")
    rest.add_argument("--choose", action="store_true", help="choose the tests of --quick anew, for the part quick")
    arguments = parser.parse_args(words)
    # What is said of the peers alone is meant for them.
    picked = arguments.parts or (["peers"] if arguments.only or arguments.mock or arguments.sample else list(PARTS))
    unknown = [name for name in picked if name not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    try:
        for name in dict.fromkeys([*picked, "report"]):
            PARTS[name](arguments)
    except ValueError as reason:
        parser.error(str(reason))
    return 0


if __name__ == "__main__":
    sys.exit(main())
