"""Other right headers."""

import gzip

from reject_contract.mock.app import App
from reject_contract.mock.behaviours import variant
from reject_contract.mock.http import Request, Response
from reject_contract.mock.variants.tools import every_answer


@variant
def lower_case_headers(app: App) -> None:
    """Header names are in lower case."""
    every_answer(app, lambda request, answer: setattr(answer, "spell_header", str.lower))


@variant
def upper_case_headers(app: App) -> None:
    """Header names are in capitals."""
    every_answer(app, lambda request, answer: setattr(answer, "spell_header", str.upper))


@variant
def many_headers(app: App) -> None:
    """Answers carry the headers that IIS and the vendor's servers add."""

    def add(request: Request, answer: Response) -> None:
        answer.headers += [
            ("Pragma", "no-cache"),
            ("Expires", "-1"),
            ("Vary", "Accept-Encoding"),
            ("Server", "Microsoft-IIS/10.0"),
            ("X-Powered-By", "ASP.NET"),
            ("Strict-Transport-Security", "max-age=31536000"),
            ("x-db-stats", "implementationMS=12&Calls=7&Read=123"),
            ("SO-TIMEZONE", "UTC"),
            ("X-Correlation-Id", "00-4bf92f3577b34da6a3ce929d0e0e4736-00"),
        ]

    every_answer(app, add)


@variant
def cookies_set(app: App) -> None:
    """Answers set cookies of a load balancer and of a new, empty session."""
    cookies = [
        ("Set-Cookie", "ARRAffinity=1f; Path=/; HttpOnly"),
        ("Set-Cookie", "ASP.NET_SessionId=; Path=/"),
    ]
    every_answer(app, lambda request, answer: answer.headers.extend(cookies))


@variant
def cors_headers(app: App) -> None:
    """Answers carry the headers of cross-origin requests."""
    cors = [
        ("Access-Control-Allow-Origin", "*"),
        ("Access-Control-Allow-Headers", "Authorization, Content-Type"),
    ]
    every_answer(app, lambda request, answer: answer.headers.extend(cors))


@variant
def gzip_bodies(app: App) -> None:
    """Bodies of answers are compressed, to clients that accept it."""

    def compress(request: Request, answer: Response) -> None:
        accepted = [part.partition(";")[0].strip() for part in (request.header("Accept-Encoding") or "").split(",")]
        if answer.body and "gzip" in accepted and not answer.exact:
            answer.body = gzip.compress(answer.body, mtime=0)
            answer.headers.append(("Content-Encoding", "gzip"))

    every_answer(app, compress)


@variant
def bare_content_type(app: App) -> None:
    """The Content-Type of answers has no charset."""

    def strip(request: Request, answer: Response) -> None:
        given = answer.header("Content-Type")
        if given:
            answer.headers = [*answer.without("Content-Type"), ("Content-Type", given.partition(";")[0])]

    every_answer(app, strip)
