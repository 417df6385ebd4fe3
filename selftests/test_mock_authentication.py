"""Who is let in by the mock, on each kind of installation, and how the others are turned away."""

import base64
from collections.abc import Iterator

import pytest
import requests

from reject_contract.mock import MockServer, build_app
from reject_contract.mock.accounts import APP_TOKEN, INVITEE, ORGANIZER, SESSION_COOKIE

Headers = dict[str, str]

SESSION = f"{SESSION_COOKIE}={INVITEE.session}"


def basic(name: str, password: str) -> Headers:
    """A Basic credential."""
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()}


RIGHT = {
    "basic": basic(INVITEE.name, INVITEE.password),
    "soticket": {"Authorization": f"SoTicket {INVITEE.ticket}", "SO-AppToken": APP_TOKEN},
    "bearer": {"Authorization": f"Bearer {INVITEE.token}"},
    "xsrf": {"X-XSRF-TOKEN": INVITEE.xsrf_token, "Cookie": f"other=1; {SESSION}"},
}

WRONG: dict[str, Headers] = {
    "nothing": {},
    "wrong password": basic(INVITEE.name, "wrong"),
    "empty password": basic(INVITEE.name, ""),
    "unknown user": basic("nobody", INVITEE.password),
    "no colon": {"Authorization": "Basic " + base64.b64encode(b"invitee").decode()},
    "not base64": {"Authorization": "Basic %%%"},
    "not utf-8": {"Authorization": "Basic " + base64.b64encode(b"\xff:\xff").decode()},
    "forged ticket": {"Authorization": "SoTicket 7T:Zm9yZ2Vk", "SO-AppToken": APP_TOKEN},
    "expired ticket": {"Authorization": f"SoTicket {INVITEE.expired_ticket}", "SO-AppToken": APP_TOKEN},
    "ticket as token": {"Authorization": f"Bearer {INVITEE.ticket}", "SO-AppToken": APP_TOKEN},
    "forged token": {"Authorization": f"Bearer {INVITEE.token[:-1]}"},
    "unknown scheme": {"Authorization": f"Digest {INVITEE.token}"},
    "scheme alone": {"Authorization": "SoTicket"},
    "empty header": {"Authorization": ""},
    "session without token": {"Cookie": SESSION},
    "token without session": {"X-XSRF-TOKEN": INVITEE.xsrf_token},
    "token of another session": {"X-XSRF-TOKEN": ORGANIZER.xsrf_token, "Cookie": SESSION},
    "made-up session": {"X-XSRF-TOKEN": INVITEE.xsrf_token, "Cookie": f"{SESSION_COOKIE}=abc"},
    "broken cookie": {"X-XSRF-TOKEN": INVITEE.xsrf_token, "Cookie": "=;=,;"},
    "wrong header beside session": {"Authorization": "Bearer x", **RIGHT["xsrf"]},
}


@pytest.fixture(scope="module", params=["onsite", "online"])
def server(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """A running mock of each installation."""
    with MockServer(build_app(request.param)) as running:
        yield running


def ask(server: MockServer, headers: Headers) -> requests.Response:
    """Reject appointment 0, which is 404 for whoever is let in."""
    session = requests.Session()
    session.trust_env = False
    with session:
        url = f"{server.base_url}/api/v1/Agents/Appointment/Reject"
        return session.post(url, json={}, headers=headers, timeout=5)


@pytest.mark.parametrize("kind", RIGHT)
def test_right_credentials_are_let_in(server: MockServer, kind: str) -> None:
    """All kinds are let in onsite, all but Basic online."""
    refused = kind == "basic" and server.app.installation == "online"
    assert ask(server, RIGHT[kind]).status_code == (401 if refused else 404)


@pytest.mark.parametrize("spelling", ["soticket", "SOTICKET", "SOTicket", "SoTicket  "])
def test_scheme_in_any_letter_case(server: MockServer, spelling: str) -> None:
    """The letter case of a scheme does not matter, nor do further spaces."""
    headers = {"Authorization": f"{spelling} {INVITEE.ticket}", "so-apptoken": APP_TOKEN}
    assert ask(server, headers).status_code == 404


@pytest.mark.parametrize("case", WRONG)
def test_wrong_credentials_are_401(server: MockServer, case: str) -> None:
    """Whatever is wrong, the answer is a 401 with challenges, an error, and nothing of the credential."""
    answer = ask(server, WRONG[case])
    assert answer.status_code == 401 and answer.json()["Error"] is True
    assert "Bearer" in answer.headers["WWW-Authenticate"]
    assert ("Basic" in answer.headers["WWW-Authenticate"]) == (server.app.installation == "onsite")
    for secret in (INVITEE.ticket, INVITEE.token[:-1], INVITEE.xsrf_token, INVITEE.session, APP_TOKEN):
        assert secret not in answer.text + str(answer.headers)


@pytest.mark.parametrize("app_token", [None, "", "wrong"])
def test_app_token_matters_online_only(server: MockServer, app_token: str | None) -> None:
    """Online, a ticket needs the right application token; onsite nobody looks at it."""
    headers = {"Authorization": f"SoTicket {INVITEE.ticket}"}
    if app_token is not None:
        headers["SO-AppToken"] = app_token
    assert ask(server, headers).status_code == (401 if server.app.installation == "online" else 404)


def test_credential_is_checked_before_the_body(server: MockServer) -> None:
    """A stranger learns nothing about a body that could not be read."""
    url = f"{server.base_url}/api/v1/Agents/Appointment/Reject"
    assert requests.post(url, data=b"{", timeout=5).status_code == 401


def test_neighbours_need_a_login_too(server: MockServer) -> None:
    """The other operations refuse strangers as well."""
    for name in ("SaveAppointmentEntity", "GetAppointmentRecords", "CreateDefaultAppointmentEntity"):
        url = f"{server.base_url}/api/v1/Agents/Appointment/{name}"
        assert requests.post(url, json={}, timeout=5).status_code == 401
