"""Reads error answers: whether they refuse, and whether they disclose more than they should."""

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
from reject_contract.sanitize import quoted
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
ASSIGNED = re.compile(
    r"(?:password|pwd|client_secret|private_key)\s*=\s*(?![*\s])(?![\w$.\[\]]+\()(?!(?:document|window|this|self)\b)"
    r"[^\s;,\"'<&]{3,}",
    re.IGNORECASE,
)
"""A secret of the server's own, as connection strings and settings have them; no assignment of a program."""
SCRIPT = re.compile(r"<(script|style)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
ADDRESS = re.compile(
    r"""\b(?:https?|urn)://?[^\s"'<>]+"""
    r"""|"(?:type|instance|href|url|link|self)"\s*:\s*"[^"]*\""""
    r"""|<(?:type|instance|href|url|link)>[^<]*"""
    r"""|\b(?:href|src|action)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)""",
    re.IGNORECASE,
)
"""Addresses, also those that leave out the host, as RFC 9457 and pages have them."""
LOCAL = " (ASP.NET shows it to callers on the same machine: IncludeErrorDetailPolicy and customErrors)"


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
    plain = SCRIPT.sub(" ", text)
    leaked = redaction.secrets_in(text) + _echoed(text, sent) + ["a password"] * bool(ASSIGNED.search(plain))
    if leaked:
        yield Fault("RJ-REFUSAL-3", "leak", "an error body without secrets", leaked[0])
    if match := STACK.search(text.replace("\\n", "\n")):
        yield Fault(
            "RJ-REFUSAL-1", "leak", "an error without a stack trace", quoted(match[0][:80].strip()) + _why_local(sent)
        )
    if match := PATH.search(ADDRESS.sub(" ", plain).replace(urlsplit(sent.url).path, " ")):
        yield Fault(
            "RJ-REFUSAL-2", "leak", "an error without a path on the server's disk", quoted(match[0][:80].strip())
        )
    if answer.miscoded:
        found = f"{answer.header('Content-Encoding')} that does not decode"
        yield Fault("RJ-REFUSAL-4", "shape", "a body in the content coding that it declares", found)
    elif problem := _not_what_it_says(answer):
        yield Fault("RJ-REFUSAL-4", "shape", "a body of the media type that it declares", problem)


def _why_local(sent: Sent) -> str:
    host = urlsplit(sent.url).hostname or ""
    return LOCAL if host == "localhost" or host.startswith("127.") or host == "::1" else ""


def _echoed(text: str, sent: Sent) -> list[str]:
    """Credentials of the request that the answer repeats; what is letters alone may be the name of a scheme."""
    found = []
    for name, value in sent.headers:
        if name.lower() in ("authorization", "x-xsrf-token", "so-apptoken"):
            secret = without_scheme(value) if name.lower() == "authorization" else value
            if len(secret) >= 8 and not secret.isalpha() and secret in text:
                found.append(f"the value of {name}")
    return found


def _not_what_it_says(answer: Answer) -> str:
    """Why the body is not of its declared media type; empty where it is, or where none is declared."""
    if not answer.body.strip():
        return ""
    media_type = answer.media_type
    if media_type in ("application/json", "text/json") or media_type.endswith("+json"):
        try:
            json.loads(answer.body.decode(answer.charset).removeprefix("\ufeff"))
        except ValueError:
            return f"{media_type} that does not parse"
    if media_type in ("application/xml", "text/xml") or media_type.endswith("+xml"):
        try:
            fromstring(answer.text.removeprefix("\ufeff").lstrip())
        except ParseError:
            return f"{media_type} that does not parse"
        except DefusedXmlException:
            pass  # it defines or fetches entities, and is not read to its end
    return ""
