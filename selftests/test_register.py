"""The register and the tests: neither knows of anything that the other does not."""

from __future__ import annotations

import re

import pytest

from harness import ROOT
from reject_contract import register
from reject_contract.errors import UsageFault

REGISTER = register.load()
NEEDS = {"invitations", "series", "basic", "soticket", "bearer", "xsrf", "bystander", "outsider", "onsite", "online"}
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py")}
NAMED = set(re.findall(r"\b[A-Z]{2}-[A-Z]+-\d+\b", "\n".join(SOURCES.values()))) | {
    f"RJ-TYPE-{number}" for number in range(1, 8)
}


def test_every_requirement_has_a_test_or_a_reason() -> None:
    """A requirement is judged by a test, or says why by none."""
    lost = [each.id for each in REGISTER.requirements.values() if each.id not in NAMED and not each.not_tested]
    assert lost == []


def test_every_test_names_requirements_of_the_register() -> None:
    """No test judges a requirement that the register does not have."""
    assert NAMED - set(REGISTER.requirements) == set()


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_every_test_has_a_docstring_and_a_requirement(name: str) -> None:
    """The first sentence of a test is the requirement in plain words."""
    for match in re.finditer(
        r"((?:^@.*\n|^ .*\n|^\).*\n|^\]\n)*)^def (test_\w+)\((?:.|\n)*?\) -> None:\n(.*)", SOURCES[name], re.M
    ):
        assert match[3].strip().startswith('"""'), match[2]
        assert 3 <= len(match[2].split("_")) - 1 <= 12, match[2]


def test_register_is_large_and_well_formed() -> None:
    """There are many small requirements; needs and parts are known words; titles are sentences."""
    assert len(REGISTER.requirements) >= 60
    for each in REGISTER.requirements.values():
        assert set(each.needs) <= NEEDS | {"app_token"}, each.id
        assert each.title.endswith("."), each.id
        assert each.source, each.id
        assert not (each.not_tested and each.level == "must"), each.id


def test_should_and_must_rest_on_requirements_that_are_no_observations() -> None:
    """Only what can be violated can excuse another."""
    for each in REGISTER.requirements.values():
        assert all(REGISTER[base].level != "observe" for base in each.rests_on), each.id


@pytest.mark.parametrize(
    ("statement", "needle"),
    [
        ("null after 204", "The page's sample shows null"),
        ("Content-Type on 204", "shows a Content-Type on the 204"),
        ("TimeZoneData", "names TimeZoneData"),
        ("$select without result", "chooses properties of a result"),
        ("empty Accept row", "leaves the list of types empty"),
    ],
)
def test_each_contradiction_of_the_page_is_decided(statement: str, needle: str) -> None:
    """What the page contradicts itself in has an entry that says how it was decided."""
    words = [
        f"{each.title} {each.decision}" for each in REGISTER.requirements.values() if each.decision or each.not_tested
    ]
    assert any(needle in text for text in words), statement


def test_unknown_id_is_an_error_with_a_suggestion() -> None:
    """A mistyped id is named, with the nearest one."""
    with pytest.raises(UsageFault, match="RJ-SELCT-1 is not in the register; did you mean RJ-SELECT-1"):
        REGISTER.resolve("RJ-SELCT-1")


def test_every_source_is_a_document_that_the_register_names() -> None:
    """A source begins with a short name of the register, an RFC, or says in words what it is."""
    for each in REGISTER.requirements.values():
        first = re.split(r"[,;(\s]", each.source, maxsplit=1)[0]
        assert first in REGISTER.sources or first in ("RFC", "the", "no", "openapi/reject.yaml"), each.id


def test_clause_leads_to_the_document() -> None:
    """The page, the vendor's files and RFCs have an address."""
    assert "v1AppointmentAgent_Reject" in str(REGISTER.clause(REGISTER["RJ-ANSWER-1"]))
    assert REGISTER.clause(REGISTER["RJ-AUTH-2"]) == "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2"
    assert REGISTER.clause(REGISTER["RJ-EFFECT-4"]) is None
