"""Drift of the page: every change is noticed, is of the right kind, and names the requirements it touches."""

from __future__ import annotations

from pathlib import Path

import pytest

from reject_contract.drift.check import drift
from reject_contract.drift.compare import Differences, Impact
from reject_contract.errors import UsageFault
from vendorpages import SHARED, page, written

# What is replaced, by what, the kind of the gravest difference, a word of its subject, and a requirement it touches.
Case = tuple[str, str, Impact, str, str]
CHANGES: dict[str, Case] = {
    "property removed": ("| RejectReason | String |  |\n", "", "breaking", "property RejectReason", "RJ-BODY-5"),
    "property renamed": ("| RejectReason |", "| Reason |", "breaking", "property RejectReason", "RJ-EFFECT-2"),
    "property retyped": ("| RejectReason | String |", "| RejectReason | Integer |", "breaking", "type", "RJ-BODY-5"),
    "id widened": ("| AppointmentId | Integer |", "| AppointmentId | int64 |", "breaking", "format", "RJ-BODY-7"),
    "property added": (
        "| UpdateMode | String |  |\n",
        "| UpdateMode | String |  |\n| SendEmail | Boolean |  |\n",
        "addition", "property SendEmail", "RJ-BODY-13",
    ),
    "property described": (
        "| UpdateMode | String |  |", "| UpdateMode | String | How much of a series. |",
        "addition", "property UpdateMode, wording", "RJ-MODE-17",
    ),
    "property required": (
        "| UpdateMode | String |  |", "| UpdateMode | String | **Required** |",
        "breaking", "property UpdateMode, required", "RJ-BODY-11",
    ),
    "types no longer told": (
        "| Property Name | Type |", "| Property Name | Kind |", "breaking", "property AppointmentId, type", "RJ-BODY-4",
    ),
    "media type removed": ("`text/xml`, ", "", "breaking", "media type text/xml", "RJ-TYPE-4"),
    "media type added": ("`text/xml`, ", "`text/xml`, `text/csv`, ", "addition", "media type text/csv", "RJ-TYPE-12"),
    "status changed": ("| 204 | No Content |", "| 200 | OK |", "breaking", "status 204", "RJ-ANSWER-1"),
    "status added": (
        "| 204 | No Content |", "| 204 | No Content |\n| 404 | Not Found |", "addition", "status 404", "RJ-BODY-9",
    ),
    "method changed": ("```http\nPOST", "```http\nPUT", "breaking", "operation, method", "RJ-METHOD-4"),
    "path changed": ("```http\nPOST /api/v1", "```http\nPOST /api/v2", "breaking", "operation, path", "RJ-PATH-1"),
    "summary changed": ("rejecting\n", "rejecting by e-mail\n", "breaking", "operation, summary", "RJ-EFFECT-7"),
    "threshold changed": (
        "rejecting\n", "rejecting\n\nNsApiSlow threshold: 500 ms.\n", "breaking", "slow threshold", "RJ-TIME-1",
    ),
    "remark added": ("rejecting\n", "rejecting\n\nUse DeclineInvitation.\n", "addition", "remark", ""),
    "section added": ("## Response:", "## Path Parameters\n\nid\n\n## Response:", "addition", "Path Parameters", ""),
    "header removed": ("| SO-AppToken |", "| SO-Other |", "breaking", "header SO-AppToken", "RJ-AUTH-20"),
    "header added": (
        "| SO-AppToken |", "| SO-Language | The language. |\n| SO-AppToken |",
        "addition", "header SO-Language", "RJ-HEADER-6",
    ),
    "header reworded": ("must not provide", "need not provide", "breaking", "X-XSRF-TOKEN, wording", "RJ-AUTH-6"),
    "scheme removed": ("'Bearer'", "", "breaking", "scheme Bearer", "RJ-AUTH-5"),
    "scheme added": ("'Bearer'", "'Bearer' 'Negotiate'", "addition", "scheme Negotiate", "RJ-AUTH-12"),
    "answer types listed": (
        "| Accept |", "| Accept | `application/json`", "breaking", "header Accept, types", "RJ-HEADER-1",
    ),
    "parameter removed": ("| $select |", "| $fields |", "breaking", "query parameter $select", "RJ-SELECT-1"),
    "parameter added": (
        "| $select |", "| notify | bool | Tell. |\n| $select |", "addition", "query parameter notify", "RJ-BODY-25",
    ),
    "example changed": ("category/id", "category", "breaking", "$select, example", "RJ-SELECT-3"),
    "answer described": (
        "TimeZoneData\n", "Result\n\n| Property Name | Type |\n|---|---|\n| Done | bool |\n",
        "addition", "answer property Done", "RJ-FRAME-1",
    ),
    "sample mode": ('"OnlyThis"', '"Unknown"', "breaking", "sample property UpdateMode", "RJ-MODE-2"),
    "sample reason": ('"RejectReason": ""', '"RejectReason": "no"', "breaking", "RejectReason", "RJ-EFFECT-13"),
    "sample id a text": ("532", '"532"', "breaking", "sample property AppointmentId", "RJ-ANSWER-3"),
    "sample header": ("charset=utf-8\nAccept-L", "charset=x\nAccept-L", "breaking", "Accept, value", "RJ-HEADER-1"),
    "sample language gone": ("Accept-Language: *\n", "", "breaking", "Accept-Language", "RJ-HEADER-3"),
    "sample status": ("HTTP/1.1 204", "HTTP/1.1 200", "breaking", "sample answer, status", "RJ-ANSWER-4"),
}  # fmt: skip

EDITORIAL = {
    "sample id": ('"AppointmentId": 532', '"AppointmentId": 77'),
    "sample language": ("Accept-Language: *", "Accept-Language: sv"),
    "credentials": ("Authorization: Basic", "Authorization: Basic bm86bm8="),
    "response body": ("Response body: TimeZoneData", "Response body: TableRight"),
    "no response body": ("### Response body: TimeZoneData\n", ""),
    "front matter": ("generated: True", "content_type: reference"),
    "null after 204": ("\nnull\n", "\n"),
    "int32": ("| Integer |", "| int32 |"),
    "summary's full stop": ("rejecting\n", "rejecting.\n"),
    "letter case of a header": ("| SO-AppToken |", "| so-apptoken |"),
    "order of columns": (
        "| Response | Description |\n| --- | --- |\n| 204 |",
        "| Response | Description |\n|-|-|\n| 204 |",
    ),
    "comment": ("## Response:", "<!-- markdownlint-disable -->\n\n## Response:"),
    "title cut short": ("# POST Agents/Appointment/Reject", "# Reject"),
    "line ends": ("\n", "\r\n"),
    "threshold as the contract has it": ("rejecting\n", "rejecting\n\nNsApiSlow threshold: 2000 ms.\n"),
}


def compare(folder: Path, old: str, new: str) -> Differences:
    """The comparison of the page, with one thing replaced in it."""
    assert old in page(), "the page does not say this, so nothing would change"
    return drift(written(folder, page().replace(old, new)))


def test_page_of_the_contract_does_not_drift(tmp_path: Path) -> None:
    """What the contract says of the page is what the page says; only the format of the id is not in it."""
    found = drift(written(tmp_path, page()))
    assert [str(each.subject) for each in found.differences] == ["property AppointmentId, format"]
    assert not found.drifted


@pytest.mark.parametrize("name", CHANGES)
def test_change_of_the_page_is_drift(tmp_path: Path, name: str) -> None:
    """A change of substance has its kind, says what it is about, and names a requirement that rests on it."""
    old, new, change, subject, requirement = CHANGES[name]
    gravest = compare(tmp_path, old, new).differences
    about = [each for each in gravest if each.change == change and subject in str(each.subject)]
    assert about, [(each.change, str(each.subject)) for each in gravest]
    assert {requirement} - {""} <= set(about[0].requirements)
    if change == "addition":
        assert "breaking" not in [each.change for each in gravest]


@pytest.mark.parametrize("name", EDITORIAL)
def test_noise_of_the_generator_is_no_drift(tmp_path: Path, name: str) -> None:
    """What the generator adds, drops and draws at random is told, and does not count."""
    assert not compare(tmp_path, *EDITORIAL[name]).drifted


def test_absent_accept_row_is_no_drift(tmp_path: Path) -> None:
    """Older editions leave the row for Accept out."""
    row = next(line for line in page().splitlines() if line.startswith("| Accept |"))
    assert not compare(tmp_path, f"{row}\n", "").drifted


def test_whole_part_is_told_once(tmp_path: Path) -> None:
    """A page without samples lacks two things, not twelve."""
    short = page()[: page().index("## Sample request")].replace("### Response body: TimeZoneData", "")
    found = [str(each.subject) for each in drift(written(tmp_path, short)).differences if each.change == "breaking"]
    assert found == ["sample request", "sample answer"]


@pytest.mark.parametrize("other", ["Accept", "SetSeen", "RejectWithEmailConfirmation"])
def test_sibling_is_another_operation(tmp_path: Path, other: str) -> None:
    """A page of a sibling is recognised by its names, and not compared."""
    sibling = page().replace("Appointment/Reject", f"Appointment/{other}").replace("Agent_Reject", f"Agent_{other}")
    with pytest.raises(UsageFault, match=rf"describes Agents/Appointment/{other}, another operation"):
        drift(written(tmp_path, sibling))


beside_the_checkout = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the vendor's own documents are not beside the checkout"
)


@beside_the_checkout
def test_editions_of_the_vendors_page_differ_in_noise_alone() -> None:
    """Every edition with a sample rests on the same facts; the oldest has no samples yet."""
    paths = [*SHARED.glob("seed/*_Reject.md"), *SHARED.glob("doc-pages/Reject-*.md")]
    assert len(paths) > 1
    assert {path.stem for path in paths if drift(path).drifted} <= {"Reject-240a4592"}


@beside_the_checkout
@pytest.mark.parametrize("name", ["Accept", "SetSeen", "RejectWithEmailConfirmation"])
def test_vendors_siblings_are_other_operations(name: str) -> None:
    """The pages of the vendor's other operations are recognised."""
    path = next(SHARED.glob(f"doc-pages/{name}-*.md"))
    with pytest.raises(UsageFault, match=f"Agents/Appointment/{name}, another operation"):
        drift(path)
