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
    _made: int = 0
    _handed_out: int = 0
    _seen: dict[Invitation, int] = field(default_factory=dict)
    """Occurrences, and how many had been handed out when each was last seen to be pending."""

    def take(self) -> Invitation:
        """An invitation that nothing has touched: one that was given back, an occurrence, or a new single one."""
        if not self._idle and self.serves and self._made >= SINGLES:
            self._idle = self._occurrences(self.serves)
        while self._idle:
            invitation = self._idle.pop()
            if self._as_new(invitation):
                invitation.untouched = False
                self._handed_out += 1
                return invitation
            self.serves = None  # it was answered together with another occurrence
        self._made += 1
        return self.single()

    def take_single(self) -> Invitation:
        """One that is no occurrence of a series: one that was given back, or a new one."""
        for place, invitation in enumerate(self._idle):
            if invitation not in self._seen:
                del self._idle[place]
                invitation.untouched = False
                return invitation
        return self.single()

    def give_back(self, invitation: Invitation) -> None:
        """Keep an invitation to be used again, if it is still as good as new."""
        if not invitation.answered and not invitation.untouched:
            invitation.untouched = invitation.read().like(invitation.initial)
        if invitation.untouched and not invitation.answered:
            self._idle.append(invitation)
            if invitation in self._seen:
                self._seen[invitation] = self._handed_out

    def _as_new(self, invitation: Invitation) -> bool:
        """Whether an invitation is pending still; looked at only where another was handed out since."""
        if self._seen.get(invitation, self._handed_out) == self._handed_out:
            return True
        self._seen[invitation] = self._handed_out
        return invitation.read().like(invitation.initial)

    def _occurrences(self, serves: Callable[[Series], bool]) -> list[Invitation]:
        """The occurrences of a new series; none, now and later, where the target's series do not serve."""
        try:
            series = self.series(OCCURRENCES)
            if serves(series):
                found = [each for each in series.occurrences if not each.answered]
                self._seen = dict.fromkeys(found, self._handed_out)
                return found
        except (StageFailed, BudgetSpent):
            pass
        self.serves = None
        return []
