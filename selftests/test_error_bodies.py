"""What an error body gives away, and what it may say."""

from __future__ import annotations

import pytest

from reject_contract.errorbodies import faults, is_refusal
from reject_contract.exchange import Answer, Sent
from reject_contract.redaction import Redaction

URL = "http://127.0.0.1:1/home/crm/api/v1/Agents/Appointment/Reject"
SECRET = {"Se3cret-password": "INVITEE_PASSWORD"}


def requirements(body: str, media_type: str = "text/plain", sent: Sent | None = None) -> list[str]:
    """The requirements that a 400 with this body breaks."""
    answer = Answer(400, "Bad Request", (("Content-Type", media_type),), body.encode())
    return [fault.requirement for fault in faults(answer, sent or Sent("POST", URL, ()), Redaction(SECRET))]


@pytest.mark.parametrize(
    "body",
    [
        "Boom\n   at SuperOffice.Services.Agent.Reject(Int32 id)\n   at System.Web.Http.Controllers.Invoke()",
        '{"Message": "x", "StackTrace": "at A.B()"}',
        '{"Message": "x\\r\\n   at A.B.C(String s) in D.cs:line 3"}',
        "Traceback (most recent call last):\n  ...",
        'File "app.py", line 3, in reject',
        "java.lang.NullPointerException\n\tat com.example.Agent.reject(Agent.java:12)",
        "--- End of inner exception stack trace ---",
        "<Error><StackTrace>at A.B()</StackTrace></Error>",
    ],
)
def test_stack_trace_is_found(body: str) -> None:
    """Frames of .NET, Java and Python, in text, JSON or XML."""
    assert "RJ-REFUSAL-1" in requirements(body)


@pytest.mark.parametrize(
    "body",
    [
        r"C:\inetpub\wwwroot\SuperOffice\web.config",
        r'{"Message": "C:\\inetpub\\wwwroot\\bin"}',
        r"\\fileserver\share\data",
        "cannot open /var/www/crm/app.config",
        '"/usr/lib/mono/Reject.cs"',
    ],
)
def test_path_is_found(body: str) -> None:
    """Paths of Windows, of shares and of Unix."""
    assert requirements(body) == ["RJ-REFUSAL-2"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "Bad request",
        '{"Error": true, "ErrorType": "SoNotFoundException", "ErrorMessage": "Appointment id 9 not found",'
        ' "ErrorSource": "SuperOffice.Services.Implementation"}',
        '{"Message": "No HTTP resource was found that matches the request URI \'http://127.0.0.1:1/usr/x/Reject\'."}',
        '{"type": "https://tools.ietf.org/html/rfc9110#section-15.5.1", "title": "Bad", "instance":'
        ' "/home/crm/api/v1/Agents/Appointment/Reject"}',
        '{"Message": "x", "StackTrace": null}',
        "Unexpected character at line 1 (position 3), path AppointmentId",
        "at least one of a/b or c:d must be given; and/or both",
        "<html><head><title>401</title></head><body><h1>Unauthorized</h1></body></html>",
    ],
)
def test_ordinary_error_is_clean(body: str) -> None:
    """Types, messages, sources and addresses are what errors are made of."""
    assert requirements(body) == []


def test_secret_and_echoed_credential_are_found() -> None:
    """A secret of the target file, and the credential of the request."""
    sent = Sent("POST", URL, (("Authorization", "Bearer forged-token-7f3a91"),))
    assert requirements("wrong password Se3cret-password") == ["RJ-REFUSAL-3"]
    assert requirements("token forged-token-7f3a91 is not known", sent=sent) == ["RJ-REFUSAL-3"]
    assert requirements("cannot open Server=db1;User=sa;Password=hunter2;") == ["RJ-REFUSAL-3"]
    assert requirements("token is not known, wrong password = *** given", sent=sent) == []


def test_password_that_is_a_common_word_is_no_leak() -> None:
    """An error may speak of a password, whatever the password is."""
    answer = Answer(401, "Unauthorized", (), b"wrong user or password")
    assert list(faults(answer, Sent("POST", URL, ()), Redaction({"password": "INVITEE_PASSWORD"}))) == []


@pytest.mark.parametrize(
    ("media_type", "body", "right"),
    [
        ("application/json", "{", False),
        ("application/json; charset=utf-8", '{"a": 1}', True),
        ("application/json", '\ufeff{"a": 1}', True),
        ("application/problem+json", "oops", False),
        ("application/xml", "<a>", False),
        ("text/xml", "<?xml version='1.0'?><a/>", True),
        ("text/html", "<p>oops", True),
        ("application/json", "", True),
    ],
)
def test_body_is_held_to_its_media_type(media_type: str, body: str, right: bool) -> None:
    """JSON and XML must parse; other types, and empty bodies, are not looked into."""
    assert (requirements(body, media_type) == []) is right


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, "", True),
        (404, "<html>", True),
        (200, "null", True),
        (200, " null\n", True),
        (200, '{"Error": true, "ErrorType": "x"}', True),
        (200, '{"Message": "The request is invalid."}', True),
        (200, '{"AppointmentId": 3}', False),
        (200, "<html>login</html>", False),
        (200, "", False),
        (204, "", False),
        (302, "", False),
        (500, '{"Error": true}', False),
    ],
)
def test_refusal_is_a_4xx_or_what_the_agents_describe(status: int, body: str, expected: bool) -> None:
    """200 with null or with an error object is the agents' documented way to fail; a page is not."""
    assert is_refusal(Answer(status, "", (), body.encode())) is expected
