"""What cannot be read is refused with a clear word, whatever it is."""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reject_contract.drift import contract
from reject_contract.drift.check import drift
from reject_contract.drift.source import LIMITS
from reject_contract.errors import UsageFault
from vendorpages import page, specification, written

ALIASES = "\n".join(f"a{each}: &a{each} [{', '.join([f'*a{each - 1}'] * 9)}]" for each in range(1, 12))
MERGES = ALIASES.replace("[", "{<<: [").replace("]", "]}")
PAGES: dict[str, tuple[str | bytes, str]] = {
    "empty": ("", "is empty"),
    "blank": (" \n\n", "is empty"),
    "prose": ("# Notes\n\nNothing of the kind.\n", "no code block at its top shows method and path"),
    "html": ("<!DOCTYPE html><html></html>", "is HTML; give the page's source"),
    "binary": (b"\x89PNG\r\n\x1a\n", "byte 0: is not UTF-8"),
    "latin-1": (page().encode() + "\xe6".encode("latin-1"), "is not UTF-8"),
    "utf-16": (page().encode("utf-16"), "is UTF-16"),
    "nul byte": (page().replace("rejecting", "reject\0ing"), "line 13: holds the control character 0x00"),
    "terminal escape": (page().replace("rejecting", "\x1b[2J"), "line 13: holds the control character 0x1b"),
    "too large": (page() + "\n" + "more " * LIMITS["markdown"], "is larger than 128 KiB"),
    "cut in a table": (page()[: page().index("| SO-AppToken") + 20], "truncated"),
    "cut in the sample": (page()[: page().index('"UpdateMode"')], "this code block has no end"),
    "cut before the answer": (page()[: page().index("## Response:")], "has no table of responses"),
    "cut after a heading": (page()[: page().index("```http_")], "nothing follows this heading"),
    "no column": (page().replace("| Property Name |", "| Name |"), "has no column 'Property Name'"),
    "row without a name": (page().replace("| RejectReason |", "| |"), "this row has no Property Name"),
    "row twice": (page().replace("| RejectReason |", "| UpdateMode |"), "property UpdateMode stands twice"),
    "two request lines": (
        page().replace("# POST Agents/Appointment/Reject", "# X\n\n```\nPUT /x\n```"),
        "stands twice",
    ),
    "request line": (page().replace("```http\nPOST", "```http\npost it to"), "is no request line"),
    "status line": (page().replace("HTTP/1.1 204", "204"), "is no status line"),
    "sample not JSON": (page().replace("532", "532,,"), "the body of this sample is not JSON"),
    "sample nested deep": (page().replace("532", "[" * 9000 + "]" * 9000), "the body of this sample is not JSON"),
    "front matter": (page().replace("generated: True", "generated: ["), "is not YAML"),
    "front matter a list": (f"---\n- x\n---\n{page().partition('---')[2].partition('---')[2]}", "must be an object"),
}
FILES: dict[str, tuple[str, str, str]] = {
    "truncated JSON": (".json", json.dumps(specification())[:900], "is not JSON"),
    "deep JSON": (".json", '{"a":' * 50_000, "is nested too deeply"),
    "a list": (".json", "[]", "must be an object, and is a list"),
    "huge number": (".json", '{"swagger": ' + "9" * 5000 + "}", "is not JSON"),
    "no version": (".json", '{"paths": {}}', "says neither swagger nor openapi"),
    "old version": (".json", '{"swagger": "1.2"}', "says version 1.2"),
    "paths a list": (".json", '{"swagger": "2.0", "paths": []}', "must be an object, and is a list"),
    "bomb of aliases": (".yaml", f"swagger: '2.0'\na0: &a0 [x]\n{ALIASES}\npaths: *a11", "must be an object"),
    "bomb of merges": (".yaml", f"swagger: '2.0'\na0: &a0 {{x: 1}}\n{MERGES}", "is not YAML"),
    "flood of aliases": (".yaml", "swagger: '2.0'\nb: &a []\nx: [" + "*a, " * 2000 + "]", "more than 1000 aliases"),
    "deep YAML": (".yaml", "a: " + "[" * 50_000, "is nested too deeply"),
    "tag": (".yaml", "swagger: !!python/object/apply:os.getcwd []", "is not YAML"),
    "YAML": (".yml", "swagger: [", "is not YAML"),
}
SCHEMAS: dict[str, tuple[dict[str, Any], str]] = {
    "reference round": ({"$ref": "#/definitions/Request"}, "go round in a circle"),
    "reference outside": ({"$ref": "other.json#/Request"}, "outside of this file"),
    "reference to nothing": ({"$ref": "#/definitions/Nothing"}, "which is not there"),
    "allOf itself": ({"allOf": [{"$ref": "#/definitions/Request"}] * 3}, "more schemas than this tool follows"),
    "enum an object": ({"properties": {"UpdateMode": {"enum": {}}}}, "must be a list, and is an object"),
    "properties a list": ({"properties": []}, "must be an object, and is a list"),
}


@pytest.mark.parametrize("name", PAGES)
def test_unreadable_page_is_named_with_the_fault(tmp_path: Path, name: str) -> None:
    """The message names the file, and says what is wrong."""
    content, words = PAGES[name]
    path = written(tmp_path, content)
    with pytest.raises(UsageFault, match=words.replace("(", r"\(")) as fault:
        drift(path)
    assert str(path) in str(fault.value)


@pytest.mark.parametrize("name", FILES)
def test_unreadable_specification_is_named_with_the_fault(tmp_path: Path, name: str) -> None:
    """The same of JSON and YAML, also of such as would exhaust a careless reader."""
    suffix, content, words = FILES[name]
    path = written(tmp_path, content, suffix)
    with pytest.raises(UsageFault, match=words) as fault:
        drift(path)
    assert str(path) in str(fault.value)


@pytest.mark.parametrize("name", SCHEMAS)
def test_hostile_schema_is_refused(tmp_path: Path, name: str) -> None:
    """A schema that leads nowhere, elsewhere or round in a circle is no specification."""
    schema, words = SCHEMAS[name]
    with pytest.raises(UsageFault, match=words):
        drift(written(tmp_path, {**specification(), "definitions": {"Request": schema}}))


@pytest.mark.parametrize("kind", ["folder", "nothing", "pipe"])
def test_what_is_no_file_is_refused(tmp_path: Path, kind: str) -> None:
    """A folder, a missing file and a pipe are not opened."""
    path = tmp_path / "x.md"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    with pytest.raises(UsageFault, match=f"{path}: (is a folder|does not exist|is no ordinary file)"):
        drift(path)


def test_truncated_page_is_never_taken_for_whole(tmp_path: Path) -> None:
    """Wherever a page is cut, it is refused, or something is missing from it."""
    whole = page().rstrip("\n")
    for length in range(0, len(whole), 7):
        try:
            assert drift(written(tmp_path, whole[:length])).drifted, whole[:length][-60:]
        except UsageFault:
            continue


KEYS = ("$ref", "type", "name", "in", "schema", "description", "properties", "204", "enum", "required", "allOf")
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)
generously = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.data())
@generously
def test_garbled_page_is_compared_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    """Pieces of the page in any order, with anything between them, never crash the reader."""
    whole = page()
    places = st.integers(0, len(whole))
    pieces = st.tuples(places, places).map(lambda ends: whole[min(ends) : max(ends)])
    text = data.draw(st.lists(st.one_of(pieces, st.text(max_size=30)), max_size=6).map("".join))
    with contextlib.suppress(UsageFault):
        drift(written(tmp_path, text.encode("utf-8", "surrogatepass")))


@given(TREES)
@generously
def test_garbled_specification_is_compared_or_refused(tmp_path: Path, value: Any) -> None:
    """Anything in place of any part of the operation never crashes the reader."""
    for key in ("parameters", "responses", "consumes", "security", "description"):
        document: dict[str, Any] = specification()
        document["paths"][contract.operation().path]["post"][key] = value
        with contextlib.suppress(UsageFault):
            drift(written(tmp_path, document))
