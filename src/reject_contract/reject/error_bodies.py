"""Reads error answers: whether they refuse, and whether they tell more than they should."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from reject_contract.http.exchange import Answer, Sent
from reject_contract.http.redaction import Redaction
from reject_contract.target.credentials import without_scheme

ERROR_MEMBERS = {"error", "errortype", "errormessage", "message", "messagedetail", "errorsource", "exceptiontype"}

STACK = re.compile(
    r"^\s*at [\w$<>`\[\]+]+(?:\.[\w$<>`\[\]+]+)+\(.*?\)"  # .NET, Java
    r"|\bat [A-Za-z_][\w]*(?:\.[\w`<>+]+)+\([^)]*\)\s+(?:in |at )"
    r"|Traceback \(most recent call last\)"
    r'|File "[^"\n]+", line \d+'
    r"|--- End of (?:inner exception )?stack trace"
    r'|"StackTrace(?:String)?"\s*:\s*"[^"]'
    r"|<StackTrace(?:String)?>[^<]",
    re.MULTILINE | re.IGNORECASE,
)
PATH = re.compile(
    r"(?<![\w/])[A-Za-z]:\\{1,2}[\w$ .-]+\\{1,2}[\w$ .-]+"  # C:\inetpub\wwwroot
    r"|(?<![\w:\\])\\{2,4}[\w.-]+\\{1,2}[\w$.-]+\\{1,2}"  # \\server\share\
    r"|(?<![\w/.:])/(?:usr|var|home|opt|etc|srv|app|tmp|root|mnt|inetpub|proc|Users)/[\w.-]+(?:/[\w.-]+)*"
)
ASSIGNED = re.compile(r"(?:password|pwd|client_secret|private_key)\s*=\s*(?![*\s])[^\s;,\"'<&]{3,}", re.IGNORECASE)
"""A secret of the server's own, as connection strings and settings have them."""
ADDRESS = re.compile(r"""\b(?:https?|urn)://?[^\s"'<>]+""", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """One thing that an error body should not be, with the requirement that says so."""

    requirement: str
    aspect: str
    expected: str
    found: str


def is_refusal(answer: Answer) -> bool:
    """Whether the answer refuses: a 4xx, or 200 with null or an error object as the agents may give."""
    if 400 <= answer.status < 500:
        return True
    if answer.status != 200:
        return False
    try:
        found = json.loads(answer.text.removeprefix("\ufeff"))
    except ValueError:
        return False
    return found is None or (isinstance(found, dict) and any(name.lower() in ERROR_MEMBERS for name in found))


def faults(answer: Answer, sent: Sent, redaction: Redaction) -> Iterator[Fault]:
    """What is wrong with the body of an error answer, the worst first."""
    text = answer.text
    leaked = redaction.secrets_in(text) + _echoed(text, sent) + ["a password"] * bool(ASSIGNED.search(text))
    if leaked:
        yield Fault("RJ-REFUSAL-3", "leak", "an error that tells no secret", f"{leaked[0]} stands")
    if match := STACK.search(text.replace("\\n", "\n")):
        yield Fault("RJ-REFUSAL-1", "leak", "an error without a stack trace", repr(match[0][:80]))
    if match := PATH.search(ADDRESS.sub(" ", text).replace(urlsplit(sent.url).path, " ")):
        yield Fault("RJ-REFUSAL-2", "leak", "an error without a path of the server's disk", repr(match[0][:80]))
    if problem := _not_what_it_says(answer):
        yield Fault("RJ-REFUSAL-4", "shape", "a body of the media type that it declares", problem)


def _echoed(text: str, sent: Sent) -> list[str]:
    """Credentials of the request that stand in the answer."""
    found = []
    for name, value in sent.headers:
        if name.lower() in ("authorization", "x-xsrf-token", "so-apptoken"):
            secret = without_scheme(value) if name.lower() == "authorization" else value
            if len(secret) >= 8 and secret in text:
                found.append(f"the value of {name}")
    return found


def _not_what_it_says(answer: Answer) -> str:
    """Why the body is not of its declared media type; empty where it is, or where none is declared."""
    if not answer.body.strip():
        return ""
    media_type = answer.media_type
    if media_type in ("application/json", "text/json") or media_type.endswith("+json"):
        try:
            json.loads(answer.body.decode("utf-8-sig"))
        except ValueError:
            return f"{media_type} that does not parse stands"
    if media_type in ("application/xml", "text/xml") or media_type.endswith("+xml"):
        try:
            fromstring(answer.body)
        except ParseError:
            return f"{media_type} that does not parse stands"
        except DefusedXmlException:
            pass  # it defines or fetches entities, and is not read to its end
    return ""
