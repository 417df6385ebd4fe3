"""The register and the tests: neither knows of anything that the other does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from harness import ROOT
from reject_contract.errors import UsageFault
from reject_contract.verdict import register

REGISTER = register.load()
NEEDS = {
    "invitations",
    "series",
    "basic",
    "soticket",
    "bearer",
    "xsrf",
    "bystander",
    "outsider",
    "onsite",
    "online",
}
SOURCES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*.py")}
NAMED = set(re.findall(r"\b[A-Z]{2}-[A-Z]+-\d+\b", "\n".join(SOURCES.values()))) | {
    f"RJ-TYPE-{number}"
    for number in (*range(1, 9), 25)  # which test_media_types.py puts together
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


def test_no_requirement_depends_on_itself() -> None:
    """Two that excuse each other could both fail unseen."""
    for each in REGISTER.requirements.values():
        for base in each.depends_on:
            assert each.id not in REGISTER.bases(base), f"{each.id} and {base}"


def test_should_and_must_rest_on_requirements_that_are_no_observations() -> None:
    """Only what can be violated can excuse another."""
    for each in REGISTER.requirements.values():
        assert all(REGISTER[base].level != "observe" for base in each.depends_on), each.id


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


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("RJ-SELCT-1", "did you mean RJ-SELECT-1?"),
        ("rj-answr-1", "did you mean RJ-ANSWER-1?"),
        ("???", "openapi/requirements.yaml lists them"),
    ],
)
def test_unknown_id_is_an_error_with_a_suggestion(written: str, hint: str) -> None:
    """A mistyped id is named as it was written, with the nearest one where there is one."""
    with pytest.raises(UsageFault) as caught:
        REGISTER.resolve(written)
    assert str(caught.value) == f"requirement {written} is not in the register; {hint}"


SMALL = """
operations: {RJ: {name: Reject, path: /api/v1/Agents/Appointment/Reject, fragment: reject.yaml, first: [RJ-A-2]}}
parts: {A: First, B: Second}
sources: {page: {title: The page, url: "https://example.com/page"}, book: {title: The book}}
requirements:
  - {id: RJ-A-1, title: One., level: must, basis: stated, source: page}
  - {id: RJ-A-2, title: Two., level: must, basis: stated, source: "book, 3", depends_on: [RJ-A-1], former_ids: [RJ-A-9]}
  - {id: RJ-B-1, title: Three., level: must, basis: stated, source: RFC 1, depends_on: [RJ-A-2], needs: [basic, series]}
"""


@pytest.fixture
def read(tmp_path: Path) -> Callable[[str], register.Register]:
    """Reads a register of the test's own."""

    def parsed(text: str) -> register.Register:
        path = tmp_path / "small.yaml"
        path.write_text(text, encoding="utf-8")
        return register.read(path)

    return parsed


Read = Callable[[str], register.Register]


def test_entry_of_the_file_is_a_requirement(read: Read) -> None:
    """What is not written is empty; the part is in the id."""
    small = read(SMALL)
    assert list(small.requirements) == ["RJ-A-1", "RJ-A-2", "RJ-B-1"]
    assert small["RJ-A-1"] == register.Requirement("RJ-A-1", "One.", "must", "stated", "page", "A")
    assert small["RJ-A-2"].former_ids == ("RJ-A-9",)
    assert (small["RJ-B-1"].part, small["RJ-B-1"].needs) == ("B", ("basic", "series"))
    assert small.parts == {"A": "First", "B": "Second"}
    assert (small.judges, small.first) == ("POST /api/v1/Agents/Appointment/Reject", ["RJ-A-2"])
    assert small.operation_of(small["RJ-B-1"]).short == "Agents/Appointment/Reject"


def test_text_of_the_register_may_be_of_any_language(read: Read) -> None:
    """The file is UTF-8, wherever it is read."""
    assert read(SMALL.replace("One.", "Één."))["RJ-A-1"].title == "Één."


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("id: RJ-A-2", "id: RJ-A-1", "small.yaml: RJ-A-1 stands twice"),
        ("id: RJ-A-2", "id: RJ-C-2", "small.yaml: RJ-C-2: C is not among the parts"),
        ("id: RJ-A-2", "id: AC-A-2", "small.yaml: AC-A-2: AC is not among the operations"),
        ("[RJ-A-1]", "[RJ-A-7]", "small.yaml: RJ-A-2 depends on RJ-A-7, which does not exist"),
    ],
    ids=["twice", "part", "operation", "base"],
)
def test_register_that_contradicts_itself_is_not_read(read: Read, before: str, after: str, message: str) -> None:
    """The message names the file and the entry."""
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        read(SMALL.replace(before, after))


@pytest.mark.parametrize(
    ("written", "found"), [("RJ-B-1", "RJ-B-1"), (" rj-b-1\n", "RJ-B-1"), ("RJ-A-9", "RJ-A-2"), ("rj-a-9", "RJ-A-2")]
)
def test_id_is_found_however_it_is_written(read: Read, written: str, found: str) -> None:
    """In either letter case, with space around it, and by a former id."""
    assert read(SMALL).resolve(written).id == found


def test_part_is_of_the_operation_that_is_named(read: Read) -> None:
    """A prefix means its own operation; without one, a part is chosen wherever it stands."""
    two = SMALL.replace("operations: {", "operations: {AC: {name: Accept, path: /a, fragment: accept.yaml}, ")
    assert read(two).chosen("RJ-A") == read(two).chosen("a") == {"RJ-A-1", "RJ-A-2"}
    with pytest.raises(UsageFault, match="requirement AC-A is not in the register"):
        read(two).chosen("AC-A")


def test_bases_are_those_of_the_bases_as_well(read: Read) -> None:
    """What a requirement rests on, near and far."""
    small = read(SMALL)
    assert small.bases("RJ-B-1") == {"RJ-A-2", "RJ-A-1"}
    assert small.bases("RJ-A-1") == set()


def test_requirements_that_rest_on_each_other_have_an_end(read: Read) -> None:
    """A circle is walked once, and nothing is its own base."""
    circle = read(SMALL.replace("source: page}", "source: page, depends_on: [RJ-B-1]}"))
    assert circle.bases("RJ-B-1") == {"RJ-A-2", "RJ-A-1"}


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("page", "https://example.com/page"),
        ("page, Sample", "https://example.com/page"),
        ("page; RFC 9110", "https://example.com/page"),
        ("page (a note)", "https://example.com/page"),
        ("book, 3", None),
        ("RFC 9110", "https://www.rfc-editor.org/rfc/rfc9110"),
        ("RFC 9110 section 15.5.2, page", "https://www.rfc-editor.org/rfc/rfc9110#section-15.5.2"),
        ("RFC 9112 sections 6.1 and 7", "https://www.rfc-editor.org/rfc/rfc9112#section-6.1"),
        ("no document", None),
    ],
)
def test_clause_is_the_address_of_the_first_document(read: Read, source: str, address: str | None) -> None:
    """A source names its first document at its begin; one without an address has none."""
    small = read(SMALL)
    assert small.clause(replace(small["RJ-A-1"], source=source)) == address


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
