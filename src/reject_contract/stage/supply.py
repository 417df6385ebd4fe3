"""Pending invitations for the tests: those that were left untouched, and occurrences of a series that serve as many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from reject_contract.http.violation import BudgetSpent, StageFailed
from reject_contract.stage.invitations import Invitation, Series

SINGLES = 4
"""Invitations made one by one before a series is made: a short run needs no more."""
OCCURRENCES = 20


@dataclass
class Supply:
    """Hands out invitations that are as good as new, and takes back those that still are."""

    single: Callable[[], Invitation]
    series: Callable[[int], Series]
    serves: Callable[[Series], bool] | None = None
    """Tries whether an occurrence of a series can be answered by itself; without it only singles are made."""
    _idle: list[Invitation] = field(default_factory=list)
    _serving: Series | None = None
    _out: set[Invitation] = field(default_factory=set)
    """Occurrences that may have been answered since their series was last looked at."""
    _made: int = 0

    def take(self) -> Invitation:
        """An invitation that nothing has touched: one that was given back, an occurrence, or a new single one."""
        if self._serving and self._out:
            self._drop_what_changed(self._serving)
        if not self._idle and self.serves and self._made >= SINGLES:
            self._idle = self._occurrences(self.serves)
        if not self._idle:
            self._made += 1
            return self.single()
        invitation = self._idle.pop()
        invitation.untouched = False
        self._out.add(invitation)
        return invitation

    def give_back(self, invitation: Invitation) -> None:
        """Keep an invitation to be used again, if it is still as good as new."""
        if not invitation.answered and not invitation.untouched:
            invitation.untouched = invitation.read().like(invitation.initial)
        if invitation.untouched and not invitation.answered:
            self._out.discard(invitation)
            self._idle.append(invitation)
        else:
            self._out.add(invitation)

    def _occurrences(self, serves: Callable[[Series], bool]) -> list[Invitation]:
        """The occurrences of a new series; none, now and later, where the target's series do not serve."""
        try:
            series = self.series(OCCURRENCES)
            if serves(series):
                self._serving = series
                return [each for each in series.occurrences if not each.answered]
        except (StageFailed, BudgetSpent):
            pass
        self.serves = None
        return []

    def _drop_what_changed(self, serving: Series) -> None:
        """Let go of what was answered together with another occurrence; then series serve no longer."""
        states = dict(zip(serving.occurrences, serving.states(), strict=True))
        kept = [each for each in self._idle if each not in states or states[each].like(each.initial)]
        if len(kept) < len(self._idle):
            self.serves = None
        self._idle = kept
        self._out.clear()
