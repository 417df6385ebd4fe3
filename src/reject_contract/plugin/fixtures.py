"""What the contract tests are given."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

import pytest

from reject_contract.http.violation import Omitted, Unjudged
from reject_contract.plugin.case_result import CASE_RESULT, CaseResult, Observe
from reject_contract.plugin.session import SESSION
from reject_contract.reject import timing
from reject_contract.reject.client import OPERATION, RejectClient
from reject_contract.reject.combined import Combined
from reject_contract.reject.raw_requests import RawRequests
from reject_contract.reject.refused import Refused
from reject_contract.reject.scenes import Scenes
from reject_contract.reject.sentinels import Sentinels
from reject_contract.reject.valid import Valid
from reject_contract.run.run import Run
from reject_contract.stage.invitations import Invitation
from reject_contract.stage.stage import Stage
from reject_contract.target.target_file import Target

if TYPE_CHECKING:
    from reject_contract.reject.properties import Properties

AnyCombined = TypeVar("AnyCombined", bound=Combined)


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Run:
    """The run on the target that the test is for."""
    return request.config.stash[SESSION].run(request.param)


@pytest.fixture
def target(run: Run) -> Target:
    """The target file's content."""
    return run.target


@pytest.fixture(scope="session")
def sentinels(run: Run) -> Sentinels:
    """Bookings that no test touches."""
    found = Sentinels(run.stage, RejectClient.of(run.clients["invitee"]))
    found.post()
    return found


@pytest.fixture
def stage(request: pytest.FixtureRequest, run: Run) -> Stage:
    """Makes invitations and reads them back; sentinels before all others, where a test asks for them."""
    if request.config.stash[SESSION].has_sentinels and run.stage.makes:
        request.getfixturevalue("sentinels")
    return run.stage


@pytest.fixture
def provided(run: Run, stage: Stage) -> Stage:
    """The same, where it has invitations to be rejected."""
    if run.has_none:
        raise Omitted(run.has_none)
    return stage


@pytest.fixture
def invitation(provided: Stage) -> Iterator[Invitation]:
    """A pending invitation of the invitee, to be rejected."""
    yield from _lent(provided, provided.invitation())


@pytest.fixture
def single(provided: Stage) -> Iterator[Invitation]:
    """A pending invitation that is no occurrence of a series, to be rejected."""
    yield from _lent(provided, provided.single())


@pytest.fixture
def newest(stage: Stage) -> Iterator[Invitation]:
    """A pending invitation that was made last, for requests that name none and must leave it untouched."""
    yield from _lent(stage, stage.new_invitation() if stage.provisions else stage.pending())


@pytest.fixture
def pending(stage: Stage) -> Iterator[Invitation]:
    """A pending invitation for requests that must leave it untouched."""
    yield from _lent(stage, stage.pending())


def _lent(stage: Stage, invitation: Invitation) -> Iterator[Invitation]:
    yield invitation
    # A target that is gone shows in the next test; a teardown judges nothing.
    with contextlib.suppress(Unjudged), stage.invitee.recorder.summarised():
        stage.give_back(invitation)


@pytest.fixture
def organizer(run: Run) -> RejectClient:
    """The account that makes the invitations."""
    if "organizer" not in run.clients:
        raise Omitted("the target file has no organizer")
    return RejectClient.of(run.clients["organizer"])


@pytest.fixture
def invitee(run: Run) -> RejectClient:
    """The account that is invited, and rejects."""
    return RejectClient.of(run.clients["invitee"])


@pytest.fixture
def raw(invitee: RejectClient) -> RawRequests:
    """Raw connections of the invitee."""
    if not invitee.transport.route.direct:
        raise Omitted("raw connections go through an HTTP proxy to https addresses alone; here a proxy is in between")
    return RawRequests(invitee)


@pytest.fixture
def bystander(run: Run) -> RejectClient:
    """A second invitee."""
    return RejectClient.of(run.clients["bystander"])


@pytest.fixture
def outsider(run: Run) -> RejectClient:
    """An account that is invited to nothing that is rejected."""
    return RejectClient.of(run.clients["outsider"])


@pytest.fixture
def properties(request: pytest.FixtureRequest, invitee: RejectClient, stage: Stage) -> Properties:
    """Generated requests, as many and with the seed that the options say."""
    from reject_contract.reject.properties import Properties  # here: Schemathesis takes half a second to load

    options = request.config.stash[SESSION].options
    return Properties(invitee, stage, options.examples, options.seed)


def _combined(kind: type[AnyCombined], run: Run) -> AnyCombined:
    clients = {role: RejectClient.of(client) for role, client in run.clients.items()}
    kinds, accounts = run.target.allowed(clients["invitee"].account), run.target.accounts.given()
    more = {"app_token": run.target.app_token, "wrong passwords": run.target.risks_no_lockout}
    has = frozenset({*kinds, *accounts, *(name for name, given in more.items() if given), run.target.installation})
    scenes = Scenes(run.stage, clients["invitee"], clients.get("bystander"))
    return kind(clients, run.stage, scenes, has)


@pytest.fixture(scope="session")
def valid(run: Run) -> Valid:
    """Judges combinations of valid values; what it learns of the target serves all of them."""
    return _combined(Valid, run)


@pytest.fixture(scope="session")
def refused(run: Run) -> Refused:
    """Judges combinations with something wrong in them; what it learns of the target serves all of them."""
    return _combined(Refused, run)


@pytest.fixture
def times(run: Run, invitee: RejectClient, stage: Stage) -> list[float]:
    """How long the rejects of the run took, in seconds; some more are sent where they were few."""
    taken = run.recorder.seconds.setdefault(OPERATION.name, [])
    while len(taken) < timing.SLOW_SHARE:
        invitee.reject(stage.invitation().id)
    return taken


@pytest.fixture
def observe(request: pytest.FixtureRequest) -> Observe:
    """Notes what the server does where the documents leave it open."""
    case_result: CaseResult = request.node.stash[CASE_RESULT]
    return case_result.observe
