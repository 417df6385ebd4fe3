"""Runs a test again where a gateway answered in place of the server: what came by chance says nothing of either."""

from __future__ import annotations

import pytest
from _pytest.runner import runtestprotocol

from reject_contract.plugin.case_result import CASE_RESULT

LOOKS = 2
"""How often a test is run again at most: one of hundreds of requests may meet a gateway twice."""
MOST_IN_VAIN = 3
"""Looks in a row that a gateway answers too, before there is none any more."""


class SecondLook:
    """Runs the tests."""

    def __init__(self) -> None:
        self._in_vain = 0

    def run(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """Run a test, and tell the reports of its last run alone."""
        reports = runtestprotocol(item, log=False, nextitem=nextitem)
        for _ in range(LOOKS if self._in_vain < MOST_IN_VAIN else 0):
            if _met_a_gateway(item):
                _forget_fixtures_that_failed(item)
                reports = runtestprotocol(item, log=False, nextitem=nextitem)
                self._in_vain = self._in_vain + 1 if _met_a_gateway(item) else 0
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)


def _met_a_gateway(item: pytest.Item) -> bool:
    """Whether the test came to nothing good, and an answer of a gateway was among those that it got."""
    case_result = item.stash.get(CASE_RESULT, None)
    return case_result is not None and bool(case_result.gateway_answer)


def _forget_fixtures_that_failed(item: pytest.Item) -> None:
    """Let those of the whole session be made anew as well; pytest keeps how they failed."""
    names = item._fixtureinfo.name2fixturedefs if isinstance(item, pytest.Function) else {}
    for fixture in (each for definitions in names.values() for each in definitions):
        if fixture.cached_result and fixture.cached_result[2]:
            fixture.cached_result = None
