"""Sends combinations and judges them; where one fails, finds the smallest set of values that fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from reject_contract.http.exchange import Exchange
from reject_contract.http.violation import BudgetSpent, Unjudged
from reject_contract.reject import bodies, combinations, judge, messages, oracle, xml_shapes
from reject_contract.reject.client import RejectClient
from reject_contract.reject.combinations import Combination
from reject_contract.reject.oracle import Model, Problem, Scene
from reject_contract.reject.scenes import Scenes
from reject_contract.stage.stage import Stage

NO_CONTENT = 204
OLD_HTTP = 10
REDIRECTS = (301, 302, 307, 308)
CLAIMS = {
    "answer": "RJ-COMBINE-1", "effect": "RJ-COMBINE-2", "reason": "RJ-COMBINE-3", "others": "RJ-COMBINE-4",
    "counter": "RJ-COMBINE-5", "later-reasons": "RJ-COMBINE-6",
}  # fmt: skip
RECOMMENDED = "RJ-COMBINE-6"


@dataclass(frozen=True)
class Failure:
    """A combination that failed, how, and on which exchange."""

    combination: Combination
    problem: Problem
    exchange: Exchange


@dataclass
class Combined:
    """Combinations on one target."""

    invitee: RejectClient
    stage: Stage
    scenes: Scenes
    kinds: tuple[str, ...]
    has: frozenset[str]
    """What the target has of what values need."""
    _unsteady: frozenset[str] | None = None
    _shape_of_xml: bodies.Shape | None = None
    _smallest: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    """The smallest failing sets that were found, by claim: what holds one of them needs no search."""

    def hold(self, combination: Combination) -> None:
        """A valid reject does what the model says."""
        combination = self._had(combination)
        while True:
            failure = self._try(combination)
            if failure is None:
                return
            smallest = self._search(failure)
            if len(smallest) != 1:
                self._tell(failure, smallest)
                return
            combination = combination.without(smallest)  # it has a requirement of its own

    def _tell(self, failure: Failure, smallest: dict[str, str]) -> None:
        problem = failure.problem
        if not smallest:
            raise Unjudged(f"an ordinary reject fails (expected {problem.expected}; actual: {problem.actual})")
        names = " with ".join(smallest.values())
        should = any(failure.combination.value(name).level == "should" for name in smallest)
        claim = RECOMMENDED if should else CLAIMS[problem.claim]
        failure.exchange.note(claim, problem.aspect, f"{problem.expected}, also for {names}", problem.actual)

    def _had(self, combination: Combination) -> Combination:
        """The combination on this target: what it has not got is taken back to the default."""
        lacking = [
            name for name in combination.unusual if (need := combination.value(name).needs) and need not in self.has
        ]
        if self.invitee.transport.proxied:
            lacking += messages.RAW
        return combination.without(lacking)

    def _try(self, combination: Combination, *, fresh: bool = False) -> Failure | None:
        """Set the scene, send, compare; None where all is as it should be."""
        scene, combination = self.scenes.of(combination, fresh=fresh)
        client = self._client(combination)
        shape = self._shape() if combination["media"] in ("xml", "text-xml") else bodies.PLAIN
        unsteady = self._unsteady_members(scene)
        before = oracle.take(self.stage, scene)
        named = scene.named.id if combination["id"] == "row-id" else scene.named.master_id
        parts = messages.parts(client, combination, named, shape)
        exchange = messages.send(client, combination, parts, scene.named.id)
        if exchange.status == 401:
            judge.accepted_credential(client)
        after = oracle.take(self.stage, scene)
        reason = combination.value("reason")
        expected = reason.text if reason.level == "must" else None
        model = Model(scene, before, after, combination["mode"], expected, unsteady)
        problem = next(_problems(combination, exchange, scene, model), None)
        return Failure(combination, problem, exchange) if problem else None

    def _client(self, combination: Combination) -> RejectClient:
        kind = combination["credential"]
        return self.invitee if kind == "own" else self.invitee.using(kind)  # type: ignore[arg-type]

    def _shape(self) -> bodies.Shape:
        """The shape that this server wants in XML; found out once."""
        if self._shape_of_xml is None:
            self._shape_of_xml = bodies.PLAIN
            invitation = self.stage.new_invitation()
            for shape in bodies.shapes("application/xml", xml_shapes.known(self.invitee)):
                exchange = self.invitee.reject(invitation.id, media_type="application/xml", shape=shape)
                if exchange.status == NO_CONTENT and not invitation.read().pending:
                    self._shape_of_xml = shape
                    break
            invitation.answered = True
        return self._shape_of_xml

    def _unsteady_members(self, scene: Scene) -> frozenset[str]:
        if self._unsteady is None:
            self._unsteady = oracle.unsteady(oracle.take(self.stage, scene), oracle.take(self.stage, scene))
        return self._unsteady

    def _search(self, failure: Failure) -> dict[str, str]:
        """The smallest set of unusual values that was seen to fail in the same way."""
        claim = failure.problem.claim
        unusual = failure.combination.unusual
        for known in self._smallest.setdefault(claim, []):
            if known.items() <= unusual.items():
                return known
        try:
            smallest = smallest_failing(unusual, lambda some: self._fails(some, claim))
        except BudgetSpent:
            raise Unjudged("a combination failed, and the budget did not suffice to find out by which values") from None
        self._smallest[claim].append(smallest)
        return smallest

    def _fails(self, unusual: dict[str, str], claim: str) -> bool:
        combination = combinations.of(unusual)
        if not combination.possible:
            return False
        failure = self._try(combination, fresh=True)
        return failure is not None and failure.problem.claim == claim


def _problems(combination: Combination, exchange: Exchange, scene: Scene, model: Model) -> Iterator[Problem]:
    """What is wrong with the answer, and with what it did."""
    answer = exchange.answer
    if answer is None:
        yield Problem("answer", "no answer", "an answer", f"none: {exchange.problem}")
        return
    if answer.status == NO_CONTENT:
        yield from model.carried_out()
        return
    if answer.version == OLD_HTTP and combination["framing"] in ("chunked", "chunk-extensions", "expect-continue"):
        return  # it knows nothing of chunks and expectations, and is not held to them
    open_mode = combination["mode"] == "Unknown" and bool(scene.recurrence_id)
    may_refuse = open_mode or any(combination.value(name).may_refuse for name in combination.chosen)
    if not (may_refuse and (judge.is_refusal(answer) or answer.status in REDIRECTS)):
        aspect = "crash" if answer.status >= 500 else f"status {answer.status}"
        yield Problem("answer", aspect, f"status {NO_CONTENT}", exchange.summary())
    yield from model.refused()


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
