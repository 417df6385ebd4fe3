"""The bench's own logic: what counts as caught, what is kept, and that every table comes from results.json."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from bench import chart, corpus, profile, replay, report, results, stability, tables
from bench.mocks import CountedMock
from bench.peers import prism
from bench.peers.tavern import first_parameter
from bench.peers.tool import BROKEN, CLEAN, TIME_OUT, Done, from_junit
from bench.verdicts import CAUGHT, FALSE_ALARM, MISSED, NOT_RUN, WARNED, outcome, outcomes
from reject_contract.mock import FAULTS, VARIANTS, build_app
from reject_contract.mock.http import Request

FAULT = {"kind": "fault", "installation": "onsite"}
VARIANT = {"kind": "variant", "installation": "onsite"}
QUIET: dict[str, Any] = {"verdict": "clean", "requests": 1, "seconds": 1.0}


def alarm(*failures: str) -> dict[str, Any]:
    """A run that reports failures."""
    return {"verdict": "alarm", "failures": list(failures), "requests": 1, "seconds": 1.0}


@pytest.mark.parametrize(
    ("judged", "baseline", "expected"),
    [
        pytest.param(alarm("a"), QUIET, CAUGHT, id="a failure where the conforming mock has none"),
        pytest.param(alarm("a"), alarm("a"), MISSED, id="the same failure on the conforming mock"),
        pytest.param(alarm("a", "b"), alarm("a"), CAUGHT, id="one failure more than on the conforming mock"),
        pytest.param(QUIET, alarm("a"), MISSED, id="clean where the conforming mock is not"),
        pytest.param({**QUIET, "warnings": ["w"]}, QUIET, WARNED, id="only a warning"),
        pytest.param({**QUIET, "warnings": ["w"]}, {**QUIET, "warnings": ["w"]}, MISSED, id="the same warning"),
        pytest.param({"verdict": BROKEN}, QUIET, BROKEN, id="the tool broke"),
        pytest.param({"verdict": TIME_OUT, "failures": ["a"]}, QUIET, TIME_OUT, id="the tool had to be stopped"),
        pytest.param(None, QUIET, NOT_RUN, id="no run on the fault"),
        pytest.param(alarm("a"), None, NOT_RUN, id="no run on the conforming mock"),
    ],
)
def test_outcome_of_a_fault(judged: dict[str, Any] | None, baseline: dict[str, Any] | None, expected: str) -> None:
    """A fault is caught only by a failure that the conforming mock does not have."""
    assert outcome(FAULT, judged, baseline) == expected


@pytest.mark.parametrize(("judged", "expected"), [(alarm("a"), FALSE_ALARM), (QUIET, CLEAN)], ids=["alarm", "clean"])
def test_outcome_of_a_variant(judged: dict[str, Any], expected: str) -> None:
    """Any failure on what conforms is a false alarm, also one that the conforming mock has as well."""
    assert outcome(VARIANT, judged, alarm("a")) == expected


def test_baseline_is_that_of_the_installation() -> None:
    """A fault of an online installation is compared with the conforming mock online."""
    subjects = {"f": {"kind": "fault", "installation": "online"}}
    runs = {"f": alarm("a"), "conforming-online": alarm("a"), "conforming-onsite": QUIET}
    assert outcomes(subjects, runs) == {"f": MISSED}


def test_corpus_has_every_fault_and_every_variant() -> None:
    """Nothing of the catalogue is left out, and each mock can be built."""
    subjects = corpus.all_subjects()
    assert {each.name for each in subjects if each.kind == "fault"} == set(FAULTS)
    assert {each.name for each in subjects if each.kind == "variant"} == set(VARIANTS)
    assert all(each.app().installation == each.installation for each in subjects)


def test_sample_keeps_the_conforming_mocks() -> None:
    """A sample has so many faults and variants, and always what they are compared with."""
    kinds = [each.kind for each in corpus.chosen(corpus.all_subjects(), sample=3)]
    assert (kinds.count("conforming"), kinds.count("fault"), kinds.count("variant")) == (2, 3, 3)


def test_unknown_mock_is_an_error() -> None:
    """A name that is not in the catalogue is named in the error."""
    with pytest.raises(ValueError, match="no_such_mock"):
        corpus.chosen(corpus.all_subjects(), names=["no_such_mock"])


def test_every_request_is_counted() -> None:
    """The mock counts what is answered and what is no proper HTTP."""
    mock = CountedMock(build_app(), keep=True)
    mock.app.respond(Request("GET", "/api", []))
    mock.app.refuse_message(400, "no HTTP")
    assert (mock.arrivals.count, mock.arrivals.unreadable, len(mock.arrivals.kept)) == (2, 1, 1)
    assert mock.arrivals.first > 0


def test_recording_tells_raw_requests() -> None:
    """A request without a User-Agent came over a raw connection; the session's own headers are left to it."""
    kept = [
        (Request("POST", "/a", [("User-Agent", "x"), ("Host", "h"), ("Accept", "y")], b"1"), 204),
        (Request("POST", "/b", [("Transfer-Encoding", "chunked")], b"2"), 400),
    ]
    plain, raw = replay.recorded(kept)
    assert (plain.raw, raw.raw) == (False, True)
    assert plain.headers == {"User-Agent": "x", "Accept": "y"}
    assert raw.headers == {}


@pytest.mark.parametrize(
    ("content", "code", "expected"),
    [
        ('<testsuite><testcase name="a"/></testsuite>', 0, (CLEAN, ())),
        ('<testsuite><testcase name="a"><failure/></testcase></testsuite>', 1, ("alarm", ("a",))),
        ('<testsuite><testcase name="a"><error/></testcase></testsuite>', 1, (BROKEN, ())),
        ("<testsuite/>", 0, (BROKEN, ())),
        (None, 1, (BROKEN, ())),
    ],
    ids=["passes", "fails", "could not be set up", "no case", "no file"],
)
def test_reading_of_junit(tmp_path: Path, content: str | None, code: int, expected: tuple[str, object]) -> None:
    """A tool that ran no case, or could not set one up, is broken and has caught nothing."""
    path = tmp_path / "junit.xml"
    if content:
        path.write_text(content, encoding="utf-8")
    found = from_junit(Done(code, "", 1.0), path)
    assert (found.verdict, found.failures) == expected


def test_tavern_names_carry_no_credential() -> None:
    """Of a test's parameters only the first one stays in its name."""
    assert first_parameter("Each kind[soticket-SoTicket 7T:x/y=-Busy]") == "Each kind [soticket]"
    assert first_parameter("No parameter") == "No parameter"


@pytest.mark.parametrize(
    ("headers", "content", "expected"),
    [
        ({}, b"", []),
        ({"sl-violations": '[{"location": ["request", "body"], "code": "c", "message": "m"}]'}, b"", []),
        ({"sl-violations": '[{"location": ["response"], "message": "m"}]'}, b"", ["response m"]),
        ({}, b'{"type": "https://stoplight.io/prism/errors#NO_METHOD_MATCHED_ERROR"}', []),
        ({}, b'{"type": "FetchError"}', ["FetchError"]),
        ({}, b'{"type": "about:blank"}', []),
    ],
    ids=["nothing", "of the request", "of the response", "a method of its own", "no answer", "the server's own"],
)
def test_what_prism_says_of_the_server(headers: dict[str, str], content: bytes, expected: list[str]) -> None:
    """Only what Prism says of an answer, or of a missing one, counts."""
    assert prism.violations_of(headers, content) == expected


def test_profile_gives_builtins_to_their_callers() -> None:
    """What is built into Python counts for the package that called it."""
    client, builtin = ("/x/site-packages/urllib3/a.py", 1, "f"), ("~", 0, "<recv>")
    stats = {client: (1, 1, 1.0, 4.0, {}), builtin: (1, 1, 3.0, 3.0, {client: (1, 1, 3.0, 3.0)})}
    assert profile.shares(stats) == {"HTTP client": 100.0}


def test_stability_shows_what_is_odd() -> None:
    """A run with a warning is shown, though its verdict is `conforms`."""
    run = {
        "seed": 1, "processes": 0, "exit code": 0, "seconds": 1.0, "verdicts": {"onsite": "conforms"},
        "odd": {"onsite": []}, "requests": {"onsite": 5},
    }  # fmt: skip
    warned = {**run, "seed": 2, "odd": {"onsite": ["RJ-X-1 warned"]}}
    found = stability.summary([run, warned])
    assert found["verdicts"] == {"conforms": 2}
    assert [each["seed"] for each in found["odd"]] == [2]


def small() -> results.Results:
    """Results of two tools on four mocks."""
    found: results.Results = {}
    results.set_corpus(
        found,
        {
            "conforming-onsite": {"kind": "conforming", "installation": "onsite", "description": ""},
            "f": {**FAULT, "description": ""},
            "g": {**FAULT, "description": ""},
            "v": {**VARIANT, "description": ""},
        },
    )
    about = {"version": "1", "set_up": "S.", "failure": "x", "date": "2026-01-01"}
    results.merge_runs(
        found, "reject-contract", about, {"conforming-onsite": QUIET, "f": alarm("a"), "g": QUIET, "v": QUIET}
    )
    results.merge_runs(found, "Peer", about, {"conforming-onsite": QUIET, "g": alarm("a"), "v": alarm("a")})
    return found


def test_headline_counts_what_was_run() -> None:
    """A mock that a tool was not run on is in no denominator."""
    lines = tables.headline(small()).splitlines()
    assert "| reject-contract | 1 | 1 of 2 | 0 of 2 | 1 | 1.0 |" in lines
    assert "| Peer | 1 | 1 of 1 | 1 of 2 | 1 | 1.0 |" in lines


def test_wins_of_a_peer_are_named() -> None:
    """A fault that a peer caught and this suite missed is named."""
    assert tables.wins(small(), "reject-contract") == {"Peer": ["g"]}
    assert "**Peer** caught what this suite did not: `g`." in report.page(small())


def test_new_runs_take_the_place_of_old_ones() -> None:
    """A part that is measured anew leaves the rest as it was."""
    found = small()
    results.merge_runs(found, "Peer", {"version": "2"}, {"g": QUIET})
    assert found["tools"]["Peer"]["version"] == "2"
    assert found["tools"]["Peer"]["runs"]["g"] == QUIET
    assert "v" in found["tools"]["Peer"]["runs"]


@pytest.mark.parametrize("change", ["gone", "kind"])
def test_runs_on_what_is_something_else_now_are_dropped(change: str) -> None:
    """When a fault leaves the catalogue or becomes a variant, its old runs say nothing any more."""
    found = small()
    new = copy.deepcopy(found["corpus"])
    if change == "gone":
        del new["g"]
    else:
        new["g"]["kind"] = "variant"
    results.set_corpus(found, new)
    assert "g" not in found["tools"]["Peer"]["runs"]
    assert "v" in found["tools"]["Peer"]["runs"]


def test_results_survive_their_file(tmp_path: Path) -> None:
    """What is saved reads back the same."""
    path = tmp_path / "results.json"
    results.save(small(), path)
    assert results.load(path) == small()


def test_picture_is_well_formed() -> None:
    """The picture is XML, and names every tool."""
    drawn = chart.draw(tables.bars(small()))
    texts = [each.text for each in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert {"reject-contract", "Peer"} <= set(texts)


def test_readme_block_is_replaced_alone() -> None:
    """What stands around the marks stays."""
    before = f"a\n{report.BEGIN}\nold\n{report.END}\nz\n"
    after = report.with_block(before, small())
    assert after.startswith(f"a\n{report.BEGIN}")
    assert after.endswith(f"{report.END}\nz\n")
    assert "old" not in after


def test_readme_without_marks_is_an_error() -> None:
    """A README that lost its marks is named, not overwritten."""
    with pytest.raises(ValueError, match=r"README\.md has lost its marks"):
        report.with_block("nothing", small())


@pytest.mark.parametrize("part", ["readme", "results", "picture"])
def test_documents_are_what_results_json_gives(part: str) -> None:
    """README's block, RESULTS.md and the picture are rendered from bench/results.json, not typed."""
    found = results.load()
    if part == "readme":
        text = report.README.read_text(encoding="utf-8")
        assert text == report.with_block(text, found), "run: python -m bench report"
    elif part == "results":
        assert report.RESULTS.read_text(encoding="utf-8") == report.page(found), "run: python -m bench report"
    else:
        drawn = chart.draw(tables.bars(found))
        assert report.PICTURE.read_text(encoding="utf-8") == drawn, "run: python -m bench report"
