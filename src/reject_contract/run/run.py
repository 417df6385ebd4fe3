"""One run on one target: its accounts' clients, its stage, and whether it can be judged at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self

from reject_contract.http.budget import Budget, Ledger, OwnLedger
from reject_contract.http.client import Client
from reject_contract.http.exchange_log import ExchangeLog
from reject_contract.http.lockout import Lockout
from reject_contract.http.recorder import Recorder
from reject_contract.http.redaction import Redaction
from reject_contract.http.transport import Transport
from reject_contract.http.violation import TargetGone, Unjudged
from reject_contract.stage import clean_up
from reject_contract.stage.given import MADE, NOT_READ, Given, GivenStage
from reject_contract.stage.journal import Journal
from reject_contract.stage.stage import Stage
from reject_contract.target import credentials
from reject_contract.target.target_file import KINDS, Target
from reject_contract.verdict.register import Requirement


@dataclass
class Run:
    """Everything that the tests use of one target."""

    target: Target
    recorder: Recorder
    redaction: Redaction
    clients: dict[str, Client]
    stage: Stage
    transport: Transport
    naming: tuple[str, ...] = ()
    """The options that name the target on the command line."""
    repeating: tuple[str, ...] = ()
    """The others with which a test on it is repeated."""
    no_writes: str = ""
    release: str = ""
    """What the server says of itself on GET /api; empty until it was asked, and where it says nothing."""
    _hopeless: str | None = None
    _checked: bool = False

    @classmethod
    def start(
        cls,
        target: Target,
        journal: Path,
        naming: tuple[str, ...] = (),
        repeating: tuple[str, ...] = (),
        ledger: Ledger | None = None,
        log: ExchangeLog | None = None,
        *,
        no_writes: str,
        shared: Path | None = None,
    ) -> Run:
        """Put the pieces together; nothing is sent yet.

        Processes that share a run share a `ledger`, and a file that counts given invitations. Each request is
        written to the `log`, where there is one. `no_writes` says why nothing may be written; empty where it may.
        """
        redaction = Redaction.of(target)
        recorder = Recorder(log, redaction)
        budget = Budget(target.limits, target.pace, ledger or OwnLedger(), Lockout(target))
        transport = Transport(target, budget, recorder.record_besides)
        clients = {}
        for role, account in target.accounts.given().items():
            kind = target.allowed(account)[0]
            good = credentials.good(target, account, kind)
            clients[role] = Client(target, role, account, transport, recorder, redaction, good, kind)
        is_given = target.invitations == "given"
        given = partial(GivenStage, given=Given(target.given_ids, shared), reads=target.read_back)
        stage = (given if is_given else Stage)(
            clients.get("organizer", clients["invitee"]),
            clients["invitee"],
            clients.get("bystander"),
            Journal(journal),
            budget,
            provisions=target.provisions and not no_writes,
            looks_up=target.invitations != "none" and target.read_back,
            outsider=clients.get("outsider"),
        )
        run = cls(target, recorder, redaction, clients, stage, transport, naming, repeating, no_writes)
        transport.guard.forbid_making(run.makes_none)
        return run

    def begin(self, preflight: Callable[[Run], None]) -> None:
        """Start a test: forget the exchanges of the one before; `Unjudged` where nothing can be judged.

        The preflight is made before the first test, and raises `Unjudged` where there should be none.
        """
        self.recorder.begin()
        if not self._checked:
            self._checked = True
            try:
                preflight(self)
            except Unjudged as reason:
                self._hopeless = str(reason)
        if self._hopeless is not None:
            raise Unjudged(self._hopeless)

    def about(self, test: str = "", requirements: tuple[str, ...] = ()) -> None:
        """Say in the log what the requests to come are sent for."""
        if self.recorder.log:
            self.recorder.log.about(test, requirements)

    @property
    def hopeless(self) -> bool:
        """Whether nothing can be judged on the target, or nothing more."""
        return self._hopeless is not None

    def give_up(self, reason: TargetGone) -> None:
        """Judge nothing more on this target."""
        self._hopeless = str(reason)

    def missing(self, requirement: Requirement) -> str | None:
        """Why the target cannot be judged on a requirement; None where it can."""
        has = self._capabilities()
        if "invitations" in requirement.needs and not (self.target.read_back or requirement.by_answer):
            return NOT_READ
        for need in requirement.needs:
            if need not in has:
                return self._reason(need)
        return None

    @property
    def has_none(self) -> str:
        """Why there is no invitation to be rejected; empty where there is."""
        return "" if self.stage.provisions else self._reason("invitations")

    @property
    def makes_none(self) -> str:
        """Why no invitation can be made; empty where it can."""
        return self.has_none or ("" if self.stage.makes else MADE)

    def counts(self) -> dict[str, Any]:
        """What was sent, and when: requests, writes, begin of the first request and end of the last."""
        budget, recorder = self.transport.budget, self.recorder
        return {
            "requests": budget.requests,
            "writes": budget.writes,
            "first": recorder.first,
            "last": recorder.last,
            "kinds": dict(budget.kinds),
            "release": self.release,
            "left": self.stage.journal.count,
            "kept_cancelled": self.stage.kept_cancelled,
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Delete what was made, and leave."""
        self.about()
        try:
            with self.recorder.summarised():
                clean_up.quietly(self.stage, self.stage.journal)
        finally:
            self.leave()

    def leave(self) -> None:
        """Close files and connections; what was made stays, and stands in the journal."""
        if self.recorder.log:
            self.recorder.log.close()
        self.stage.journal.close()
        self.transport.adapter.close()

    def _capabilities(self) -> set[str]:
        accounts = self.target.accounts.given()
        has = {self.target.installation, *accounts, *self.target.allowed(accounts["invitee"])}
        if self.target.app_token:
            has.add("app_token")
        if self.stage.provisions:
            has |= {"invitations", "series"} if self.stage.makes else {"invitations"}
        return has

    def _reason(self, need: str) -> str:
        if need in ("invitations", "series"):
            if not self.target.provisions:
                said = "invitations: none" if self.target.invitations == "none" else f"scope: {self.target.scope}"
                return f"the target file says {said}"
            return self.no_writes or MADE
        if need in KINDS:
            return f"the target file gives the invitee no {need} credential that the installation allows"
        if need in ("onsite", "online"):
            return f"the installation is {self.target.installation}"
        return f"the target file has no {need}"
