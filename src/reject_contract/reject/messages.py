"""A combination as the message that is sent: credential, address, headers, body."""

from __future__ import annotations

import codecs
import itertools
import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from reject_contract.http.bodies import JSON_TYPES
from reject_contract.http.exchange import Exchange, Sent, head
from reject_contract.http.raw_connection import Message, chunked
from reject_contract.http.reading import TIMEOUT
from reject_contract.reject import bodies, framing, judge
from reject_contract.reject.client import OPERATION, RejectClient
from reject_contract.reject.combinations import Combination
from reject_contract.reject.raw_requests import RawRequests
from reject_contract.target import credentials

LEFT_OUT = {"id-alone": ("RejectReason", "UpdateMode")}
NUMBERS = {"Unknown": 0, "OnlyThis": 1, "ThisAndForward": 2, "StopRecurrence": 9}
"""The modes as the vendor's client numbers them."""
NO_OTHER: Mapping[str, Any] = {}
Owners = Mapping[str, RejectClient]
"""The clients by their roles."""
SESSIONS = {"session-cookie": "invitee", "cookie-of-the-organizer": "organizer"}
"""What is sent of a session beside a credential, its cookie without its token, and whose it is."""
RAW = ("framing", "version", "connection", "spelling")
"""Factors that only a raw connection can vary."""
BEFORE: dict[str, Callable[[RawRequests, int], Message]] = {
    "after-a-401": RawRequests.without_credential,
    "after-a-415": RawRequests.of_another_type,
    "after-a-400": lambda raw, _: raw.broken(),
    "after-a-405": RawRequests.of_another_method,
    "after-a-reject": RawRequests.valid,
    "after-another-user": RawRequests.reading,
}
"""What is sent first on a connection."""
FIRST = {"after-a-reject": "invitee", "after-another-user": "organizer"}
"""Who sends it, where that is not the same account."""
CHUNKS = ("chunked", "chunk-extras", "chunks-after-continue")
PATHS: Mapping[str, Callable[[str], str]] = {
    "path-in-lower-case": str.lower,
    "slash-at-the-end": lambda path: f"{path}/",
    "encoded-path": lambda path: path.replace("/Reject", "/%52eject"),
}


@dataclass(frozen=True)
class Parts:
    """What a message consists of."""

    credential: dict[str, str]
    path: str
    query: str
    headers: dict[str, str | None]
    body: bytes
    method: str = "POST"


def parts(
    client: RejectClient,
    owners: Owners,
    combination: Combination,
    appointment_id: int,
    shape: bodies.Shape,
) -> Parts:
    """The message of a combination, about an appointment."""
    media = combination.value("media").text
    named = media.upper() if combination["spelling"] == "media-type-in-capitals" else media
    headers: dict[str, str | None] = {"Content-Type": named + combination.value("charset").text}
    for factor in ("accept", "language", "header"):
        given = combination.value(factor).headers
        headers |= {name: text and text.format(origin=client.target.origin) for name, text in given.items()}
    asked = [combination.value(factor).text for factor in ("select", "query")]
    path = PATHS.get(combination["path"], str)(OPERATION.path)
    body = body_of(combination, appointment_id, media, shape)
    credential = beside(respelt(client.credential, combination), owners, combination)
    return Parts(credential, path, "&".join(filter(None, asked)), headers, body)


def respelt(credential: Mapping[str, str], combination: Combination) -> Mapping[str, str]:
    """A credential with its scheme in the letter case of the combination."""
    respell: dict[str, Callable[[str], str]] = {"scheme-in-lower-case": str.lower, "scheme-in-capitals": str.upper}
    if credential.get("Authorization") and combination["scheme"] in respell:
        scheme = credential["Authorization"].split(" ")[0]
        return credentials.respelt(credential, respell[combination["scheme"]](scheme))
    return credential


def beside(credential: Mapping[str, str], owners: Owners, combination: Combination) -> dict[str, str]:
    """What is sent beside a credential; cookies of sessions are those of the invitee or the organizer."""
    session = credential.get("Cookie", "theme").partition("=")[0]
    found, cookies, client = dict(credential), {"stray-cookie": f"my-{session}=dark"}, owners["invitee"]
    for name, owner in SESSIONS.items():
        if combination["beside"] == name and "xsrf" in client.target.allowed(owners[owner].account):
            cookies[name] = owners[owner].good("xsrf")["Cookie"]
    if combination["beside"] == "app-token":
        found = dict(client.with_app_token(found))
    if combination["beside"] == "foreign-app-token":
        found["SO-AppToken"] = "of-no-application"
    if extra := cookies.get(combination["beside"]):
        found["Cookie"] = "; ".join(filter(None, [extra, found.get("Cookie")]))  # the own one stands behind
    return found


def body_of(
    combination: Combination,
    appointment_id: Any,
    media: str,
    shape: bodies.Shape,
    other: Mapping[str, Any] = NO_OTHER,
) -> bytes:
    """The body of a combination, perhaps with other members."""
    given = bodies.request(appointment_id, combination.value("reason").text, combination.mode) | dict(other)
    for name in LEFT_OUT.get(combination["members"], ()):
        del given[name]
    if combination["members"] == "mode-as-number":
        given["UpdateMode"] = NUMBERS[given["UpdateMode"]]
    if combination["members"] == "mode-in-lower-case":
        given["UpdateMode"] = given["UpdateMode"].lower()
    if combination["names"] == "camelCase":
        given = {name[0].lower() + name[1:]: value for name, value in given.items()}
    if combination["order"] != "order-of-the-page":
        given = dict(reversed(given.items()))
    body = _written(given, media, shape, combination["writing"])
    if combination["members"] == "mode-twice":
        name = next(each for each in given if each.lower() == "updatemode")
        again = bodies.encode({name: given[name]}, media).removeprefix(b"{")
        body = body + b"&" + again if media == bodies.FORM_TYPE else body[:-1] + b", " + again
    return body.decode().encode("utf-16") if combination["charset"] == "utf-16" else body


def _written(given: Mapping[str, Any], media: str, shape: bodies.Shape, writing: str) -> bytes:
    if media not in JSON_TYPES:
        return bodies.encode(given, media, shape, writing)
    match writing:
        case "padded":
            return json.dumps(given, ensure_ascii=False, separators=(",\n" + " " * 8000, ": ")).encode()
        case "pretty":
            lines = json.dumps(given, ensure_ascii=False, indent="\t").splitlines()
            ends = itertools.cycle(["\n", "\r\n", "\r"])  # RFC 8259 section 2: before and after it as well
            return "".join(line + end for line, end in zip(["", *lines], ends, strict=False)).encode()
        case "escapes":
            members = (f'"{name}": {_escaped(value)}' for name, value in given.items())
            return ("{" + ", ".join(members) + "}").encode()
        case "escapes-in-names":
            members = (f"{_escaped(name)}: {json.dumps(value)}" for name, value in given.items())
            return ("{" + ", ".join(members) + "}").encode()
        case "extra-member":
            return json.dumps({"Title": "Another title", **given}, ensure_ascii=False).encode()
        case "extra-object":
            return json.dumps(
                {**given, "Options": {"RejectReason": "Another", "Notify": [1]}}, ensure_ascii=False
            ).encode()
        case "byte-order-mark":
            return codecs.BOM_UTF8 + json.dumps(given, ensure_ascii=False).encode()
    return json.dumps(given, ensure_ascii=False, separators=(",", ":")).encode()


def _escaped(value: Any) -> str:
    """A text with each character as an escape where it comes first, and then as it is; a number as it is."""
    if not isinstance(value, str):
        return json.dumps(value)
    known: set[str] = set()
    written = []
    for sign in value:
        written.append(json.dumps(sign, ensure_ascii=False)[1:-1] if sign in known else _escape(sign))
        known.add(sign)
    return f'"{"".join(written)}"'


def _escape(sign: str) -> str:
    """A character as an escape; beyond the basic plane two of them."""
    octets = sign.encode("utf-16-be")
    units = struct.unpack(f">{len(octets) // 2}H", octets)
    return "\\/" if sign == "/" else "".join(f"\\u{unit:04x}" for unit in units)


def send(client: RejectClient, owners: Owners, combination: Combination, found: Parts, first_id: int) -> Exchange:
    """Send the message: on a raw connection, unless a connection is to be kept, or a proxy is in between.

    What is sent first on its connection, where it is not the first, names another appointment.
    """
    if combination["connection"] == "kept-connection" or not client.transport.route.direct:
        media = found.headers["Content-Type"]
        return client.send_reject(
            found.body, media, query=found.query, path=found.path, headers=found.headers, credential=found.credential,
            method=found.method,
        )  # fmt: skip
    role = FIRST.get(combination["connection"], client.role)
    first = RawRequests(client if client.role == role else owners[role])
    exchange = _send_raw(RawRequests(client), first, combination, found, first_id)
    framing.bare(exchange, old=combination["version"] == "http-1.0")
    return exchange


def _send_raw(raw: RawRequests, first: RawRequests, combination: Combination, found: Parts, first_id: int) -> Exchange:
    how = combination["framing"]
    message = raw_message(RejectClient.of(raw.client), combination, found)
    if combination["connection"] in BEFORE:
        return raw.in_a_row(BEFORE[combination["connection"]](first, first_id), message)[1]
    if combination["connection"] == "pipelined":
        body = chunked(message.body) if how == "chunked" else message.body
        exchange = raw.pipelined(raw.valid(first_id), message, message.head + body)[1]
        if exchange.problem.startswith(TIMEOUT):
            exchange.note("RJ-FRAME-18", "no answer", "an answer to the second of two requests, or the end", "neither")
        return exchange
    if how in ("expect-continue", "chunks-after-continue"):
        body = chunked(message.body) if how == "chunks-after-continue" else message.body
        exchange, interim = raw.expecting_message(replace(message, body=body))
        if exchange.status == judge.NO_CONTENT:
            framing.note(exchange, "RJ-FRAME-12", partial(judge.told_at_once, exchange, interim))
        return exchange
    if how == "in-pieces":
        whole, cut = message.all, len(message.head)
        return raw.pieces(message, [whole[: cut // 2], whole[cut // 2 : cut + 1], whole[cut + 1 :]])
    if how == "chunked":
        return raw.pieces(message, [message.head + chunked(message.body)])
    if how == "chunk-extras":
        extended = chunked(message.body, 40).replace(b"\r\n", b";note=a\r\n", 1)
        return framing.followed(
            raw, replace(message, body=extended.removesuffix(b"\r\n") + b"X-Trace: a\r\n\r\n"), first_id
        )
    return raw.once(message)


def raw_message(client: RejectClient, combination: Combination, found: Parts) -> Message:
    """The bytes of a message; what an ordinary client sends beside is sent here too."""
    root = urlsplit(client.target.root)
    plain: dict[str, str | None] = {"Accept-Encoding": "identity", "User-Agent": "reject-contract"}
    plain |= {"Accept": "application/json", **found.credential, **found.headers}
    if combination["framing"] in ("expect-continue", "chunks-after-continue"):
        plain["Expect"] = "100-continue"
    if combination["framing"] in CHUNKS:
        # RFC 9112 section 7: the letter case of a coding does not matter.
        plain["Transfer-Encoding"] = "Chunked" if combination["framing"] == "chunk-extras" else "chunked"
        plain |= {"Trailer": "X-Trace"} if combination["framing"] == "chunk-extras" else {}
    else:
        plain["Content-Length"] = str(len(found.body))
    respell = {"header-names-in-lower-case": str.lower, "header-names-in-capitals": str.upper}.get(
        combination["spelling"], str
    )
    headers = {respell(name): value for name, value in plain.items() if value is not None}
    address = found.path + (f"?{found.query}" if found.query else "")
    sent = Sent(found.method, client.target.root + address, tuple(headers.items()), found.body)
    version = "1.0" if combination["version"] == "http-1.0" else "1.1"
    whole = client.target.origin if combination["spelling"] == "whole-address" else ""
    line = f"{found.method} {whole}{root.path}{address} HTTP/{version}"
    lines = head(line, {respell("Host"): root.netloc, **headers})
    blank = b":" if combination["spelling"] == "no-blank-after-colons" else b": "
    lines = b"\r\n".join(each.replace(b": ", blank, 1) for each in lines.split(b"\r\n"))
    return Message(sent, lines, found.body)
