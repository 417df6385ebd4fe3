"""Judges combinations: where one fails, finds the smallest set of values that fails."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from reject_contract.http.exchange import Exchange
from reject_contract.http.reading import TIMEOUT
from reject_contract.http.violation import BudgetSpent, Omitted, Unjudged
from reject_contract.reject import bodies, combinations, messages, oracle, xml_shapes
from reject_contract.reject.client import RejectClient
from reject_contract.reject.combinations import Combination
from reject_contract.reject.oracle import Problem, Scene
from reject_contract.reject.scenes import Scenes
from reject_contract.stage.stage import Stage

RECOMMENDED = "RJ-COMBINE-6"
MOST = (60, 25)
"""The requests and writes that a combination may need, from its invitations to their deletion."""


@dataclass(frozen=True)
class Failure:
    """A combination that failed, how, and on which exchange."""

    combination: Combination
    problem: Problem
    exchange: Exchange


@dataclass
class Combined(ABC):
    """Combinations of one sort on one target."""

    claims: ClassVar[dict[str, str]]
    """The requirement that each claim of a problem breaks."""
    clients: dict[str, RejectClient]
    stage: Stage
    scenes: Scenes
    has: frozenset[str]
    """Capabilities of the target that values depend on."""
    _shape_of_xml: list[bodies.Shape | None] = field(default_factory=list)
    """The shape of XML that works; empty until one was tried."""
    _unsteady: frozenset[str] | None = None
    _smallest: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """The smallest failing sets that were found, by claim: what holds one of them needs no search."""

    @abstractmethod
    def _try(self, combination: Combination, *, fresh: bool = False) -> Failure | None:
        """Set the scene, send, compare; None where all is as it should be."""

    def _room(self) -> None:
        """`Omitted` where the limits leave no room for another combination."""
        if not self.stage.budget.has(*MOST):
            raise Omitted("limits.requests and limits.writes of the target file leave no room for all combinations")

    @property
    def invitee(self) -> RejectClient:
        """The invitee's client."""
        return self.clients["invitee"]

    def _client(self, combination: Combination, role: str = "invitee") -> RejectClient:
        client, kind = self.clients[role], combination["credential"]
        return client.using(kind) if kind in client.target.allowed(client.account) else client

    def _tell(self, failure: Failure, smallest: dict[str, str]) -> None:
        problem = failure.problem
        if not smallest:
            raise Unjudged(f"already the plainest one fails (expected {problem.expected}; actual: {problem.actual})")
        names = " with ".join(combinations.of(smallest, failure.combination.table).unusual.values())
        lenient = problem.claim == "answer" and problem.aspect != "crash"  # what is carried out is so in full
        should = lenient and any(failure.combination.value(name).level == "should" for name in smallest)
        claim = RECOMMENDED if should else self.claims[problem.claim]
        if len(smallest) == 1 and not (problem.claim == "reason" and "media" in smallest):  # what it says is in letters
            claim = next(failure.combination.value(name).about for name in smallest) or claim
        failure.exchange.note(claim, problem.aspect, f"{problem.expected}, also for {names}", problem.actual)

    def _had(self, combination: Combination) -> Combination:
        """The combination on this target: what it has not got is taken back to the default."""
        lacking = [
            name for name in combination.unusual if (need := combination.value(name).needs) and need not in self.has
        ]
        if not self.invitee.transport.route.direct:
            lacking += messages.RAW
        return combination.without(lacking)

    def _shape(self, combination: Combination) -> bodies.Shape | None:
        """The shape that this server wants in XML, found out once; None where none that was tried is understood."""
        if combination["media"] not in ("xml", "text-xml"):
            return bodies.PLAIN
        if not self._shape_of_xml:
            shape, _ = xml_shapes.understood(self.stage.new_invitation(), "application/xml")
            self._shape_of_xml = [shape]
        return self._shape_of_xml[0]

    def _unsteady_members(self, scene: Scene) -> frozenset[str]:
        if self._unsteady is None:
            found = [self.scenes.before(scene), *(oracle.take(self.stage, scene) for _ in range(2))]
            self._unsteady = oracle.unsteady(*found[:2]) | oracle.unsteady(*found[1:])
        return self._unsteady

    def _search(self, failure: Failure) -> dict[str, str]:
        """The smallest set of unusual values that was seen to fail in the same way."""
        claim = failure.problem.claim
        unusual, table = failure.combination.unusual, failure.combination.table
        if failure.exchange.problem.startswith(TIMEOUT):
            return unusual  # a target may not leave many requests unanswered, and each takes as long as one may
        for known in self._smallest.setdefault(claim, []):
            if known.items() <= unusual.items():
                return known
        try:
            smallest = smallest_failing(unusual, lambda some: self._fails(combinations.of(some, table), claim))
        except BudgetSpent:
            raise Unjudged("a combination failed, and the budget did not suffice to find out by which values") from None
        self._smallest[claim].append(smallest)
        return smallest

    def _fails(self, combination: Combination, claim: str) -> bool:
        if not combination.possible:
            return False
        failure = self._try(combination, fresh=True)
        return failure is not None and failure.problem.claim == claim


def smallest_failing(unusual: dict[str, str], fails: Callable[[dict[str, str]], bool]) -> dict[str, str]:
    """Take values back, half of them at first and then one by one, for as long as what is left still fails."""
    if not fails(unusual):
        return unusual  # it failed once, and not again: all that is known is the whole
    left, size = dict(unusual), max(1, len(unusual) // 2)
    while True:
        names: Sequence[str] = list(left)
        for at in range(0, len(names), size):
            fewer = {name: left[name] for name in left if name not in names[at : at + size]}
            if len(fewer) < len(left) and fails(fewer):
                left = fewer
        if size == 1:
            return left
        size = max(1, size // 2)
