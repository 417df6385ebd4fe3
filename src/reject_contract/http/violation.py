"""Why a requirement is not satisfied: a violation, or what kept it from being judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reject_contract.http.exchange import Exchange


class Unjudged(Exception):
    """A requirement should have been judged and could not be; nothing is said against the server."""


class TargetGone(Unjudged):
    """The target no longer answers, so nothing more can be judged on it."""


class BudgetSpent(TargetGone):
    """The target would still answer, but the run may not ask any more."""

    def __init__(self, limit: str, value: float) -> None:
        super().__init__(
            f"the budget is spent: limits.{limit} of the target file is {value:g};"
            " the rest is not judged (--plan tells what a run needs)"
        )


class StageFailed(Unjudged):
    """The neighbouring operations did not set the stage, so there is nothing to reject."""


SOMETIMES = "sometimes "
"""Begins the aspect of what fails now and then, and not every time."""


class Violation(AssertionError):
    """The server broke a requirement.

    `aspect` says in one word how (`status`, `effect`, `crash`, ...): requirements that rest on one
    another are told apart by it. `requirement` is set where the broken requirement is not the one
    that the test is about.
    """

    def __init__(
        self,
        expected: str,
        actual: str,
        *,
        aspect: str,
        exchange: Exchange | None = None,
        requirement: str | None = None,
    ) -> None:
        super().__init__(f"expected {expected}; actual: {actual}")
        self.expected = expected
        self.actual = actual
        self.aspect = aspect
        self.exchange = exchange
        self.requirement = requirement


class Omitted(Exception):
    """The target declares that it has not got what a requirement needs."""
