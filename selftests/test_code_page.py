"""Letters that a database has not got: what counts as lost, and how long it takes to tell."""

from __future__ import annotations

import pytest

from reject_contract.reject import code_page


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Ω 会 ж", "? ? ?"),
        ("No 🙅, sorry", "No ??, sorry"),
        ("på ferie – 会", "på ferie - ?"),
        ("e\u0301 and ł", "e? and l"),
        ("会" * 254, "?" * 254),
    ],
    ids=["one-each", "two-for-one", "nearest-sign", "combining", "many"],
)
def test_letters_beyond_the_code_page_are_lost(sent: str, kept: str) -> None:
    """One sign or two stand for a letter that is not there, and the others stay."""
    assert code_page.lost(sent, kept)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Ω 会 ж", "Ω 会 ж"),
        ("Busy?", "Busy"),
        ("Busy", "B?sy"),
        ("på ferie", "pÃ¥ ferie?"),
        ("Ω 会 ж", ""),
        ("会" * 254, "?" * 253 + "é"),
        ("会" * 254, "?" * 509),
    ],
    ids=["kept", "cut", "ascii", "other-charset", "dropped", "another-letter", "too-long"],
)
def test_other_losses_are_faults(sent: str, kept: str) -> None:
    """Signs of ASCII are in every code page; a text that is mangled or gone is no matter of one."""
    assert not code_page.lost(sent, kept)
