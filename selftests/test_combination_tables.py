"""Combinations: the tables, the arrays drawn from them, and the search for the smallest set that fails."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from itertools import combinations as pairs
from itertools import product

import pytest

from reject_contract.reject import combinations, covering, factors, refused, wrong
from reject_contract.reject.combinations import Combination
from reject_contract.reject.combined import smallest_failing
from reject_contract.reject.factors import TABLES, Factors, Table, Value
from reject_contract.verdict import register

Tuple = tuple[tuple[str, str], ...]


def values_of(table: Table) -> list[Value]:
    """All values of a table but the account's own credential in valid rejects, which is one of the others."""
    found = factors.load(table)
    own = found.default("credential") if table == "valid" else None
    return [each for values in found.values.values() for each in values if each != own]


def whole(some: dict[str, str], found: Factors) -> bool:
    """Whether there is a combination that has these values: what leaves least choice is tried first."""
    left = {
        name: [value.name for value in found.values[name] if found.goes({**some, name: value.name})]
        for name in found.names
        if name not in some
    }
    if not left:
        return True
    name = min(left, key=lambda name: len(left[name]))
    return any(whole({**some, name: value}, found) for value in left[name])


def shown(row: Mapping[str, str], length: int, hiding: Collection[tuple[str, str]] = ()) -> Iterator[Tuple]:
    """The pairs (or triples) of values of a row that nothing else in it hides."""
    hidden = row.items() & {*hiding}
    return (each for each in pairs(row.items(), length) if hidden <= {*each})


by_table = pytest.mark.parametrize("table", TABLES)


@pytest.mark.slow
def test_written_arrays_are_those_that_are_drawn(pytestconfig: pytest.Config) -> None:
    """openapi/combinations.json has the arrays of single values and of pairs as they are drawn from the tables."""
    drawn = {
        str(strength): {
            table: [Combination(row, table).unusual for row in combinations.draw(table, strength)] for table in TABLES
        }
        for strength in (1, 2)
    }
    if pytestconfig.getoption("--write-golden"):
        text = json.dumps(drawn).replace("{", "\n{").replace("}]", "}\n]")
        combinations.DRAWN.write_text(text.strip() + "\n", encoding="utf-8")
    assert json.loads(combinations.DRAWN.read_text(encoding="utf-8")) == drawn, "make golden writes them anew"


def test_every_triple_occurs_where_triples_are_wanted() -> None:
    """An array of strength 3 holds every three values that go together."""
    sizes = {"a": 4, "b": 3, "c": 3, "d": 2, "e": 2}
    table = {name: [f"{name}{number}" for number in range(size)] for name, size in sizes.items()}

    def goes(row: dict[str, str]) -> bool:
        return not ({("a", "a1"), ("b", "b2")} <= row.items() or {("a", "a1"), ("e", "e0")} <= row.items())

    rows = covering.array(table, [], goes, 3)
    possible = [row for values in product(*table.values()) if goes(row := dict(zip(table, values, strict=True)))]
    every = {three for row in possible for three in pairs(row.items(), 3)}
    assert {three for row in rows for three in pairs(row.items(), 3)} == every
    assert all(map(goes, rows))
    assert len(rows) < 60  # of 108


@by_table
def test_every_pair_that_goes_together_occurs(table: Table) -> None:
    """No two values that may be combined are left uncombined, and none that may not is combined."""
    found = factors.load(table)
    held = {pair for each in combinations.drawn(table) for pair in pairs(sorted(each.chosen.items()), 2)}
    every = sorted((value.factor, value.name) for value in values_of(table))
    missing = (pair for pair in pairs(every, 2) if pair[0][0] != pair[1][0] and pair not in held)
    assert [pair for pair in missing if whole(dict(pair), found)] == []
    assert all(each.possible for each in combinations.drawn(table))


def test_free_values_bring_triples() -> None:
    """What no pair needs is chosen so that more triples occur, in as many rows and with every pair."""
    sizes = {"a": 7, "b": 6, "c": 4, "d": 3, "e": 3, "f": 2}
    table = {name: [f"{name}{number}" for number in range(size)] for name, size in sizes.items()}
    plain, spread = (
        covering.array(table, [], lambda _: True, 2, free=free) for free in ({}, dict(list(table.items())[2:]))
    )

    def held(rows: list[dict[str, str]], length: int) -> set[object]:
        return {each for row in rows for each in shown(row, length)}

    assert held(spread, 2) == held(plain, 2)
    assert len(spread) == len(plain)
    assert len(held(spread, 3)) > len(held(plain, 3))


@by_table
def test_no_pair_is_hidden(table: Table) -> None:
    """Each pair that occurs occurs somewhere without a value that hides it, and each of them beside what wants them."""
    found, drawn = factors.load(table), combinations.drawn(table)
    every = values_of(table)
    hiding = {(each.factor, each.name) for each in every if each.hides}
    named = {(each.factor, each.name) for each in every}
    plain = {frozenset(pair) for each in drawn for pair in pairs(named.intersection(each.chosen.items()), 2)}
    seen = {frozenset(pair) for each in drawn for pair in shown(each.chosen, 2, hiding)}
    assert plain - seen == set()
    for close in (each for each in every if each.closely):
        beside = [dict(each.chosen) for each in drawn if each.chosen[close.factor] == close.name]
        held = {frozenset(pair) for row in beside for pair in shown(row, 2, hiding)}
        possible = {pair for pair in plain if found.goes({**dict(pair), close.factor: close.name})}
        alone = {pair for pair in possible if len({factor for factor, _ in pair} - {close.factor}) == 2}
        assert alone - held == set()


@pytest.mark.parametrize("core", combinations.CORES, ids=" ".join)
def test_every_three_values_of_a_core_occur(core: tuple[str, ...]) -> None:
    """Of the factors that say what is rejected, and of those that say who sends what, every three values occur."""
    found = factors.load()
    rows = [{name: each.chosen[name] for name in core} for each in combinations.drawn("valid")]
    held = {three for row in rows for three in pairs(row.items(), 3)}
    every = [(each.factor, each.name) for name in core for each in values_of("valid") if each.factor == name]
    missing = (three for three in pairs(every, 3) if len(dict(three)) == 3 and three not in held)
    assert [three for three in missing if whole(dict(three), found)] == []


@pytest.mark.parametrize("strength", [1, 2])
@by_table
def test_ids_name_combinations(table: Table, strength: int) -> None:
    """An id stands for one combination, and says its unusual values."""
    drawn = combinations.drawn(table, strength)
    assert len({each.id for each in drawn}) == len(drawn)
    assert all(
        set(each.unusual.values()) <= set(each.id.replace("ordinary", "").split("-")) or each.id for each in drawn
    )


def test_every_value_occurs_alone_in_the_weakest_array() -> None:
    """--strength 1 uses each value."""
    values = {(each.factor, each.name) for some in factors.load().values.values() for each in some}
    assert {pair for each in combinations.drawn("valid", 1) for pair in each.chosen.items()} == values


def test_every_wrong_value_is_one_that_can_be_made() -> None:
    """What the table calls a wrong credential is known to the code, and the other way round."""
    names = {each.name for each in factors.load("refused").values["wrong"]}
    bodies = {*refused.UNREADABLE, "empty-body"}
    assert names == {*wrong.BAD, *wrong.IDS, *refused.PEOPLE, *refused.METHODS, *refused.OPEN, *bodies}


@by_table
def test_what_a_value_is_about_stands_in_the_register(table: Table) -> None:
    """Where a value fails alone, the requirement that is named for it exists."""
    about = {each.about for some in factors.load(table).values.values() for each in some if each.about}
    assert about <= set(register.load().requirements)


@pytest.mark.parametrize("failing", [("a", "d"), ("b",), ("a", "c", "e"), ()], ids=["two", "one", "three", "none"])
def test_smallest_failing_set_is_found(failing: tuple[str, ...]) -> None:
    """Values that have no part in a failure are taken back."""
    unusual = {name: f"{name}-value" for name in "abcdefg"}
    assert set(smallest_failing(unusual, lambda some: set(failing) <= set(some))) == set(failing)


def test_failure_that_does_not_come_back_keeps_all_values() -> None:
    """What fails once and not again is told with all that is known."""
    unusual = {"a": "1", "b": "2"}
    assert smallest_failing(unusual, lambda some: False) == unusual
