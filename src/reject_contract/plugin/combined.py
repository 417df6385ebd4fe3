"""Hands the combinations to the contract tests: which there are, and what judges them."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import pytest

from reject_contract.plugin.session import SESSION
from reject_contract.reject import combinations
from reject_contract.reject.client import RejectClient
from reject_contract.reject.combined import Combined
from reject_contract.reject.scenes import Scenes
from reject_contract.run.run import Run

_COMBINED: WeakKeyDictionary[pytest.Config, dict[str, Combined]] = WeakKeyDictionary()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of a `combination` runs once for each."""
    if "combination" in metafunc.fixturenames:
        options = metafunc.config.stash[SESSION].options
        drawn = combinations.drawn(options.strength, options.seed)
        metafunc.parametrize("combination", drawn, ids=[each.id for each in drawn])


@pytest.fixture
def combined(request: pytest.FixtureRequest, run: Run) -> Combined:
    """Judges combinations on the target; what it learns of the target serves all of them."""
    of_run = _COMBINED.setdefault(request.config, {})
    if run.target.name not in of_run:
        clients = {role: RejectClient.of(client) for role, client in run.clients.items()}
        invitee, accounts = clients["invitee"], run.target.accounts.given()
        kinds = tuple(run.target.allowed(accounts["invitee"]))
        has = frozenset({*kinds, *accounts, *(["app_token"] if run.target.app_token else [])})
        scenes = Scenes(run.stage, invitee, clients.get("bystander"))
        of_run[run.target.name] = Combined(invitee, run.stage, scenes, kinds, has)
    return of_run[run.target.name]
