"""Rejects with something wrong about them, in combination: they are refused, and nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import ClassVar

from reject_contract.http.exchange import Exchange
from reject_contract.reject import judge, messages, oracle, wrong
from reject_contract.reject.combinations import Combination
from reject_contract.reject.combined import Combined, Failure
from reject_contract.reject.oracle import Model, Problem, Scene, Snapshot

PEOPLE = ("outsider", "bystander")
"""Those who have good credentials, and answer for nobody else."""


@dataclass
class Refused(Combined):
    """Combinations of which one value is wrong; what they leave untouched serves the next one."""

    claims: ClassVar[dict[str, str]] = {"answer": "RJ-COMBINE-7", "changed": "RJ-COMBINE-8", "crash": "RJ-COMBINE-9"}
    _before: dict[str, tuple[Scene, Snapshot]] = field(default_factory=dict)
    """Untouched scenes, and how they read last."""

    def _try(self, combination: Combination, *, fresh: bool = False) -> Failure | None:
        place, name = combination["place"], combination["wrong"]
        scene, before = self._scene(place)
        exchange = self._send(combination, scene)
        after = oracle.take(self.stage, scene)
        problem = next(_problems(combination, exchange, Model(scene, before, after, combination.mode, None,
                                                              self._unsteady_members(scene))), None)  # fmt: skip
        if problem is None and name != "bystander":
            self._before[place] = (scene, after)
        else:
            self._before.pop(place, None)  # of the bystander's own row nobody knows
        return Failure(combination, problem, exchange) if problem else None

    def _scene(self, place: str) -> tuple[Scene, Snapshot]:
        if place not in self._before:
            scene = self.scenes.untouched(place)
            self._before[place] = (scene, oracle.take(self.stage, scene))
        return self._before[place]

    def _send(self, combination: Combination, scene: Scene) -> Exchange:
        name = combination["wrong"]
        client = self.clients[name] if name in PEOPLE else self._client(combination)
        named = scene.named.id if combination["id"] == "row-id" else scene.named.master_id
        shape = self._shape(combination)
        parts = messages.parts(client, combination, named, shape)
        if name in wrong.BAD:
            spoil, _ = wrong.BAD[name]
            parts = replace(parts, credential=dict(spoil(self.invitee, self.clients["organizer"])))
        elif name not in PEOPLE:
            media = combination.value("media").text

            def with_id(other: object) -> bytes:
                return messages.body_of(combination, other, media, shape)

            absent = self.stage.absent_id() if name == "unknown-id" else 0
            parts = replace(parts, body=wrong.body(name, parts.body, media, with_id, absent))
        return messages.send(client, combination, parts, scene.named.id)


def _problems(combination: Combination, exchange: Exchange, model: Model) -> Iterator[Problem]:
    """What is wrong with the answer, and what has changed."""
    name, answer = combination["wrong"], exchange.answer
    if answer is not None and answer.status >= 500:
        judge.present(exchange)
        yield Problem("crash", "crash", "no server error (5xx)", exchange.summary())
    if name in PEOPLE:
        yield from _changed(model.left_to_the_invitee())
        return
    yield from _changed(model.refused())
    if answer is None or name not in wrong.BAD:
        return  # a connection may be closed, and what names nothing may be answered in any way
    allowed = wrong.BAD[name][1]
    if any(combination.value(each).may_refuse for each in combination.chosen):
        right, expected = judge.is_refusal(answer) or 300 <= answer.status < 400, "a refusal (4xx)"
    else:
        right, expected = answer.status in allowed, f"status {' or '.join(map(str, allowed))}"
    if not right:
        yield Problem("answer", f"status {answer.status}", expected, exchange.summary())


def _changed(found: Iterator[Problem]) -> Iterator[Problem]:
    return (replace(each, claim="changed") for each in found)
