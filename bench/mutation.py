"""Mutation testing of the code that decides: a unit test should notice each small change of it.

mutmut changes one thing at a time in the modules that pyproject.toml names, and runs the tests that reach it. Each
mutant that no test kills stands in mutation-survivors.yaml with the reason why none should.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal, get_args

import click
import yaml

ROOT = Path(__file__).resolve().parents[1]
REASONS = ROOT / "bench" / "mutation-survivors.yaml"
RESULTS = ROOT / "bench" / "results.json"
MUTANTS = ROOT / "mutants"
"""Where mutmut works; made anew by each run."""
LEAST_KILLED = 0.85
PROCESSES = 2
SECONDS_BETWEEN_PROGRESS = 20
MUTMUT = str(Path(sys.executable).with_name("mutmut"))

Fate = Literal["killed", "survived", "timeout", "crashed"]
FATES: tuple[Fate, ...] = get_args(Fate)
FATE_BY_EXIT_CODE: dict[int | None, Fate] = {
    1: "killed",  # some test failed
    0: "survived",
    33: "survived",  # no test reaches it
    24: "timeout",
    -24: "timeout",
    36: "timeout",
}
"""What mutmut notes for a mutant, mostly the exit code of pytest; any other is a run that broke, and kills nothing."""


@dataclass(frozen=True, order=True)
class Change:
    """What makes a mutant: one function (`module.function`), the lines that it lost, and those that it got."""

    function: str
    was: str
    becomes: str


Reasons = Mapping[Change, str]


def module_and_function(mutant: str) -> tuple[str, str]:
    """The place of a mutant, from the name that mutmut gives it."""
    module, _, function = mutant.rpartition("__mutmut_")[0].rpartition(".")
    return module.rpartition(".")[2], function.removeprefix("xǁ").removeprefix("x_").replace("ǁ", ".")


def change(mutant: str, shown: str) -> Change:
    """The change of a mutant, from the diff that `mutmut show` prints."""
    lines = [line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    was, becomes = ("\n".join(line[1:].strip() for line in lines if line[0] == sign) for sign in "-+")
    return Change(".".join(module_and_function(mutant)), was, becomes)


def read_reasons(path: Path) -> dict[Change, str]:
    """The reviewed survivors with their reasons; one reason may explain several changes of the same lines."""
    found = {}
    for entry in yaml.safe_load(path.read_text(encoding="utf-8")) or ():
        for becomes in entry["becomes"]:
            found[Change(entry["in"], entry["was"], becomes)] = entry["reason"].strip()
    return found


def fates(folder: Path) -> dict[str, Fate]:
    """The fate of each mutant by its name, from what mutmut left in its folder."""
    found: dict[str, Fate] = {}
    for path in sorted(folder.rglob("*.py.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        found |= {mutant: FATE_BY_EXIT_CODE.get(code, "crashed") for mutant, code in codes.items()}
    return found


def figures(found: Mapping[str, Fate], survivors: Iterable[tuple[Change, Fate]], reasons: Reasons) -> dict[str, Any]:
    """The figures as results.json has them: by module, and each mutant that was not killed with its reason or None."""
    modules: dict[str, list[Fate]] = {}
    for mutant, fate in found.items():
        modules.setdefault(module_and_function(mutant)[0], []).append(fate)
    return {
        **_counts(found.values()),
        "modules": {name: _counts(modules[name]) for name in sorted(modules)},
        "survivors": [
            {"in": each.function, "was": each.was, "becomes": each.becomes, "fate": fate, "reason": reasons.get(each)}
            for each, fate in sorted(survivors)
        ],
    }


def _counts(found: Collection[Fate]) -> dict[str, int]:
    return {"mutants": len(found), **{fate: sum(each == fate for each in found) for fate in FATES}}


def problems(found: Mapping[str, Any], reasons: Reasons) -> list[str]:
    """What must not stay so: too few killed, survivors that nobody has explained, reasons without a survivor."""
    told = []
    if found["killed"] < LEAST_KILLED * found["mutants"] or not found["mutants"]:
        told.append(f"{found['killed']} of {found['mutants']} mutants are killed; {LEAST_KILLED:.0%} must be")
    alive = {Change(each["in"], each["was"], each["becomes"]) for each in found["survivors"]}
    for each in sorted(alive | set(reasons)):
        if each not in alive:
            told.append(f"this no longer survives; take it out of {REASONS.name}:\n{_entry(each)}")
        elif not reasons.get(each):
            told.append(f"no reason is given why this survives; kill it, or explain it:\n{_entry(each)}")
    return told


def merge(path: Path, found: Mapping[str, Any]) -> None:
    """Put the figures into results.json, beside those of the other parts."""
    results = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    results["mutation"] = found
    path.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def table(found: Mapping[str, Any]) -> str:
    """Mutants by module as a Markdown table."""
    lines = ["| module | mutants | killed | survived | timed out | crashed | share killed |", f"|---|{'---:|' * 6}"]
    for name, counts in [*((f"`{name}`", each) for name, each in found["modules"].items()), ("all", found)]:
        cells = [counts[kind] for kind in ("mutants", *FATES)]
        share = f"{counts['killed'] / counts['mutants']:.1%}" if counts["mutants"] else "-"
        lines.append(f"| {name} | {' | '.join(map(str, cells))} | {share} |")
    return "\n".join(lines)


def render(results: Mapping[str, Any]) -> str:
    """The section of RESULTS.md, from all of results.json."""
    found = results["mutation"]
    explained: dict[tuple[str, str, str], list[str]] = {}
    for each in found["survivors"]:
        key = (each["in"], each["was"], each["reason"] or "no reason is given yet")
        explained.setdefault(key, []).append(each["becomes"])
    share = found["killed"] / found["mutants"]
    lines = [
        "## Mutation testing of the deciding code",
        "",
        f"{found['tool']} made {found['mutants']} small changes in the modules that decide, one at a time; the unit",
        f"tests of `selftests/` noticed {found['killed']} of them, {share:.1%} ({found['date']}, in"
        f" {found['seconds']:.0f} s on {PROCESSES} processes).",
        "A mutant counts as killed only where a test fails: one that runs out of time or breaks pytest is not killed.",
        "Changed are functions, but for properties; constants of a module, regular expressions among them, are not.",
        "",
        table(found),
        "",
        "### Mutants that survive, and why",
        "",
    ]
    for (function, was, reason), becomes in explained.items():
        lines += [f"- `{function}`: {reason}", "", "  ```diff"]
        lines += [f"  -{line}" for line in was.splitlines()]
        lines += [f"  +{line}" for each in becomes for line in each.splitlines()]
        lines += ["  ```", ""]
    return "\n".join(lines).rstrip() + "\n"


def main() -> int:
    """Run all mutants from the beginning, write the figures down, and tell what must not stay so; 0 for nothing."""
    reasons = read_reasons(REASONS)
    begin = time.monotonic()
    _run_all()
    seconds = round(time.monotonic() - begin, 1)
    found = fates(MUTANTS)
    survivors = [(change(mutant, _mutmut("show", mutant)), fate) for mutant, fate in found.items() if fate != "killed"]
    measured = {"date": date.today().isoformat(), "tool": f"mutmut {version('mutmut')}", "seconds": seconds}
    measured |= figures(found, survivors, reasons)
    merge(RESULTS, measured)
    click.echo(table(measured))
    told = problems(measured, reasons)
    for each in told:
        click.echo(f"\n{each}", err=True)
    return 1 if told else 0


def _run_all() -> None:
    """Run mutmut, with a line of progress now and then."""
    if not Path(MUTMUT).exists():
        raise click.ClickException("mutmut is not installed here; it runs on Linux and macOS, and on Windows in WSL")
    shutil.rmtree(MUTANTS, ignore_errors=True)
    output, told = "", time.monotonic()
    command = [MUTMUT, "run", "--max-children", str(PROCESSES)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        for line in process.stdout or ():  # a carriage return ends a line as well
            output += line
            if (done := re.search(r"(\d+)/(\d+) ", line)) and time.monotonic() - told > SECONDS_BETWEEN_PROGRESS:
                told = time.monotonic()
                click.echo(f"{done[1]} of {done[2]} mutants")
    if process.returncode:
        raise click.ClickException(f"mutmut ended with {process.returncode}:\n{output[-4000:]}")


def _mutmut(*arguments: str) -> str:
    """What mutmut prints."""
    return subprocess.run([MUTMUT, *arguments], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _entry(each: Change) -> str:
    """A change as mutation-survivors.yaml has it."""
    content = [{"in": each.function, "was": each.was, "becomes": [each.becomes], "reason": ""}]
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000).rstrip()


if __name__ == "__main__":
    try:
        sys.exit(main())
    except click.ClickException as fault:
        sys.exit(f"Error: {fault.format_message()}")
    except KeyboardInterrupt:
        sys.exit("stopped; nothing is written down")
