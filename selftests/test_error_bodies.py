"""What an error body gives away, and what it may say."""

from __future__ import annotations

import pytest

from reject_contract.http.exchange import Answer, Sent
from reject_contract.http.redaction import Redaction
from reject_contract.reject.error_bodies import Fault, faults, is_refusal

URL = "http://127.0.0.1:1/home/crm/api/v1/Agents/Appointment/Reject"
SECRET = {"Se3cret-password": "INVITEE_PASSWORD"}


def found(body: str | bytes, media_type: str = "text/plain", sent: Sent | None = None) -> list[Fault]:
    """What is wrong with a 400 of this body."""
    content = body.encode() if isinstance(body, str) else body
    answer = Answer(400, "Bad Request", (("Content-Type", media_type),), content)
    return list(faults(answer, sent or Sent("POST", URL, ()), Redaction(SECRET)))


def requirements(body: str | bytes, media_type: str = "text/plain") -> list[str]:
    """The requirements that a 400 with this body breaks."""
    return [fault.requirement for fault in found(body, media_type)]


@pytest.mark.parametrize(
    "body",
    [
        "Boom\n   at SuperOffice.Services.Agent.Reject(Int32 id)\n   at System.Web.Http.Controllers.Invoke()",
        '{"Message": "x", "StackTrace": "at A.B()"}',
        '{"Message": "x\\r\\n   at A.B.C(String s) in D.cs:line 3"}',
        '{"Message": "x\\r\\n   at A.B.C(String s)\\r\\n   at A.B.D()"}',
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


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("wrong password Se3cret-password", "INVITEE_PASSWORD stands"),
        ("cannot open Server=db1;User=sa;Password=hunter2;", "a password stands"),
        ("pwd = abc", "a password stands"),
    ],
)
def test_secret_is_found(body: str, told: str) -> None:
    """A secret of the target file by its name, and one of the server's own; which one is told, never its value."""
    assert [(each.requirement, each.aspect, each.found) for each in found(body)] == [("RJ-REFUSAL-3", "leak", told)]


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (("Authorization", "Bearer forged-t"), "token forged-t is not known"),
        (("authorization", "Basic  bm9ib2R5 "), "not known: bm9ib2R5"),
        (("X-XSRF-TOKEN", "guard-9X"), "wrong guard-9X"),
        (("SO-AppToken", "application one"), "no such application: application one"),
    ],
)
def test_echoed_credential_is_found(header: tuple[str, str], body: str) -> None:
    """The credential of the request, without its scheme; the header that it came in is told."""
    sent = Sent("POST", URL, (("Accept", "token forged-t"), header))
    assert [(each.requirement, each.found) for each in found(body, sent=sent)] == [
        ("RJ-REFUSAL-3", f"the value of {header[0]} stands")
    ]


@pytest.mark.parametrize(
    ("header", "body"),
    [
        (("Authorization", "Bearer invalid"), "the token is invalid"),
        (("Authorization", "Bearer forged-token"), "Bearer token is not known"),
        (("Accept", "application/json"), "cannot answer application/json"),
        (("Authorization", "Bearer x"), "wrong password = *** given"),
    ],
    ids=["seven-letters", "scheme", "other-header", "masked"],
)
def test_what_may_stand_by_chance_is_no_echo(header: tuple[str, str], body: str) -> None:
    """Short credentials, scheme names and other headers may stand in an error."""
    assert found(body, sent=Sent("POST", URL, (header,))) == []


def test_faults_are_told_the_worst_first() -> None:
    """A secret outweighs a stack trace, that a path, and that a wrong media type."""
    body = "Se3cret-password\nTraceback (most recent call last):\n/var/www/app"
    assert requirements(body, "application/json") == [f"RJ-REFUSAL-{number}" for number in (3, 1, 2, 4)]


@pytest.mark.parametrize(
    ("body", "media_type", "fault"),
    [
        (
            f"Traceback (most recent call last) {'x' * 80}", "text/plain",
            Fault("RJ-REFUSAL-1", "leak", "an error without a stack trace", "'Traceback (most recent call last)'"),
        ),
        (
            f"at {'a.' * 60}b()", "text/plain",
            Fault("RJ-REFUSAL-1", "leak", "an error without a stack trace", repr(f"at {'a.' * 60}"[:80])),
        ),
        (
            f"/var/{'a' * 90}", "text/plain",
            Fault("RJ-REFUSAL-2", "leak", "an error without a path of the server's disk", repr(f"/var/{'a' * 75}")),
        ),
        (
            "<a>", "Application/XML; charset=utf-8",
            Fault(
                "RJ-REFUSAL-4", "shape", "a body of the media type that it declares",
                "application/xml that does not parse stands",
            ),
        ),
        (
            "Se3cret-password", "text/plain",
            Fault("RJ-REFUSAL-3", "leak", "an error that tells no secret", "INVITEE_PASSWORD stands"),
        ),
    ],
    ids=["trace", "long-trace", "long-path", "shape", "secret"],
)  # fmt: skip
def test_fault_says_what_was_expected_and_what_stands(body: str, media_type: str, fault: Fault) -> None:
    """The first eighty letters of what was found are enough to find it in the body."""
    assert found(body, media_type) == [fault]


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
        ("application/json", b"\xff", False),
        ("text/json", "oops", False),
        ("application/problem+json", "oops", False),
        ("application/xml", "<a>", False),
        ("text/xml", "<a>", False),
        ("application/problem+xml", "<a>", False),
        ("text/xml", "<?xml version='1.0'?><a/>", True),
        ("text/xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', True),
        ("text/xml", '<!DOCTYPE a SYSTEM "http://example.com/a.dtd"><a/>', True),
        ("text/xml", "<!DOCTYPE a><a>", False),
        ("text/html", "<p>oops", True),
        ("", "<p>oops", True),
        ("application/json", "", True),
        ("application/json", " \n", True),
        ("application/xml", "", True),
    ],
)
def test_body_is_held_to_its_media_type(media_type: str, body: str | bytes, right: bool) -> None:
    """JSON and XML must parse; other types, and empty bodies, are not looked into."""
    assert (requirements(body, media_type) == []) is right


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (400, "", True),
        (404, "<html>", True),
        (200, "null", True),
        (200, " null\n", True),
        (200, "\ufeffnull", True),
        (399, "null", False),
        (201, "null", False),
        (499, "", True),
        (200, '{"Error": true, "ErrorType": "x"}', True),
        (200, '{"Message": "The request is invalid."}', True),
        (200, '{"AppointmentId": 3, "message": ""}', True),
        (200, '{"AppointmentId": 3}', False),
        (200, '["error"]', False),
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
