"""The mock's application behind the web servers that people run Python applications on, each with ways of its own."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Awaitable, Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reject_contract.mock import build_app
from reject_contract.mock.http import HeaderList, Request, Response

APP = build_app()
WITHOUT_CONTENT = (204, 304)


def command(server: str, port: int) -> list[str]:
    """Serves the mock on a port of this machine, from this folder."""
    folder, python = str(Path(__file__).parent), sys.executable
    programs = {
        "gunicorn": [python, "-m", "gunicorn", "--worker-class", "gthread", "--threads", "8", "-b",
                     f"127.0.0.1:{port}", "--chdir", folder, "webservers:wsgi"],
        "uvicorn": [python, "-m", "uvicorn", "--port", str(port), "--log-level", "warning",
                    "--app-dir", folder, "webservers:asgi"],
    }  # fmt: skip
    return programs.get(server, [python, str(Path(__file__)), server, str(port)])


def wsgi(environ: dict[str, Any], start_response: Callable[[str, HeaderList], object]) -> Iterable[bytes]:
    """The mock as an application of WSGI (PEP 3333)."""
    length, stream = environ.get("CONTENT_LENGTH"), environ["wsgi.input"]
    ends_by_itself = bool(environ.get("wsgi.input_terminated"))
    body = stream.read(int(length)) if length else stream.read() if ends_by_itself else b""
    path = quote(environ["SCRIPT_NAME"] + environ["PATH_INFO"], safe="/$()',;:@&=+*!", encoding="latin-1")
    target = environ.get("RAW_URI") or environ.get("REQUEST_URI") or f"{path}?{environ.get('QUERY_STRING', '')}"
    headers = [(name[5:].replace("_", "-"), value) for name, value in environ.items() if name.startswith("HTTP_")]
    headers += [("Content-Type", environ["CONTENT_TYPE"])] if environ.get("CONTENT_TYPE") else []
    answer = APP.respond(Request(environ["REQUEST_METHOD"], target, headers, body, environ["SERVER_PROTOCOL"]))
    start_response(f"{answer.status} {HTTPStatus(answer.status).phrase}", _headers(answer))
    return [] if answer.status in WITHOUT_CONTENT or environ["REQUEST_METHOD"] == "HEAD" else [answer.body]


async def asgi(
    scope: dict[str, Any],
    receive: Callable[[], Awaitable[dict[str, Any]]],
    send: Callable[[dict[str, Any]], Awaitable[None]],
) -> None:
    """The same as an application of ASGI 3."""
    if scope["type"] != "http":
        return
    body, more = b"", True
    while more:
        part = await receive()
        body, more = body + part.get("body", b""), part.get("more_body", False)
    target = (scope["raw_path"] + b"?" + scope["query_string"]).decode("latin-1")
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
    request = Request(scope["method"], target, headers, body, f"HTTP/{scope['http_version']}")
    answer = await asyncio.to_thread(APP.respond, request)
    pairs = [(name.lower().encode(), value.encode("latin-1")) for name, value in _headers(answer)]
    await send({"type": "http.response.start", "status": answer.status, "headers": pairs})
    await send({"type": "http.response.body", "body": b"" if answer.status in WITHOUT_CONTENT else answer.body})


def _headers(answer: Response) -> HeaderList:
    length = [] if answer.status in WITHOUT_CONTENT else [("Content-Length", str(len(answer.body)))]
    return [*answer.without("Date", "Server"), *length]  # the server adds these


def main(server: str, port: int) -> None:
    """Serve until stopped, on a server that is started from Python."""
    if server == "waitress":
        importlib.import_module("waitress").serve(wsgi, host="127.0.0.1", port=port, threads=16)
    else:
        from werkzeug.serving import run_simple

        run_simple("127.0.0.1", port, wsgi, threaded=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
