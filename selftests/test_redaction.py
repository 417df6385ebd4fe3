"""Secrets: which texts hold one, what stands in its place, and which are too common to be blamed on a server."""

from __future__ import annotations

import base64
import math
from typing import Any

import pytest

from reject_contract.http.redaction import Redaction
from reject_contract.target.target_file import Target

INVITEE: dict[str, Any] = {
    "associate_id": 2,
    "basic": {"username": "ivan", "password": "pass-of-ivan"},
    "soticket": "ticket-7T",
    "bearer": "token-8B",
    "xsrf": {"token": "guard-9X", "cookies": {"SO.Session-1": "cookie-1C", "other": "cookie-2C"}},
}
TARGET: dict[str, Any] = {
    "name": "mine",
    "base_url": "http://crm.example.com",
    "app_token": "application-6A",
    "accounts": {"organizer": {"associate_id": 1, "soticket": "ticket-of-organizer"}, "invitee": INVITEE},
}


def redaction(*, app_token: str | None = None, **invitee: Any) -> Redaction:
    """The redaction of a target with nothing but these credentials, or with all of them."""
    if not invitee:
        return Redaction.of(Target.model_validate(TARGET))
    accounts = {**TARGET["accounts"], "invitee": {"associate_id": 2, **invitee}}
    return Redaction.of(Target.model_validate({**TARGET, "app_token": app_token, "accounts": accounts}))


@pytest.mark.parametrize(
    ("secret", "name"),
    [
        ("application-6A", "SO_APP_TOKEN"),
        ("ticket-of-organizer", "ORGANIZER_SOTICKET"),
        ("pass-of-ivan", "INVITEE_PASSWORD"),
        ("aXZhbjpwYXNzLW9mLWl2YW4=", "INVITEE_BASIC"),
        ("ticket-7T", "INVITEE_SOTICKET"),
        ("token-8B", "INVITEE_BEARER"),
        ("guard-9X", "INVITEE_XSRF_TOKEN"),
        ("cookie-1C", "INVITEE_COOKIE_SO_SESSION_1"),
        ("cookie-2C", "INVITEE_COOKIE_OTHER"),
    ],
)
def test_each_credential_has_a_name_of_its_own(secret: str, name: str) -> None:
    """Role and kind of credential stand in place of the secret, as a name that a shell variable can have."""
    assert redaction().mask(f"<{secret}> and {secret}") == f"<[{name}]> and [{name}]"


def test_text_without_a_secret_stays() -> None:
    """User names, addresses and identifiers are shown."""
    text = "ivan, associate 2, at http://crm.example.com"
    assert redaction().mask(text) == text


def test_target_without_a_credential_of_a_kind_is_masked_as_well() -> None:
    """What the file does not give is not looked for."""
    assert redaction(soticket="ticket-7T").mask("ticket-7T, application-6A") == "[INVITEE_SOTICKET], application-6A"


@pytest.mark.parametrize(("secret", "masked"), [("x1y", "x1y"), ("x1yz", "[INVITEE_SOTICKET]")])
def test_secret_of_three_letters_is_not_looked_for(secret: str, masked: str) -> None:
    """Nothing shorter than four letters is masked: it would stand in half of every text."""
    assert redaction(soticket=secret).mask(secret) == masked


@pytest.mark.parametrize(
    ("secret", "written"),
    [
        ("a/b+c d=é", "a%2Fb%2Bc%20d%3D%C3%A9"),
        ("a/b+c d=é", "a%2fb%2bc%20d%3d%c3%a9"),
        ("a/b+c d=é", "a%2Fb%2Bc+d%3D%C3%A9"),
        ("a/b+c d=é", "a%2fb%2bc+d%3d%c3%a9"),
        ("a/b+c d=é", "a/b%2Bc%20d%3D%C3%A9"),
        ("a/b+c d=é", "YS9iK2MgZD3DqQ=="),
        ("a/b+c d=é", "YS9iK2MgZD3DqQ"),
        ('say "é" \\now', r"say \"é\" \\now"),
        ('say "é" \\now', r"say \"\u00e9\" \\now"),
        ("<a> & 'b' \"c\"", "&lt;a&gt; &amp; 'b' \"c\""),
        ("<a> & 'b' \"c\"", "&lt;a&gt; &amp; &#x27;b&#x27; &quot;c&quot;"),
    ],
    ids=[
        "address", "address-of-dotnet", "form", "form-of-dotnet", "path", "base64", "base64-without-padding",
        "json", "json-in-ascii", "xml", "html",
    ],
)  # fmt: skip
def test_encoded_secret_is_masked(secret: str, written: str) -> None:
    """A secret is known as well when it is written as an address, a form, base64, JSON, XML or HTML has it."""
    assert redaction(bearer=secret).mask(f"x{written}y") == "x[INVITEE_BEARER]y"


@pytest.mark.parametrize("before", range(6))
@pytest.mark.parametrize("secret", ["seven-7", "token-of-ivan-8B"])
def test_secret_inside_a_longer_text_in_base64_is_masked(secret: str, before: int) -> None:
    """What of it is the same whatever follows is hidden, wherever in the text it stands."""
    encoded = base64.b64encode(b"." * before + secret.encode() + b"...").decode()
    begin, end = math.ceil(before * 8 / 6), math.floor((before + len(secret)) * 8 / 6)
    assert redaction(bearer=secret).mask(encoded) == f"{encoded[:begin]}[INVITEE_BEARER]{encoded[end:]}"


@pytest.mark.parametrize("before", range(1, 3))
def test_short_secret_is_not_looked_for_inside_base64(before: int) -> None:
    """A few letters of base64 would be found by chance."""
    encoded = base64.b64encode(b"." * before + b"abcd" + b"...").decode()
    assert redaction(bearer="abcd").mask(encoded) == encoded


@pytest.mark.parametrize("longer_first", [True, False])
def test_secret_inside_another_does_not_cut_it_up(longer_first: bool) -> None:
    """Where one secret is part of another, the longer one is masked whole."""
    pairs = [("abcd-efgh", "LONG"), ("abcd", "SHORT")]
    names = Redaction(dict(pairs if longer_first else reversed(pairs)))
    assert names.mask("abcd-efgh abcd") == "[LONG] [SHORT]"


def test_secret_that_is_part_of_a_name_leaves_names_whole() -> None:
    """A password such as PASSWORD is not found in the names that stand for secrets."""
    names = Redaction({"ticket-7T": "INVITEE_SOTICKET", "INVITEE": "INVITEE_PASSWORD"})
    assert names.mask("ticket-7T INVITEE") == "[INVITEE_SOTICKET] [INVITEE_PASSWORD]"


def test_signs_of_regular_expressions_are_letters_of_a_secret() -> None:
    """A secret is taken by the letter."""
    assert Redaction({"a.c(+": "NAME"}).mask("a.c(+ abc(+") == "[NAME] abc(+"


@pytest.mark.parametrize("more", ["", " and more" * 100], ids=["short", "long"])
def test_what_was_shown_before_it_was_learnt_is_masked_from_then_on(more: str) -> None:
    """A text may come again, and one of its words may have become a secret meanwhile."""
    known = Redaction({"s3cret-of-ivan": "NAME"})
    assert known.mask(f"s3cret-of-peter{more}") == f"s3cret-of-peter{more}"
    known.learn("s3cret-of-peter")
    assert known.mask(f"s3cret-of-peter{more}") == f"[NAME_SPOILT]{more}"


@pytest.mark.parametrize("spoilt", ["tick-of-x", "an ick-of-iva too", "x-of-ivan", "TICK-OF-", "tick-of-ivan again"])
def test_text_made_from_a_secret_is_masked(spoilt: str) -> None:
    """Eight letters in a row tell where the text comes from: at the begin, in the middle or at the end."""
    known = Redaction({"tick-of-ivan": "NAME"})
    known.learn(spoilt)
    encoded = base64.b64encode(spoilt.encode()).decode()
    assert known.mask(f"<{spoilt}> {encoded}") == "<[NAME_SPOILT]> [NAME_SPOILT]"


@pytest.mark.parametrize("text", ["nonsense", "of-ivan", "tick-of", ""])
def test_text_of_its_own_is_shown(text: str) -> None:
    """Seven letters may be the same by chance; a made-up credential is no secret."""
    known = Redaction({"tick-of-ivan": "NAME"})
    known.learn(text)
    assert known.mask(f"<{text}>") == f"<{text}>"


def test_what_was_learnt_teaches_nothing_more() -> None:
    """Only what resembles a true secret is one."""
    known = Redaction({"tick-of-ivan": "NAME"})
    known.learn("tick-of-x and nonsense")
    known.learn("nonsense it is")
    assert known.mask("nonsense it is") == "nonsense it is"


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("nothing", [("nothing", False)]),
        ("", [("", False)]),
        ("x s3cret y", [("x ", False), ("NAME", True), (" y", False)]),
        ("nul \0 s3cret", [("nul \0 ", False), ("NAME", True), ("", False)]),
        ("s3crets3cret", [("", False), ("NAME", True), ("", False), ("NAME", True), ("", False)]),
    ],
    ids=["none", "empty", "between", "after-a-nul", "side-by-side"],
)
def test_split_parts_what_may_be_shown_from_the_names(text: str, pieces: list[tuple[str, bool]]) -> None:
    """What a shell command is made of: text to be quoted, and names of variables."""
    assert Redaction({"s3cret": "NAME"}).split(text) == pieces


@pytest.mark.parametrize(
    ("secret", "found"),
    [("s3cret-7", True), ("s3cret-", False), ("password", False), ("contraseña", False), ("passw0rd", True)],
    ids=["eight-signs", "seven-signs", "word", "word-of-another-language", "word-with-a-digit"],
)
def test_only_an_unmistakable_secret_is_a_leak(secret: str, found: bool) -> None:
    """A word, or something short, may stand in an answer by chance; such a leak would be a false alarm."""
    assert Redaction({secret: "NAME"}).secrets_in(f"no {secret} here") == (["NAME"] if found else [])


def test_leaks_are_named_once_each() -> None:
    """However often and in whatever form a secret stands, it is told once; in the order of names."""
    found = redaction().secrets_in("ticket-7T dGlja2V0LTdU pass-of-ivan application-6A")
    assert found == ["INVITEE_PASSWORD", "INVITEE_SOTICKET", "SO_APP_TOKEN"]


def test_redaction_does_not_show_the_secrets_itself() -> None:
    """It may stand in a traceback."""
    assert "ticket" not in repr(redaction())
