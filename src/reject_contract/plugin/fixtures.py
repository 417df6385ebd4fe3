"""What the contract tests are given."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from reject_contract.http.client import Client
from reject_contract.http.violation import Unjudged
from reject_contract.plugin.case_result import CASE_RESULT, CaseResult, Observe
from reject_contract.plugin.session import SESSION
from reject_contract.reject.properties import Properties
from reject_contract.reject.raw_requests import RawRequests
from reject_contract.run.run import Run
from reject_contract.stage.invitations import Invitation
from reject_contract.stage.stage import Stage
from reject_contract.target.target_file import Target


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Run:
    """The run on the target that the test is for."""
    return request.config.stash[SESSION].run(request.param)


@pytest.fixture
def target(run: Run) -> Target:
    """The target file's content."""
    return run.target


@pytest.fixture
def stage(run: Run) -> Stage:
    """Makes invitations and reads them back."""
    return run.stage


@pytest.fixture
def invitation(stage: Stage) -> Iterator[Invitation]:
    """A pending invitation of the invitee, to be rejected."""
    invitation = stage.invitation()
    yield invitation
    _give_back(stage, invitation)


@pytest.fixture
def pending(stage: Stage) -> Iterator[Invitation]:
    """A pending invitation for requests that must leave it untouched."""
    invitation = stage.pending()
    yield invitation
    _give_back(stage, invitation)


def _give_back(stage: Stage, invitation: Invitation) -> None:
    # A target that is gone shows in the next test; a teardown judges nothing.
    with contextlib.suppress(Unjudged), stage.invitee.recorder.summarised():
        stage.give_back(invitation)


@pytest.fixture
def organizer(run: Run) -> Client:
    """The account that makes the invitations."""
    return run.clients["organizer"]


@pytest.fixture
def invitee(run: Run) -> Client:
    """The account that is invited, and rejects."""
    return run.clients["invitee"]


@pytest.fixture
def raw(invitee: Client) -> RawRequests:
    """Raw connections of the invitee."""
    if invitee.transport.proxied:
        raise Unjudged("a proxy stands between here and the target; raw connections do not pass it")
    return RawRequests(invitee)


@pytest.fixture
def bystander(run: Run) -> Client:
    """A second invitee."""
    return run.clients["bystander"]


@pytest.fixture
def outsider(run: Run) -> Client:
    """An account that is never invited."""
    return run.clients["outsider"]


@pytest.fixture
def properties(request: pytest.FixtureRequest, invitee: Client, stage: Stage) -> Properties:
    """Generated requests, as many and with the seed that the options say."""
    options = request.config.stash[SESSION].options
    return Properties(invitee, stage, options.examples, options.seed)


@pytest.fixture
def observe(request: pytest.FixtureRequest) -> Observe:
    """Notes what the server does where the documents leave it open."""
    case_result: CaseResult = request.node.stash[CASE_RESULT]
    return case_result.observe
