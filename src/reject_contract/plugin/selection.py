"""Which requirements a selection of tests judges only in part, whichever option or plugin made the selection."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from reject_contract.errors import UsageFault
from reject_contract.plugin.test_items import requirements_of, telling
from reject_contract.run.options import Options

EXPRESSIONS = {"-k": "keyword", "-m": "markexpr"}
"""Options of pytest that choose tests."""
REQUIREMENT = re.compile(r"[A-Z]{2}-[A-Z]+-\d+")


def check(config: pytest.Config) -> None:
    """A `UsageFault` where a choice cannot be read; pytest says so late, once an earlier report is taken away."""
    for option, name in EXPRESSIONS.items():
        try:
            Expression.compile(config.getoption(name, default="") or "any")
        except SyntaxError as fault:
            raise UsageFault(f"{option} {fault.text}: column {fault.offset}: {fault.msg}") from None


def judged_in_part(
    collected: Sequence[pytest.Item], kept: Sequence[pytest.Item], options: Options, config: pytest.Config, tests: Path
) -> set[str]:
    """The requirements of which some test was left out.

    `collected` is what pytest found, `kept` what is run; what pytest was not asked to collect is read from the
    files themselves, below the folder `tests`. What a quick run has no use for is not missed.
    """
    dropped = set(telling(collected, options)).difference(kept)
    found = {each for item in dropped for each in requirements_of(item)}
    if config.getoption("lf", default=False) or any("[" in arg for arg in config.args):
        found |= {each for item in kept for each in requirements_of(item)}
    names = {(item.path, getattr(item, "originalname", item.name)) for item in collected}
    for path in sorted(tests.glob("test_*.py")):
        for function, requirements in _functions(path):
            if (path, function) not in names:
                found |= requirements
    return found


def _functions(path: Path) -> Iterator[tuple[str, set[str]]]:
    """The test functions of a file, with the requirements that their decorators name, also through a constant."""
    text = path.read_text(encoding="utf-8")
    constants: dict[str, set[str]] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            constants[ast.unparse(target)] = set(REQUIREMENT.findall(ast.unparse(node)))
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            decorators = " ".join(ast.unparse(each) for each in node.decorator_list)
            used = [constants.get(name, set()) for name in re.findall(r"\w+", decorators)]
            yield node.name, set(REQUIREMENT.findall(decorators)).union(*used)
