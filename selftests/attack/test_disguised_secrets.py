"""Secrets that a server sends back in disguise: none is readable in what is kept of an exchange."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reject_contract.http import har
from reject_contract.http.disguise import Secrets, bare, uncovered
from reject_contract.http.exchange import Answer, Exchange, Sent
from reject_contract.http.redaction import Redaction

TOKEN = "8A:Cust12345.9f2c41d07be85a6630cc81f7"
PASSWORD = "Winter-2026!"
WORD = "snowdrift"
NAMES = {TOKEN: "INVITEE_BEARER", PASSWORD: "INVITEE_PASSWORD", WORD: "BYSTANDER_PASSWORD"}
ADDRESS = "http://crm.example.com/Cust12345"
REDACTION = Redaction(dict(NAMES), Secrets(NAMES, ADDRESS))
SHOWN = 11
"""Letters and digits at the beginning of the token that the address says too: the context id."""

ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "percent": lambda text: quote(text, safe=""),
    "percent-throughout": lambda text: "".join(f"%{byte:02x}" for byte in text.encode()),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal-in-capitals": lambda text: text.encode().hex().upper(),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64-of-a-pair": lambda text: base64.b64encode(f"invitee:{text}".encode()).decode(),
    "base64-for-addresses": lambda text: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "base64-of-utf-16": lambda text: base64.b64encode(text.encode("utf-16-le")).decode(),
    "entities": lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    "entities-in-hexadecimal": lambda text: "".join(f"&#x{ord(letter):x};" for letter in text),
    "html": html.escape,
    "json": lambda text: json.dumps(text)[1:-1],
    "escapes": lambda text: "".join(f"\\u{ord(letter):04X}" for letter in text),
    "escapes-of-two-digits": lambda text: "".join(f"\\x{ord(letter):02x}" for letter in text),
    "quoted-printable": lambda text: "".join(f"={ord(letter):02X}" for letter in text),
}
FOLDS: dict[str, Callable[[str], str]] = {
    "as-it-is": str,
    "capitals": str.upper,
    "lower-case": str.lower,
    "letter-by-letter": " ".join,
    "in-pieces": lambda text: f"{text[:6]}\r\n{text[6:]}",
    "utf-16": lambda text: "\0".join(text),
    "cut": lambda text: text[:-1] if len(text) > 20 else text,
}
CARRIERS: dict[str, Callable[[str], Answer]] = {
    "reason-phrase": lambda text: Answer(500, " ".join(text.split()), (), b""),
    "header": lambda text: Answer(204, "", (("X-Echo", text),), b""),
    "two-headers": lambda text: Answer(204, "", (("X-A", text[:15]), ("X-B", text[15:])), b""),
    "media-type": lambda text: Answer(400, "", (("Content-Type", f"text/{text}"),), b"no"),
    "redirect": lambda text: Answer(302, "", (("Location", f"/login?next={text}"),), b""),
    "json-body": lambda text: Answer(400, "", (("Content-Type", "application/json"),),
                                     json.dumps({"Error": True, "Message": f"not {text} here"}).encode()),
    "text-body": lambda text: Answer(400, "", (), f"<p>who is {text}</p>".encode()),
    "long-body": lambda text: Answer(400, "", (), ("x y " * 400 + f'<a href="/?q={text}">').encode()),
}  # fmt: skip


def telling(secret: str) -> list[bytes]:
    """What must not be readable: eight letters and digits in a row, but for those that everybody may know."""
    key = bare(secret)[SHOWN:] if secret == TOKEN else bare(secret)
    windows = [key[begin : begin + 8] for begin in range(len(key) - 7)]
    return [window for window in windows if not window.isalpha()]


def kept(answer: Answer) -> list[str]:
    """All that is kept of an exchange with this answer."""
    sent = Sent("POST", "http://crm.example.com/api/v1/Agents/Appointment/Reject", (), b"{}")
    exchange = Exchange(sent, answer, 0.1, 0.0, "A reject", "", REDACTION)
    response = har.entry(exchange)["response"]
    return [exchange.text(), exchange.summary(), exchange.shown(answer.body),
            *[str(response[name]) for name in ("statusText", "redirectURL")],
            *[str(response["content"][name]) for name in ("text", "mimeType")],
            "\n".join(f"{each['name']}: {each['value']}" for each in response["headers"])]  # fmt: skip


@pytest.mark.parametrize("carrier", CARRIERS)
@given(
    secret=st.sampled_from([TOKEN, PASSWORD]),
    fold=st.sampled_from(sorted(FOLDS)),
    encodings=st.lists(st.sampled_from(sorted(ENCODINGS)), min_size=1, max_size=3),
)
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
def test_no_disguise_gets_a_secret_written_down(carrier: str, secret: str, fold: str, encodings: list[str]) -> None:
    """Whatever encodings lie around one another, whatever carries it: what is kept does not decode to the secret."""
    text = FOLDS[fold](secret)
    for encoding in encodings:
        text = ENCODINGS[encoding](text)
    for written in kept(CARRIERS[carrier](text)):
        readable = bare(uncovered(written))
        assert not [window for window in telling(secret) if window in readable], (encodings, written[-300:])


@pytest.mark.parametrize("encoding", [name for name in ENCODINGS if name not in {"plain", "percent", "html", "json"}])
def test_password_that_is_a_word_is_not_written_down_encoded(encoding: str) -> None:
    """Nobody writes a word so by chance."""
    shown = REDACTION.mask(f"not {ENCODINGS[encoding](WORD)} here")
    assert "[BYSTANDER_PASSWORD]" in shown
    assert bare(WORD) not in bare(uncovered(shown))


@pytest.mark.parametrize(
    "text",
    [
        "Snowdrift%20ahead, says the SNOWDRIFT%21 page",
        "Winter is over, and 2026 as well",
        "invitee, associate 2, at http://crm.example.com/Cust12345/api/v1",
        json.dumps({"AppointmentId": 2026, "Title": "[reject-contract 0a1b2c3d] invitation 7", "2026": "Winter"}),
        "7c2f" * 40,
        "%20&amp;\\u0041 of nothing",
    ],
)
def test_what_only_looks_like_a_secret_stays(text: str) -> None:
    """Evidence is not masked away because of common words, numbers and encodings."""
    assert REDACTION.mask(text) == text


def test_words_beside_a_disguised_secret_stay() -> None:
    """Of a message nothing is lost but the word that holds the secret."""
    encoded = base64.b64encode(f"invitee:{PASSWORD}".encode()).decode()
    assert REDACTION.mask(f"no such user: {quote(encoded)}, try again") == "no such user: [INVITEE_PASSWORD], try again"
