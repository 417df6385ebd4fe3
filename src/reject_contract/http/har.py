"""exchanges.har: every request of a run with its answer, as HTTP Archive 1.2, for browser tools."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from reject_contract import __version__
from reject_contract.http.exchange import Exchange, Sent
from reject_contract.http.redaction import Redaction

NAME = "exchanges.har"
PARTS = "exchanges*.part"
"""What the processes of a run write while it runs."""

PAGE = "run"
"""The one page of the archive, without which Firefox does not open it."""
TOLD = ("startedDateTime", "time", "_id", "_test", "_requirements")
"""What of an entry the other reports ask for, beside its operation."""

Entry = dict[str, Any]


def entry(exchange: Exchange) -> Entry:
    """An exchange as an entry of the archive, with every secret masked.

    Where no answer came the status is 0, as browsers write it, and `_error` says what happened.
    """
    mask = exchange.redaction.mask
    milliseconds = round(exchange.seconds * 1000, 3)
    version = f"HTTP/{exchange.answer.version // 10}.{exchange.answer.version % 10}" if exchange.answer else ""
    found: Entry = {
        "pageref": PAGE,
        "startedDateTime": datetime.fromtimestamp(exchange.started, UTC).isoformat(timespec="milliseconds"),
        "time": milliseconds,
        "request": _request(exchange, version or "HTTP/1.1"),
        "response": _response(exchange, version),
        "cache": {},
        "timings": {"send": 0, "wait": milliseconds, "receive": 0},
        "comment": mask(exchange.title),
    }
    if exchange.answer is None:
        found["_error"] = mask(exchange.problem)
    return found


def line(entry: Entry) -> str:
    """An entry as it stands in a part: what is told of it, and the whole, which need not be read to be moved."""
    request = Sent(entry["request"]["method"], entry["request"]["url"], ())
    told = {**{name: entry[name] for name in TOLD}, "operation": request.operation}
    return f"{json.dumps(told, ensure_ascii=False)}\t{json.dumps(entry, ensure_ascii=False)}\n"


def merge(folder: Path) -> list[Entry]:
    """Make the archive of the parts in a target's folder, and take the parts away.

    Returns what is told of each entry, the oldest first.
    """
    parts = sorted(folder.glob(PARTS))
    found = sorted((each for part in parts for each in _read(part)), key=lambda pair: str(pair[0]["startedDateTime"]))
    creator = json.dumps({"name": "reject-contract", "version": __version__})
    started = found[0][0]["startedDateTime"] if found else datetime.fromtimestamp(0, UTC).isoformat()
    page = json.dumps({"startedDateTime": started, "id": PAGE, "title": folder.name, "pageTimings": {}})
    with (folder / NAME).open("w", encoding="utf-8") as file:
        file.write(f'{{"log":{{"version":"1.2","creator":{creator},"pages":[{page}],"entries":[\n')
        file.write(",\n".join(whole for _, whole in found))
        file.write("\n]}}\n")
    for part in parts:
        part.unlink()
    return [told for told, _ in found]


def _read(part: Path) -> Iterable[tuple[Entry, str]]:
    """The entries of one process; the last line of one that was killed may be cut short."""
    *lines, _ = part.read_text(encoding="utf-8").split("\n")
    for each in lines:
        told, _, whole = each.partition("\t")
        yield json.loads(told), whole


def _request(exchange: Exchange, version: str) -> Entry:
    sent, redaction = exchange.sent, exchange.redaction
    # Masked before it is taken apart: a secret may stand percent-encoded in the address.
    url = redaction.mask(sent.url)
    found: Entry = {
        "method": sent.method,
        "url": url,
        "httpVersion": version,
        "cookies": [],
        "headers": _headers(sent.headers, redaction),
        "queryString": [
            {"name": name, "value": value} for name, value in parse_qsl(urlsplit(url).query, keep_blank_values=True)
        ],
        "headersSize": -1,
        "bodySize": len(sent.body),
    }
    if sent.body:
        types = [value for name, value in sent.headers if name.lower() == "content-type"]
        found["postData"] = {"mimeType": types[0] if types else "", "text": exchange.shown(sent.body)}
    return found


def _response(exchange: Exchange, version: str) -> Entry:
    answer, redaction = exchange.answer, exchange.redaction
    headers = _headers(answer.headers, redaction) if answer else []
    body = answer.body if answer else b""
    return {
        "status": answer.status if answer else 0,
        "statusText": redaction.mask(answer.reason) if answer else "",
        "httpVersion": version,
        "cookies": [],
        "headers": headers,
        "content": {
            "size": len(body),
            "mimeType": redaction.mask((answer.header("Content-Type") if answer else "") or "x-unknown"),
            "text": exchange.shown(body),
        },
        "redirectURL": redaction.mask((answer.header("Location") if answer else "") or ""),
        "headersSize": -1,
        "bodySize": 0 if answer and answer.status == HTTPStatus.NO_CONTENT else -1,
    }


def _headers(headers: Iterable[tuple[str, str]], redaction: Redaction) -> list[dict[str, str]]:
    pairs = list(headers)
    # Looking for every secret takes time, and few headers hold one.
    together = "\n".join(f"{name}: {value}" for name, value in pairs)
    mask = redaction.mask if redaction.mask(together) != together else str
    return [{"name": mask(name), "value": mask(value)} for name, value in pairs]
