"""Conditions over what a client sends: credential, media type, body, headers, address, framing."""

import re
from collections.abc import Callable

from reject_contract.mock.accounts import ACCOUNTS, APP_TOKEN, BYSTANDER, OUTSIDER
from reject_contract.mock.authentication import account_named, session_of
from reject_contract.mock.coercion import INT32, UpdateMode, find
from reject_contract.mock.faults.combined.case import When
from reject_contract.mock.http import Request
from reject_contract.mock.media_types import FORM_TYPE, JSON_TYPES, XML_TYPES, content_type

_NAMES = ("AppointmentId", "RejectReason", "UpdateMode")
_TICKETS = {account.ticket for account in ACCOUNTS}
_TOKENS = {account.token for account in ACCOUNTS}
_XSRF_TOKENS = {account.xsrf_token for account in ACCOUNTS}


def _of(holds: Callable[[Request], bool]) -> When:
    return When(lambda case: holds(case.request))


def header(name: str, value: str | None = None) -> When:
    """A header is sent, with this value if one is given."""
    return _of(lambda request: request.header(name) is not None and value in (None, request.header(name)))


# Who is asking, and how

soticket = When(lambda case: case.scheme == "soticket")
bearer = When(lambda case: case.scheme == "bearer")
session = _of(lambda request: request.header("Authorization") is None and session_of(request) is not None)
session_cookie = _of(lambda request: session_of(request) is not None)
xsrf_token = header("X-XSRF-TOKEN")
nobody = ~(header("Authorization") | header("X-XSRF-TOKEN") | header("Cookie"))
other_cookies = _of(lambda request: ";" in (request.header("Cookie") or "") or session_of(request) is None)
as_bystander = When(lambda case: case.account is BYSTANDER)
as_outsider = When(lambda case: case.account is OUTSIDER)
scheme_in_lower_case = _of(lambda request: (request.header("Authorization") or "A").partition(" ")[0].islower())
scheme_in_capitals = _of(lambda request: (request.header("Authorization") or "a").partition(" ")[0].isupper())
app_token = header("SO-AppToken")
right_app_token = header("SO-AppToken", APP_TOKEN)

# Credentials that are wrong

wrong_password = When(
    lambda case: bool(user := account_named(case.user)) and user is not None and user.password != case.password
)
unknown_user = When(lambda case: case.user != "" and account_named(case.user) is None)
forged_ticket = soticket & When(lambda case: case.secret not in ("", *_TICKETS))
forged_token = bearer & When(lambda case: case.secret not in ("", *_TOKENS))
unknown_scheme = When(lambda case: case.scheme not in ("", "basic", "soticket", "bearer"))
scheme_alone = When(lambda case: case.scheme in ("basic", "soticket", "bearer") and not case.secret)
empty_authorization = header("Authorization", "")
session_without_token = session & ~xsrf_token
session_with_foreign_token = session & _of(
    lambda request: request.header("X-XSRF-TOKEN") in _XSRF_TOKENS - {getattr(session_of(request), "xsrf_token", "")}
)
session_with_made_up_token = session & _of(lambda request: request.header("X-XSRF-TOKEN") not in (None, *_XSRF_TOKENS))
token_without_session = xsrf_token & ~session_cookie & ~header("Authorization")

# Media types

text_json, json_patch, merge_patch = (
    When(lambda case, name=name: case.media_type == name)  # type: ignore[misc]
    for name in JSON_TYPES[1:]
)
xml = When(lambda case: case.media_type in XML_TYPES)
text_xml = When(lambda case: case.media_type == "text/xml")
form = When(lambda case: case.media_type == FORM_TYPE)
json = When(lambda case: case.media_type in JSON_TYPES)
undeclared = When(lambda case: case.media_type not in ("", FORM_TYPE, *JSON_TYPES, *XML_TYPES))
charset = _of(lambda request: content_type(request)[1] is not None)
utf_16 = _of(lambda request: (content_type(request)[1] or "").lower().startswith("utf-16"))
namespaced = xml & _of(lambda request: b"xmlns" in request.body)

# How the body is written


def _body(pattern: bytes) -> When:
    found = re.compile(pattern)
    return _of(lambda request: found.search(request.body) is not None)


def _order(names: list[str]) -> list[int]:
    return [_NAMES.index(name[0].upper() + name[1:]) for name in names if name[:1].upper() + name[1:] in _NAMES]


camel_case = When(lambda case: any(name in case.members for name in ("appointmentId", "rejectReason", "updateMode")))
reordered = When(lambda case: (found := _order(list(case.members))) != sorted(found))
extra_member = When(lambda case: any(name.lower() not in {n.lower() for n in _NAMES} for name in case.members))
nested_member = When(lambda case: any(isinstance(value, dict | list) for value in case.members.values()))
escaped = _body(rb"\\u[0-9a-fA-F]{4}")
escaped_name = _body(rb'"[^"]*\\u[0-9a-fA-F]{4}[^"]*"\s*:')
byte_order_mark = _body(rb"\A\xef\xbb\xbf")
pretty = json & _body(rb"\n\s+\"")
twice_named = When(lambda case: len({name.lower() for name in case.members}) < len(case.members)) | _of(
    lambda request: any(request.body.count(b'"%s"' % name.encode()) > 1 for name in _NAMES)
)
xml_declaration = _body(rb"\A\s*<\?xml")
broken = When(lambda case: bool(case.request.body) and not case.members and not undeclared(case))
big = _of(lambda request: len(request.body) > 16_000)


def omitted(name: str) -> When:
    """The body can be read, and lacks a property."""
    return When(lambda case: bool(case.members) and name.lower() not in {given.lower() for given in case.members})


def null(name: str) -> When:
    """A property is null."""
    return When(lambda case: find(case.members, name, "") is None)


id_in_quotes = json & When(lambda case: isinstance(find(case.members, "AppointmentId"), str))
id_beyond_int32 = When(lambda case: str(value := find(case.members, "AppointmentId")).lstrip("-").isdigit()
                       and int(str(value)) not in INT32)  # fmt: skip
mode_as_number = json & When(lambda case: type(find(case.members, "UpdateMode")) is int)
mode_in_other_case = When(
    lambda case: (
        isinstance(value := find(case.members, "UpdateMode"), str)
        and case.mode is not None
        and not value.strip().isdigit()
        and value != case.mode.name
    )
)
unknown_text_as_mode = When(lambda case: case.mode is None and isinstance(find(case.members, "UpdateMode"), str))
other_type_as_mode = When(lambda case: case.mode is None and not isinstance(find(case.members, "UpdateMode"), str))
list_as_reason = When(lambda case: isinstance(find(case.members, "RejectReason"), list | dict))

# What the body says


def _mode(mode: UpdateMode) -> When:
    return When(lambda case: bool(case.members) and case.mode == mode)


unknown, only_this = _mode(UpdateMode.Unknown), _mode(UpdateMode.OnlyThis)
forward, stop = _mode(UpdateMode.ThisAndForward), _mode(UpdateMode.StopRecurrence)


def reason(holds: Callable[[str], object]) -> When:
    """Something is true of the reason."""
    return When(lambda case: bool(holds(case.reason)))


def reason_with(*texts: str) -> When:
    """The reason contains one of these texts."""
    return reason(lambda given: any(text in given for text in texts))


no_reason = When(lambda case: case.reason == "" and isinstance(find(case.members, "RejectReason"), str))
beyond_ascii = reason(lambda given: not given.isascii())
emoji = reason(lambda given: any(ord(each) > 0xFFFF for each in given))
of_full_length = reason(lambda given: len(given) == 254)
too_long = reason(lambda given: len(given) > 254)

# Headers, address, method

accepts_xml = _of(lambda request: "xml" in (request.header("Accept") or ""))
no_accept = ~header("Accept")
header_names_in_lower_case = _of(lambda request: all(name.islower() for name, _ in request.headers))
select = _of(lambda request: request.parameter("$select") is not None)
empty_select = _of(lambda request: request.parameter("$select") == "")
nested_select = _of(lambda request: "/" in (request.parameter("$select") or ""))
repeated_select = _of(lambda request: sum(name.lower() == "$select" for name, _ in request.query) > 1)
path_in_lower_case = _of(lambda request: request.path.islower())
slash_at_end = _of(lambda request: request.path.endswith("/"))
encoded_path = _of(lambda request: "%" in request.target.partition("?")[0])


def method(name: str) -> When:
    """The request has this method."""
    return _of(lambda request: request.method == name)


# The wire

chunked = header("Transfer-Encoding")
expects = header("Expect")
http_1_0 = _of(lambda request: request.version == "HTTP/1.0")
closes = _of(lambda request: (request.header("Connection") or "").lower() == "close")
