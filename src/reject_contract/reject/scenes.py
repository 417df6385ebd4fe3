"""Sets the scene of a combination: a single invitation or a series, and who has answered what before."""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from reject_contract.http.violation import StageFailed
from reject_contract.reject import oracle
from reject_contract.reject.client import RejectClient
from reject_contract.reject.combinations import Combination
from reject_contract.reject.oracle import Scene, Snapshot
from reject_contract.stage import moving
from reject_contract.stage.invitations import Invitation, Series, as_after, invited
from reject_contract.stage.stage import Stage

PLACES = {
    "first": (0, 3), "middle": (1, 3), "last": (2, 3), "only-occurrence": (0, 1), "first-of-two": (0, 2),
    "first-of-eight": (0, 8),
}  # fmt: skip
"""Which occurrence is named, of how many."""
ANSWERS = {
    "pending": (), "seen": ("SetSeen",), "all-seen": ("SetSeen",), "accepted": ("Accept",),
    "all-accepted": ("Accept",), "declined": ("Reject",),
    "moved": ("SetSeen", "Move"),
    "accepted-then-moved": ("Accept", "Move", "SetSeen"), "declined-then-moved-twice": ("Reject", "Move", "Move"),
    "declined-then-accepted": ("Reject", "Accept"),
}  # fmt: skip
"""What the invitee did before."""
RIVALS = {"rival-at-the-same-time": 0, "rival-right-behind": 30}
"""Minutes from the start of the named occurrence, which takes half an hour, to that of another invitation."""
BOOKINGS: dict[str, dict[str, Any]] = {"private": {"Private": "PrivateUser"}, "free-time": {"IsFree": True}}
STEPS = {"weekly": 7, "every-other-day": 2}
"""Days from one occurrence to the next."""
WEEKDAYS = "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"
MANY = 8
"""Occurrences of a series of which each is rejected alone, one after the other."""
TOUCHING = ("before", "others", "occurrences", "rival")
"""Factors whose values, but for the defaults, change what was made."""
STAGED = ("place", "pattern", "time", "booking", "before", "others", "occurrences", "rival")
"""Factors that the scene varies."""


@dataclass
class Scenes:
    """The scenes of one run; a series of which single occurrences were rejected serves again."""

    stage: Stage
    invitee: RejectClient
    bystander: RejectClient | None = None
    _used: dict[tuple[str, str, frozenset[str], int, int], list[Series]] = field(default_factory=dict)
    _read: dict[int, Snapshot] = field(default_factory=dict)
    """How bookings and series that nobody has touched since were read last, by the id of master or rule."""
    _out_of_order: set[str] = field(default_factory=set)
    """Values that the stage cannot set on this target."""

    def of(self, combination: Combination, *, fresh: bool = False) -> tuple[Scene, Combination]:
        """The scene of a combination, and the combination that it came to: what cannot be set is taken back."""
        combination = combination.without(name for name in STAGED if combination[name] in self._out_of_order)
        if not combination.possible:
            combination = combination.without(STAGED)
        try:
            return self._set(combination, fresh), combination
        except StageFailed:
            unusual = [name for name in STAGED if name in combination.unusual]
            if not unusual:
                raise
            for name in unusual:
                self._try_alone(combination.only([name]))
            combination = combination.without(STAGED)
            return self._set(combination, fresh), combination

    def before(self, scene: Scene) -> Snapshot:
        """How a scene is before its reject: as it was read last, if nothing has been done to it since."""
        return self._read.pop(_key(scene), None) or oracle.take(self.stage, scene)

    def after(self, scene: Scene) -> Snapshot:
        """How it is now; the next reject in the same series needs not read it again."""
        now = oracle.take(self.stage, scene)
        if scene.recurrence_id and not scene.rival:
            self._read[_key(scene)] = replace(now, master={})
        return now

    def untouched(self, place: str, before: str, newest: str) -> Scene:
        """A scene for what must change nothing: nobody will answer it any more."""
        if place == "single":
            invitation = self.stage.new_invitation() if newest else self.stage.single()
            scene = Scene(invitation, (invitation,))
        else:
            number, length = PLACES[place]
            scene = _scene(self.stage.series(length), number)
        self._invitee_answers(scene, before)
        return scene

    def _try_alone(self, combination: Combination) -> None:
        try:
            if combination.possible:
                self._set(combination, fresh=True)
        except StageFailed:
            self._out_of_order |= {combination[name] for name in STAGED if name in combination.unusual}

    def _set(self, combination: Combination, fresh: bool) -> Scene:
        scene = self._booking(combination, fresh)
        if combination["rival"] in RIVALS:
            start = datetime.fromisoformat(scene.named.start) + timedelta(minutes=RIVALS[combination["rival"]])
            scene = replace(scene, rival=self.stage.new_invitation(_from(start, 30)))
        if not combination.unusual.keys().isdisjoint(TOUCHING):
            self._read.pop(_key(scene), None)
        self._others_answer(scene, combination["others"])
        by_others = combination["others"].startswith(("other-accepted", "other-declined"))
        rejected = "Reject" in ANSWERS[combination["before"]] or combination["others"].endswith(
            "-declined-then-accepted"
        )
        scene = replace(scene, answered_by_others=by_others, rejected=rejected)
        self._invitee_answers(scene, combination["before"], combination["occurrences"])
        scene.named.answered = True
        return scene

    def _invitee_answers(self, scene: Scene, before: str, occurrences: str = "as-they-are") -> None:
        """What the invitee did before: seen to be so in the snapshot that is taken in any case."""
        whom = [each for each in scene.occurrences if not each.answered] if before.startswith("all-") else [scene.named]
        said = [(each, step) for step in ANSWERS[before] for each in whom]
        if occurrences == "others-declined":
            said[:0] = [(each, "Reject") for each in scene.occurrences if each is not scene.named and not each.answered]
        elif occurrences != "as-they-are":
            other = scene.occurrences[scene.place + (1 if occurrences.startswith("later-") else -1)]
            if not other.answered:
                said.insert(0, (other, "Accept" if occurrences.endswith("-accepted") else "Reject"))
        for each, step in said:
            if step == "Reject":
                self.invitee.reject(each.id, "Declined before")
                each.answered = True
            elif step == "Move":
                moving.move(self.stage, each)
            else:
                self.stage.answer(step, each)
        if said:
            self._read[_key(scene)] = now = oracle.take(self.stage, scene)
            for each, step in dict(said).items():
                as_after(step, now.state(each.id))

    def _booking(self, combination: Combination, fresh: bool) -> Scene:
        alone = combination["place"] == "single"
        times, changes = _times(combination["time"], alone=alone), self._invited(combination["others"])
        changes |= BOOKINGS.get(combination["booking"], {})
        if alone:
            invitation = self.stage.new_invitation(changes | times)
            return self._new(Scene(invitation, (invitation,)))
        if combination["place"] == "one-of-many":
            return self._one_of_many(fresh)
        place, length = PLACES[combination["place"]]
        before = place * STEPS.get(combination["pattern"], 1) if times else 0
        changes |= {name: _earlier(value, before) for name, value in times.items()}
        key = (combination["pattern"], combination["time"], frozenset(changes), length, before)
        used = [] if fresh else self._used.setdefault(key, [])
        onward = combination["mode"] == "onward"
        series = next((each for each in used if _fresh(each.occurrences[place:], onward=onward)), None)
        if series is None:
            series = self.stage.series(length, changes, _rule(combination["pattern"]))
            used.append(series)
            self._new(_scene(series, place))
        if combination["mode"] != "OnlyThis":
            used.remove(series)
        return _scene(series, place)

    def _invited(self, others: str) -> dict[str, Any]:
        """Who is invited, where it is not everybody."""
        return invited([self.stage.organizer, self.invitee]) if others == "nobody-else" else {}

    def _one_of_many(self, fresh: bool) -> Scene:
        """The next occurrence that is still pending of a series of which each is rejected alone."""
        used = [] if fresh else self._used.setdefault(("daily", "one-of-many", frozenset(), MANY, 0), [])
        for scene in (_scene(each, place) for each in used for place in range(MANY)):
            read = self._read.get(_key(scene))
            if not scene.named.answered and read and read.state(scene.named.id).pending:
                return scene
        used[:] = [self.stage.series(MANY)]
        return self._new(_scene(used[0], 0))

    def _new(self, scene: Scene) -> Scene:
        """A scene that was just made, and listed."""
        self._read[_key(scene)] = oracle.listed(self.stage.listed)
        return scene

    def _others_answer(self, scene: Scene, answer: str) -> None:
        if answer in ("others-pending", "nobody-else") or self.bystander is None:
            return
        beside = replace(self.stage.proved[scene.named.id], associate_id=self.bystander.account.associate_id)
        row_id = next((row_id for row_id, place in self.stage.proved.items() if place == beside), None)
        if row_id is None:
            raise StageFailed(f"booking {scene.named.master_id} has no row of the bystander")
        own = {"AppointmentId": row_id, "UpdateMode": "OnlyThis"}
        if answer in ("other-accepted", "other-seen"):
            self.bystander.call("Accept" if answer == "other-accepted" else "SetSeen", own)
        else:
            self.bystander.reject(row_id, "" if answer.endswith("-without-reason") else "The other one's reason")
            if answer.endswith("-accepted"):
                self.bystander.call("Accept", own)


def _key(scene: Scene) -> int:
    return scene.recurrence_id or scene.named.master_id


def _fresh(occurrences: Sequence[Invitation], *, onward: bool) -> bool:
    """Whether nobody has answered the first of these, and of any of them where all are meant."""
    return not any(each.answered for each in (occurrences if onward else occurrences[:1]))


def _scene(series: Series, place: int) -> Scene:
    occurrences = tuple(series.occurrences)
    return Scene(occurrences[place], occurrences, series.recurrence_id)


def _rule(pattern: str) -> Mapping[str, Any] | None:
    """The rule of a series that is not daily; a weekly one is on the weekday of its first occurrence, or on each."""
    if pattern == "every-other-day":
        return {"DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 2}}
    weekdays = {"Weekdays": WEEKDAYS} if pattern == "each-weekday" else {}
    return None if pattern == "daily" else {"Pattern": "Weekly", "WeekPattern": {"Cycle": 1, **weekdays}}


def _times(kind: str, *, alone: bool) -> dict[str, Any]:
    """Members of the entity for a kind of time; none for an ordinary one. Of a series, it is the named occurrence's."""
    now = datetime.now().replace(minute=0, second=0, microsecond=0)
    midnight = (now + timedelta(days=33)).replace(hour=0)
    match kind:
        case "tomorrow":
            return _from(now + timedelta(days=1), 30)
        case "clocks-change":
            # Over the change; of a series, all later occurrences are behind it.
            start = _clocks_change(now).replace(hour=0, minute=30)
            return _from(start if alone else start - timedelta(hours=1), 4 * 60)
        case "month-end":
            ahead = now + timedelta(days=40)
            return _from(_last_day(ahead).replace(hour=23, minute=30), 60)
        case "year-end":
            year = now.year if now.month < 11 else now.year + 1
            return _from(datetime(year, 12, 31, 23, 30), 60)
        case "leap-day":
            year = next(year for year in range(now.year, now.year + 9) if calendar.isleap(year) and (year, 2, 1) > (
                now.year, now.month, now.day))  # fmt: skip
            return _from(datetime(year, 2, 29, 10), 30)
        case "far-ahead":
            return _from(datetime(2039, 6, 15, 10), 30)
        case "under-way":
            return _from(now - timedelta(hours=1), 3 * 60)
        case "past":
            return _from(now - timedelta(days=8), 30)
        case "without-length":
            return _from(now + timedelta(days=34), 0)
        case "whole-day":
            return {**_from(midnight, 24 * 60 - 1), "IsAlldayEvent": True}
        case "several-days":
            return _from(midnight + timedelta(hours=10), 50 * 60)
        case "midnight":
            return _from(midnight, 30)
    return {}


def _earlier(value: Any, days: int) -> Any:
    """A time of the first occurrence, so that the one so many days later is at the time that was chosen."""
    if days and isinstance(value, str):
        return (datetime.fromisoformat(value) - timedelta(days=days)).isoformat()
    return value


def _from(start: datetime, minutes: int) -> dict[str, Any]:
    return {"StartDate": start.isoformat(), "EndDate": (start + timedelta(minutes=minutes)).isoformat()}


def _last_day(day: datetime) -> datetime:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _clocks_change(now: datetime) -> datetime:
    """The next last Sunday of March or October that is at least three weeks ahead, as a series before it needs."""
    days = (now + timedelta(days=ahead) for ahead in range(21, 400))
    return next(day for day in days if day.month in (3, 10) and day.weekday() == 6 and day.day > 24)
