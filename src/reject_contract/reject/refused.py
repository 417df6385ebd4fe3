"""Rejects with something wrong about them, in combination: they are refused, and nothing changes."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import ClassVar

from reject_contract.http.exchange import Exchange
from reject_contract.http.raw_connection import chunked
from reject_contract.http.reading import TIMEOUT
from reject_contract.http.violation import StageFailed, TargetGone, Unjudged, Violation
from reject_contract.reject import bodies, framing, judge, messages, oracle, rights, wrong
from reject_contract.reject.combinations import Combination
from reject_contract.reject.combined import Combined, Failure
from reject_contract.reject.oracle import Model, Problem, Scene, Snapshot
from reject_contract.reject.raw_requests import ClosedEarly, RawRequests
from reject_contract.stage.invitations import Invitation, invited

PEOPLE = {"outsider": "outsider", "bystander": "bystander", "bystander-by-master": "bystander"}
"""Those who have good credentials, and answer for nobody else."""
METHODS = ("get", "head", "options", "put", "patch", "delete")
"""What never rejects anything."""
OPEN = ("undeclared-type", *wrong.MEMBERS)
"""What may be carried out; where it is refused, nothing changes."""
MAY_CHANGE = ("bystander", "bystander-by-master", *OPEN)
"""Cases after which the state of the whole booking is unknown."""
Place = tuple[str, str, str]
UNREADABLE = {"body-cut-short": "not JSON", "xml-cut-short": "not XML"}
"""Bodies that nobody can read, so that they must be refused."""


@dataclass
class Refused(Combined):
    """Combinations of which one value is wrong; what they leave untouched serves the next one."""

    claims: ClassVar[dict[str, str]] = {
        "answer": "RJ-COMBINE-7", "changed": "RJ-COMBINE-8", "crash": "RJ-COMBINE-9",
        "not JSON": "RJ-BODY-1", "not XML": "RJ-TYPE-17", "undeclared": "RJ-TYPE-12", "challenge": "RJ-AUTH-2",
        "allow": "RJ-METHOD-8",
    }  # fmt: skip
    _before: dict[Place, tuple[Scene, Snapshot]] = field(default_factory=dict)
    """Untouched scenes, and how they read last."""
    _spent: dict[tuple[str, Place], Scene] = field(default_factory=dict)
    """Scenes on which something of `OPEN` was carried out: on them it can still crash, and do no more."""
    _not_refused: set[str] = field(default_factory=set)
    """What is wrong, and was not refused each time: it is tried alone."""
    _pipelines: bool = True
    """Until a request is left without an answer: one that waits as long as that is enough."""
    _acquainted: bool = False
    """Whether the outsider and the invitee share a booking."""
    _rejected: Invitation | None = None
    """What a reject before on the connection names, again and again."""

    def hold(self, combinations: Sequence[Combination]) -> None:
        """None of these, which all name the same scene, changes anything; `Omitted` where the limits leave no room."""
        self._room()
        doubts: list[Unjudged] = []
        for failure in self._failures([*dict.fromkeys(self._had(each) for each in combinations)]):
            try:
                self._tell(failure, self._search(failure))
            except TargetGone:
                raise
            except Unjudged as doubt:
                doubts.append(doubt)
        if doubts:
            raise doubts[0]

    def _had(self, combination: Combination) -> Combination:
        """The same, without passwords that might lock an account out."""
        found = super()._had(combination)
        risky = found["wrong"].startswith("password-") and "wrong passwords" not in self.has
        return found.without(["wrong"]) if risky else found

    def _failures(self, combinations: Sequence[Combination]) -> Iterator[Failure]:
        """What fails; what may be carried out is tried alone, all others one after the other on one scene."""
        alone = [each for each in combinations if each["wrong"] in MAY_CHANGE]
        outsiders = [each for each in combinations if each["wrong"] == "outsider"]
        if outsiders and rights.right_to_write(self.clients["outsider"], self._scene(outsiders[0])[0].named.id):
            outsiders = []
        elif outsiders:
            self._acquaint()
        for some in (
            [each for each in combinations if each["wrong"] not in ("outsider", *MAY_CHANGE)],
            outsiders,
        ):
            yield from self._together(some, alone)
        for kinds in (PEOPLE, OPEN):
            yield from self._alone([each for each in alone if each["wrong"] in kinds])

    def _together(self, combinations: Sequence[Combination], again: list[Combination]) -> Iterator[Failure]:
        """What fails of those that change nothing; `again` is given what is to be tried without what may be refused."""
        exchange = None
        for each in combinations:
            exchange = self._send(each, self._scene(each)[0])
            if problem := next(self._of_the_answer(each, exchange), None):
                yield Failure(each, problem, exchange)
            elif firm := _firm(each, exchange):
                again.append(firm)
        if exchange:
            yield from self._changed(combinations, exchange)

    def _alone(self, combinations: Sequence[Combination]) -> Iterator[Failure]:
        """What fails of those that may change the scene; what is refused each time is looked at together."""
        while quiet := [each for each in combinations if each["wrong"] not in self._not_refused]:
            for each in quiet:
                exchange = self._send(each, self._scene(each)[0])
                if (
                    exchange.answer is None
                    or not judge.is_refusal(exchange.answer)
                    or any(self._of_the_answer(each, exchange))
                ):
                    self._not_refused.add(each["wrong"])
                    self._before.pop(_place(each))
                    break
            else:
                yield from self._changed(quiet, exchange)
                break
        loud = (each for each in combinations if each["wrong"] in self._not_refused)
        yield from (failure for each in loud if (failure := self._try(each)))

    def _changed(self, combinations: Sequence[Combination], last: Exchange) -> Iterator[Failure]:
        """What changed the scene although none of these was to; found out by trying one after the other anew."""
        if problem := self._change(combinations[-1]):
            self._before.pop(_place(combinations[-1]))
            found = [failure for each in combinations if (failure := self._try(each))]
            found = [each for each in found if each.problem.claim == "changed"]
            yield from found or [Failure(combinations[-1], problem, last)]

    def _try(self, combination: Combination, *, fresh: bool = False) -> Failure | None:
        name, spent = combination["wrong"], self._spent.get((combination["wrong"], _place(combination)))
        scene = spent or self._scene(combination)[0]
        exchange = self._send(combination, scene)
        answers = list(self._of_the_answer(combination, exchange))
        crash = next((each for each in answers if each.claim == "crash"), None)
        if spent:
            return Failure(combination, crash, exchange) if crash else None
        carried_out = name in OPEN and exchange.status == judge.NO_CONTENT
        problem = crash or (None if carried_out else self._change(combination)) or next(iter(answers), None)
        if problem or carried_out or PEOPLE.get(name) == "bystander":
            self._before.pop(_place(combination), None)  # of the bystander's own row nobody knows
        if carried_out and not problem:
            self._spent[name, _place(combination)] = scene
        if problem and problem.claim == "changed" and name in PEOPLE:
            rights.not_entitled(self.clients[PEOPLE[name]], scene.named.id, self.stage)
        if problem:
            return Failure(combination, problem, exchange)
        firm = _firm(combination, exchange)
        return self._try(firm, fresh=fresh) if firm else None

    def _of_the_answer(self, combination: Combination, exchange: Exchange) -> Iterator[Problem]:
        """What is wrong with the answer; a header that lacks is told once, and not searched for again."""
        yield from _of_the_answer(combination, exchange)
        checks = {"challenge": judge.challenged}
        if combination["path"] == "path-of-the-page":  # of another path a server may know other methods
            checks["allow"] = partial(judge.allows, method="POST")
        yield from (each for each in _of_the_headers(exchange, checks) if not self._smallest.get(each.claim))

    def _change(self, combination: Combination) -> Problem | None:
        """What has changed since the scene was looked at last, though nothing was to change."""
        scene, before = self._scene(combination)
        after = oracle.take(self.stage, scene)
        self._before[_place(combination)] = scene, after
        model = Model(scene, before, after, "OnlyThis", None, self._unsteady_members(scene))
        by_others = combination["wrong"] in PEOPLE
        problem = next(model.left_to_the_invitee() if by_others else model.refused(), None)
        return replace(problem, claim="changed") if problem else None

    def _scene(self, combination: Combination) -> tuple[Scene, Snapshot]:
        place = _place(combination)
        if place not in self._before:
            self._another()
            scene = self.scenes.untouched(*place)
            self._before[place] = (scene, self.scenes.before(scene))
        return self._before[place]

    def _send(self, combination: Combination, scene: Scene) -> Exchange:
        if combination["connection"] == "pipelined" and not self._pipelines:
            combination = combination.without(["connection"])
        name = combination["wrong"]
        client = self._client(combination, PEOPLE.get(name, "invitee"))
        named = scene.named.id if combination["id"] == "row-id" else scene.named.master_id
        shape = self._shape(combination) or bodies.PLAIN
        parts = messages.parts(client, self.clients, combination, named, shape)
        if name in wrong.BAD:
            spoil, _ = wrong.BAD[name]
            bad = messages.respelt(spoil(self.invitee, self.clients["organizer"]), combination)
            parts = replace(parts, credential=messages.beside(bad, self.clients, combination))
        elif name in METHODS:
            parts = replace(parts, method=name.upper())
        elif name not in PEOPLE:
            media = combination.value("media").text

            def with_id(other: object) -> bytes:
                return messages.body_of(combination, other, media, shape)

            body = wrong.body(name, parts.body, media)
            if name in wrong.MEMBERS:
                body = messages.body_of(combination, named, media, shape, wrong.MEMBERS[name])
            if name == "undeclared-type":
                parts = replace(
                    parts,
                    headers=parts.headers
                    | {"Content-Type": f"application/x-reject{combination.value('charset').text}"},
                )
            if name in wrong.IDS:
                absent = self.stage.absent_id() if name == "unknown-id" else 0
                body = with_id(wrong.IDS[name](named, absent))
            parts = replace(parts, body=body)
        fresh = combination["connection"] == "fresh-connection" and client.transport.route.direct
        if name in wrong.BAD and combination["framing"] == "chunked" and fresh:
            message = messages.raw_message(client, combination, parts)
            exchange = framing.followed(
                RawRequests(client), replace(message, body=chunked(message.body)), scene.named.id
            )
            framing.bare(exchange)
            return exchange
        try:
            exchange = messages.send(client, self.clients, combination, parts, self._first(combination, scene))
            self._pipelines &= not exchange.problem.startswith(TIMEOUT)
            return exchange
        except ClosedEarly:  # nobody knows whether it was looked at; it is sent once more, since it must change nothing
            return messages.send(client, self.clients, combination.without(["connection"]), parts, scene.named.id)

    def _first(self, combination: Combination, scene: Scene) -> int:
        """The appointment that is named by what is sent first on the connection."""
        after = combination["connection"] in ("after-a-reject", "pipelined")
        return self._another() if after else scene.named.id

    def _acquaint(self) -> None:
        """Invite the outsider to something else, once: that gives no right to what is rejected here."""
        if not self._acquainted and self.stage.makes:
            self._acquainted = True
            with contextlib.suppress(StageFailed):
                self.stage.new_invitation(invited(self.clients[each] for each in ("organizer", "invitee", "outsider")))

    def _another(self) -> int:
        """Another appointment than that of any scene; it is older than those that are made for it."""
        if self._rejected is None:
            self._rejected = self.stage.invitation()
            self._rejected.answered = True
        return self._rejected.id


def groups(combinations: Iterable[Combination]) -> dict[str, list[Combination]]:
    """Those that name the same scene, by its name."""
    found: dict[str, list[Combination]] = {}
    for each in combinations:
        found.setdefault("-".join(filter(None, _place(each))), []).append(each)
    return found


def _place(combination: Combination) -> Place:
    """Place and state, and whether it is to be newer than all others: an id that names nothing may name the newest."""
    return combination["place"], combination["before"], "newest" if combination["wrong"] in wrong.IDS else ""


def _firm(combination: Combination, exchange: Exchange) -> Combination | None:
    """Without what may be refused by itself, where it may have been that and not a bad credential that was refused."""
    lenient = _lenient(combination) if combination["wrong"] in wrong.BAD else set()
    return combination.without(lenient) if lenient and exchange.status != judge.UNAUTHENTICATED else None


def _lenient(combination: Combination) -> set[str]:
    """The factors whose values may be refused by themselves."""
    return {name for name in combination.chosen if combination.value(name).may_refuse}


def _of_the_answer(combination: Combination, exchange: Exchange) -> Iterator[Problem]:
    """What is wrong with the answer, whatever has changed."""
    name, answer = combination["wrong"], exchange.answer
    if answer is None:
        return  # a connection may be closed
    judge.clean(exchange)
    if answer.status >= 500 and answer.status != judge.NOT_IMPLEMENTED:
        judge.present(exchange)
        yield Problem("crash", "crash", "no server error (5xx)", exchange.summary())
    lenient = bool(_lenient(combination))
    refused = judge.is_refusal(answer) or (lenient and 300 <= answer.status < 400)
    if name in UNREADABLE and not refused:
        yield Problem(UNREADABLE[name], f"status {answer.status}", "a refusal (4xx)", exchange.summary())
    if name == "undeclared-type" and answer.status == judge.NO_CONTENT:
        yield Problem("undeclared", "status 204", "a refusal (4xx)", exchange.summary())
    if name not in wrong.BAD:
        return  # what names nothing may be answered in any way
    # A session's cookie without its token may be refused for that alone.
    allowed = wrong.MALFORMED if combination["beside"] in messages.SESSIONS else wrong.BAD[name][1]
    if not (refused if lenient else answer.status in allowed):
        expected = "a refusal (4xx)" if lenient else f"status {' or '.join(map(str, allowed))}"
        yield Problem("answer", f"status {answer.status}", expected, exchange.summary())


def _of_the_headers(exchange: Exchange, checks: Mapping[str, Callable[[Exchange], None]]) -> Iterator[Problem]:
    """What a 401 and a 405 must carry."""
    if exchange.answer is None:
        return
    for claim, check in checks.items():
        try:
            check(exchange)
        except Violation as violation:
            yield Problem(claim, violation.aspect, violation.expected, violation.actual)
