"""Valid rejects in combination: each is answered 204, and does what the model of a booking says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import ClassVar

from reject_contract.http.exchange import Answer, Exchange
from reject_contract.http.reading import TIMEOUT
from reject_contract.reject import bodies, code_page, framing, judge, messages
from reject_contract.reject.client import RejectClient
from reject_contract.reject.combinations import Combination
from reject_contract.reject.combined import Combined, Failure
from reject_contract.reject.oracle import Model, Problem, Scene
from reject_contract.reject.raw_requests import ClosedEarly
from reject_contract.reject.scenes import STAGED

SURE = 3
"""Refusals after which a value is known for one that this server never takes."""
NOT_TAKEN = (301, 302, 307, 308, 501)
"""What else than a refusal says that nothing was carried out: a redirect, or that something is not implemented."""

FRAMING_REFUSED = (judge.LENGTH_REQUIRED, 417)
"""What refuses chunks, and an expectation."""
IN_CHUNKS = ("chunked", "chunk-extras")
"""Framings of which a server that reads them in one request must read them in all, or answer 411."""
NOT_KNOWN_BY = {"beside", "path"}
"""Factors beside which good credentials may not be known for what they are."""


@dataclass
class Valid(Combined):
    """Combinations of values that are all valid."""

    claims: ClassVar[dict[str, str]] = {
        "answer": "RJ-COMBINE-1", "effect": "RJ-COMBINE-2", "reason": "RJ-COMBINE-3", "others": "RJ-COMBINE-4",
        "counter": "RJ-COMBINE-5", "later-reasons": "RJ-COMBINE-6",
    }  # fmt: skip

    _refused: Counter[tuple[str, str]] = field(default_factory=Counter)
    """How often the values that may be refused were: a server that always refuses one need not be asked again."""
    _taken: set[tuple[str, str]] = field(default_factory=set)
    _carried_out: bool = False
    """Whether the last one was."""
    _counts_occurrences: bool = True
    """Until the plain reject of an occurrence is seen to leave the counter of its master as it is."""

    def hold(self, combination: Combination) -> None:
        """What holds of each value holds of all together; `Omitted` where the limits leave no room for it."""
        self._room()
        combination = self._had(combination)
        if self._shape(combination) is None:
            combination = combination.without(["media"])  # no document shows the XML, and none that was tried is taken
        never = {value for value, times in self._refused.items() if times >= SURE} - self._taken
        combination = combination.without(each for each in combination.chosen if (each, combination[each]) in never)
        while failure := self._try(combination):
            if self._lost_letters(failure):
                combination = combination.having("reason", "number")
                continue
            if self._does_not_count(failure):
                continue
            if self._reads_no_chunks(failure):
                combination = combination.without(["framing"])
                continue
            smallest = self._search(failure)
            self._tell(failure, smallest)
            if len(smallest) != 1:
                return
            combination = combination.without(smallest)  # and what of the others?

    def _lost_letters(self, failure: Failure) -> bool:
        """Whether it is but a database that keeps the letters of a code page alone."""
        text = failure.combination.value("reason").text
        about = failure.problem.claim in ("reason", "later-reasons") and not text.isascii()
        return about and code_page.loses_letters(self.stage)

    def _does_not_count(self, failure: Failure) -> bool:
        """Whether it is but a server that counts no rejects of single occurrences: the plainest is not counted."""
        if failure.problem.claim == "counter" and failure.combination["place"] != "single":
            plainest = self._try(failure.combination.only(STAGED), fresh=True)
            if plainest and plainest.problem.claim == "counter":
                self._counts_occurrences = False
                return True
        return False

    def _reads_no_chunks(self, failure: Failure) -> bool:
        """Whether it is but a server that takes no chunks, or none with extensions: the plainest is refused as well."""
        name = failure.combination["framing"]
        if name not in IN_CHUNKS or failure.problem.claim != "answer":
            return False
        plainest = self._try(failure.combination.only(["framing"]), fresh=True)
        if plainest is None or plainest.problem.claim != "answer" or plainest.exchange.answer is None:
            return False
        if name == "chunked" and plainest.problem.aspect == "crash":
            return False
        self._refused["framing", name] = SURE
        framing.chunks_are_read(plainest.exchange)
        return True

    def _try(self, combination: Combination, *, fresh: bool = False) -> Failure | None:
        scene, combination = self.scenes.of(combination, fresh=fresh)
        client = self._client(combination)
        unsteady = self._unsteady_members(scene)
        before = self.scenes.before(scene)
        named = scene.named.id if combination["id"] == "row-id" else scene.named.master_id
        parts = messages.parts(client, self.clients, combination, named, self._shape(combination) or bodies.PLAIN)
        try:
            exchange = messages.send(client, self.clients, combination, parts, self._first(combination, scene))
        except ClosedEarly:
            self._refused["connection", combination["connection"]] = SURE
            return None
        if combination["connection"] == "pipelined" and exchange.problem.startswith(TIMEOUT):
            self._refused["connection", "pipelined"] = SURE  # it was noted, and is not waited for again
            return None
        judge.credential_works(exchange, client)
        after = self.scenes.after(scene)
        reason = combination.value("reason")
        expected = reason.text if reason.level == "must" else None
        model = Model(scene, before, after, combination.mode, expected, unsteady, self._counts_occurrences)
        problem = next(_problems(combination, exchange, scene, model, client), None)
        if problem:
            return Failure(combination, problem, exchange)
        lenient = _lenient(combination, scene)
        self._carried_out = exchange.status == judge.NO_CONTENT
        if self._carried_out:
            self._taken |= {(factor, combination[factor]) for factor in lenient}
            return None
        return self._without_what_may_be_refused(combination, lenient, exchange)

    def _first(self, combination: Combination, scene: Scene) -> int:
        """The appointment that is named by what is sent first on the connection."""
        if combination["connection"] not in ("after-a-reject", "pipelined"):
            return scene.named.id
        other = self.stage.invitation()
        other.answered = True
        return other.id

    def _without_what_may_be_refused(
        self, combination: Combination, lenient: set[str], exchange: Exchange
    ) -> Failure | None:
        """What the others do without it: at first without what concerns the message, then without what was before.

        The framing goes last, unless it was what the answer refused.
        """
        fewer = lenient - {*STAGED, "mode"} or lenient
        if exchange.status not in FRAMING_REFUSED:
            fewer = fewer - {"framing"} or fewer
        firm = combination.without(fewer)
        failure = self._try(firm) if firm.unusual else None
        if len(fewer) == 1 and (self._carried_out or not firm.unusual):
            self._refused.update((factor, combination[factor]) for factor in fewer)
        return failure


def _lenient(combination: Combination, scene: Scene) -> set[str]:
    """The factors whose values may be refused."""
    found = {name for name in combination.chosen if combination.value(name).may_refuse}
    return found | ({"mode"} if combination.mode == "Unknown" and scene.recurrence_id else set())


def _may_be_refused(combination: Combination, lenient: set[str], answer: Answer) -> bool:
    """Whether values that may be refused were.

    401 is for credentials (RFC 9110 section 15.5.2), and these are good; chunks may be refused with 411.
    """
    refused = judge.is_refusal(answer) or answer.status in NOT_TAKEN
    if lenient == {"framing"} and combination["framing"] in IN_CHUNKS:
        return answer.status == judge.LENGTH_REQUIRED
    return bool(lenient) and refused and (answer.status != judge.UNAUTHENTICATED or bool(lenient & NOT_KNOWN_BY))


def _problems(
    combination: Combination, exchange: Exchange, scene: Scene, model: Model, client: RejectClient
) -> Iterator[Problem]:
    """What is wrong with the answer, and with what it did."""
    answer = exchange.answer
    if answer is None:
        yield Problem("answer", "no answer", "an answer", f"none: {exchange.problem}")
        return
    judge.present(exchange)
    judge.not_stopped(exchange, client)
    if answer.status == judge.NO_CONTENT:
        yield from model.carried_out()
        return
    if answer.version == judge.OLD_HTTP and combination["framing"] not in ("content-length", "in-pieces"):
        return  # it knows nothing of chunks and expectations, and is not held to them
    if not _may_be_refused(combination, _lenient(combination, scene), answer):
        aspect = "crash" if answer.status >= 500 else f"status {answer.status}"
        yield Problem("answer", aspect, f"status {judge.NO_CONTENT}", exchange.summary())
    yield from model.refused()
