"""What becomes of the judgements: a result and reports for each target, and one exit status for all."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from reject_contract.compare import overview
from reject_contract.reports import all_reports
from reject_contract.run.options import Options
from reject_contract.run.run import Run
from reject_contract.target.target_file import Target
from reject_contract.verdict.outcomes import SUITE_FAULT
from reject_contract.verdict.register import Register
from reject_contract.verdict.result import Counts, Evidence, Result
from reject_contract.verdict.verdict import Exit, Judgement, Scope, exit_code


@dataclass
class Conclusions:
    """Filled while the tests run, in the controlling process; `planned` in the workers as well."""

    register: Register
    options: Options
    target: Callable[[str], Target]
    results: dict[str, Result] = field(default_factory=dict)
    planned: dict[str, dict[str, set[str]]] = field(default_factory=dict)
    """The tests that were to be run, by target and requirement."""
    faults: list[str] = field(default_factory=list)
    """Where the suite had an internal error."""
    interrupted: bool = False
    in_part: set[str] = field(default_factory=set)
    """The requirements of which some test was not selected."""
    nothing_selected: bool = False
    """Whether the contract was to be judged, and no test of it was selected."""
    _counts: dict[str, Counts] = field(default_factory=dict)

    def plan(self, target: str, test: str, requirements: tuple[str, ...]) -> None:
        """Expect the judgements of a test."""
        for each in requirements:
            self.planned.setdefault(target, {}).setdefault(each, set()).add(test)

    def hear(self, report: pytest.TestReport) -> None:
        """Take in what a test says, in this process or in a worker."""
        contract = getattr(report, "contract", None)
        if contract is not None:
            result = self._result(contract["target"])
            result.judgements += [Judgement(**judgement) for judgement in contract["judgements"]]
            result.evidence += [Evidence(**evidence) for evidence in contract["evidence"]]
            result.looked_again += filter(None, [contract["before"]])
            result.reasons += [contract["reason"]] if contract["kind"] == "unjudged" else []
        if report.failed and (contract is None or contract["kind"] == SUITE_FAULT):
            self.faults.append(report.nodeid)

    def output(self, runs: Mapping[str, Run]) -> dict[str, Any]:
        """What the controlling process must be told of a process."""
        planned = {name: {each: sorted(tests) for each, tests in plan.items()} for name, plan in self.planned.items()}
        counts = {name: run.counts() for name, run in runs.items()}
        return {"counts": counts, "planned": planned, "in_part": sorted(self.in_part)}

    def take(self, output: dict[str, Any]) -> None:
        """Take over the output of a process."""
        self.in_part.update(output["in_part"])
        for name, counts in output["counts"].items():
            self._counts.setdefault(name, Counts()).add(Counts(**counts))
        for name, planned in output["planned"].items():
            for each, tests in planned.items():
                self.planned.setdefault(name, {}).setdefault(each, set()).update(tests)

    def remain(self, left: Mapping[str, int]) -> None:
        """Take over how many appointments remain on targets, after all processes have cleaned up."""
        for name, count in left.items():
            self._counts.setdefault(name, Counts()).left = count

    @contextlib.contextmanager
    def fault_of(self, what: str) -> Iterator[None]:
        """Take what breaks outside the tests for a fault of the suite, and go on."""
        try:
            yield
        except Exception as reason:
            self.faults.append(f"{what}: {type(reason).__name__}: {reason}")

    def conclude(self, root: Path, *, contract_wanted: bool) -> None:
        """Draw the conclusions on each target, and write its reports."""
        self.nothing_selected = contract_wanted and not (self.planned or self.results)
        if not (self.planned or self.results or contract_wanted):
            return
        for name in self.planned or self.results or self.options.targets:
            result = self._result(name)
            result.close(self._scope(name), self._counts.get(name, Counts()))
            if not (self.options.plan or self.nothing_selected):
                with self.fault_of(f"reports of {name}"):
                    all_reports.write(result, self.options, root, self.faults)
        if len(self.results) > 1 and not (self.options.plan or self.nothing_selected):
            with self.fault_of("the overview of all targets"):
                overview.write(self.options.reports, overview.of(self.options.reports, self.register))

    def _scope(self, target: str) -> Scope:
        """What of the contract was to be judged, and what kept it from being judged whole."""
        stopped = "the run was interrupted" * self.interrupted or "the suite had an internal error" * bool(self.faults)
        return Scope(self.planned.get(target, {}), self.in_part, self.options.requirements, stopped)

    def exit_status(self, pytests: int) -> int:
        """The exit status; sessions without a test of the contract keep pytest's."""
        if not (self.planned or self.results or self.nothing_selected):
            return pytests
        if self.interrupted:
            return Exit.INTERRUPTED
        broken = bool(self.faults) or pytests == pytest.ExitCode.INTERNAL_ERROR
        if self.options.plan and not broken:
            return Exit.CONFORMS
        results = self.results.values()
        left = sum(result.left for result in results)
        return exit_code((result.passes_as for result in results), suite_fault=broken, left=left)

    def _result(self, name: str) -> Result:
        if name not in self.results:
            self.results[name] = Result(
                self.target(name),
                self.register,
                self.options.strict,
                self.options.deviations_of(name),
                self.options.gate_of(name),
                quick=bool(self.options.quick),
            )
        return self.results[name]
