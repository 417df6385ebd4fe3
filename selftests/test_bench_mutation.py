"""Mutation testing: what counts as killed, and what is told of mutants that survive."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bench import mutation
from bench.mutation import Change, Fate
from harness import ROOT

ALLOWS = Change("judge.allows", 'header("Allow")', 'header("allow")')
CLEAN = Change("judge.clean", "status < 400", "status <= 400")
DIFF = """# reject_contract.reject.judge.x_allows__mutmut_6: survived
--- src/reject_contract/judge.py
+++ src/reject_contract/judge.py
@@ -1,4 +1,4 @@
 def allows(exchange: Exchange, method: str) -> None:
-    first = 1,
-        2
+    first = 1
     rest
"""


def measured(killed: int = 98, *survivors: tuple[Change, Fate], **reasons: str) -> dict[str, Any]:
    """Figures of one module with some mutants killed, and some not."""
    fates: dict[str, Fate] = {
        f"reject_contract.reject.judge.x_allows__mutmut_{number}": "killed" for number in range(killed)
    }
    fates |= {
        f"reject_contract.reject.judge.x_clean__mutmut_{number}": fate for number, (_, fate) in enumerate(survivors)
    }
    given = {each: reasons[each.function.split(".")[1]] for each, _ in survivors if each.function[6:] in reasons}
    return mutation.figures(fates, survivors, given)


@pytest.mark.parametrize(
    ("mutant", "place"),
    [
        ("reject_contract.reject.judge.x_clean__mutmut_3", ("judge", "clean")),
        ("reject_contract.reject.judge.x__present__mutmut_12", ("judge", "_present")),
        ("reject_contract.plugin.case_result.xǁCaseResultǁ_all__mutmut_1", ("case_result", "CaseResult._all")),
    ],
    ids=["function", "private", "method"],
)
def test_place_of_a_mutant_is_read_from_its_name(mutant: str, place: tuple[str, str]) -> None:
    """Module and function, as a person writes them."""
    assert mutation.module_and_function(mutant) == place


def test_change_is_known_by_its_lines() -> None:
    """Numbers of mutants shift with every edit; the lines that are changed do not."""
    change = mutation.change("reject_contract.reject.judge.x_allows__mutmut_6", DIFF)
    assert change == Change("judge.allows", "first = 1,\n2", "first = 1")


@pytest.mark.parametrize(
    ("code", "fate"),
    [(1, "killed"), (0, "survived"), (33, "survived"), (3, "crashed"), (2, "crashed"), (-11, "crashed"),
     (None, "crashed"), (36, "timeout"), (-24, "timeout")],
)  # fmt: skip
def test_only_a_failing_test_kills(tmp_path: Path, code: int | None, fate: Fate) -> None:
    """A mutant that breaks pytest or runs out of time is not noticed by a test, and one without a test survives."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "judge.py.meta").write_text(json.dumps({"exit_code_by_key": {"one": code}}), encoding="utf-8")
    assert mutation.fates(tmp_path) == {"one": fate}


def test_figures_add_up() -> None:
    """Each mutant counts once, in its module and in all."""
    found = measured(3, (ALLOWS, "survived"), (CLEAN, "timeout"), allows="the same")
    counts = {"mutants": 5, "killed": 3, "survived": 1, "timeout": 1, "crashed": 0}
    assert found["modules"] == {"judge": counts}
    assert {name: found[name] for name in counts} == counts
    assert [(each["in"], each["fate"], each["reason"]) for each in found["survivors"]] == [
        ("judge.allows", "survived", "the same"),
        ("judge.clean", "timeout", None),
    ]


def test_explained_survivor_is_no_problem() -> None:
    """Nothing is told where enough is killed and the rest has a reason."""
    reasons = {ALLOWS: "the same"}
    assert mutation.problems(measured(98, (ALLOWS, "survived")), reasons) == []


@pytest.mark.parametrize("fate", ["survived", "timeout", "crashed"])
@pytest.mark.parametrize("reasons", [{}, {ALLOWS: ""}], ids=["no-entry", "empty-reason"])
def test_survivor_without_a_reason_is_told_as_it_is_to_be_listed(fate: Fate, reasons: mutation.Reasons) -> None:
    """Whatever is not killed needs a reason; the entry can be taken over and filled in."""
    (told,) = mutation.problems(measured(98, (ALLOWS, fate)), reasons)
    first, _, entry = told.partition("\n")
    assert first == "no reason is given why this survives; kill it, or explain it:"
    assert yaml.safe_load(entry) == [
        {"in": ALLOWS.function, "was": ALLOWS.was, "becomes": [ALLOWS.becomes], "reason": ""}
    ]


def test_reason_without_a_survivor_is_told() -> None:
    """A list that nobody tidies up would hide the next survivor of the same lines."""
    (told,) = mutation.problems(measured(98), {ALLOWS: "the same"})
    assert told.startswith("this no longer survives; take it out of mutation-survivors.yaml:\n- in: judge.allows\n")


@pytest.mark.parametrize(
    ("killed", "survive", "enough"), [(17, 3, True), (16, 3, False), (0, 0, False)], ids=["85", "84", "none-made"]
)
def test_too_few_killed_is_told(killed: int, survive: int, enough: bool) -> None:
    """At least 85 % must be killed, and a run without mutants proves nothing."""
    survivors = [Change("judge.allows", "x", str(number)) for number in range(survive)]
    found = measured(killed, *((each, "survived") for each in survivors))
    told = mutation.problems(found, dict.fromkeys(survivors, "the same"))
    assert told == ([] if enough else [f"{killed} of {killed + survive} mutants are killed; 85% must be"])


def test_figures_stand_beside_those_of_other_parts(tmp_path: Path) -> None:
    """results.json is made where it is missing, and keeps what others have measured."""
    path = tmp_path / "results.json"
    mutation.merge(path, {"mutants": 1})
    path.write_text(json.dumps({"time": 1, **json.loads(path.read_text(encoding="utf-8"))}), encoding="utf-8")
    mutation.merge(path, {"mutants": 2})
    assert json.loads(path.read_text(encoding="utf-8")) == {"time": 1, "mutation": {"mutants": 2}}


def test_section_shows_each_module_and_each_survivor_with_its_reason() -> None:
    """A reader sees how much is killed and why the rest is not; several changes of the same lines stand together."""
    other = Change(ALLOWS.function, ALLOWS.was, 'header("ALLOW")')
    survivors: list[tuple[Change, Fate]] = [(ALLOWS, "survived"), (other, "survived"), (CLEAN, "survived")]
    found = {**measured(97, *survivors, allows="the same"), "date": "2030-01-01", "tool": "mutmut 1", "seconds": 60.4}
    section = mutation.render({"mutation": found})
    assert section.startswith("## Mutation testing of the deciding code\n\nmutmut 1 made 100 small changes")
    assert "| `judge` | 100 | 97 | 3 | 0 | 0 | 97.0% |\n| all | 100 | 97 | 3 | 0 | 0 | 97.0% |" in section
    changes = '  -header("Allow")\n  +header("ALLOW")\n  +header("allow")\n'
    assert f"- `judge.allows`: the same\n\n  ```diff\n{changes}  ```\n" in section
    assert "- `judge.clean`: no reason is given yet\n" in section


def test_reviewed_survivors_are_of_the_present_code() -> None:
    """Each entry has a reason, and its lines stand in its function as it is now."""
    reasons = mutation.read_reasons(mutation.REASONS)
    assert all(reasons.values())
    for each in reasons:
        module, *path = each.function.split(".")
        (path_of_module,) = (ROOT / "src" / "reject_contract").glob(f"*/{module}.py")
        source = path_of_module.read_text(encoding="utf-8")
        found: ast.AST = ast.parse(source)
        for name in path:
            found = next(inner for inner in ast.walk(found) if getattr(inner, "name", "") == name)
        segment = ast.get_source_segment(source, found) or ""
        assert all(line in segment for line in each.was.splitlines()), each
