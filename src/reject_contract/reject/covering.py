"""Covering arrays: few combinations in which every pair (or triple) of values occurs."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product
from typing import Any

from allpairspy import AllPairs

SEED = 0
"""Of the order in which values are tried: another one makes another array, and other ids of tests."""
Row = dict[str, str]
Tuple = tuple[tuple[str, str], ...]


def array(table: Mapping[str, Sequence[str]], plain: Sequence[tuple[str, str]], goes: Any, strength: int = 2,
          hiding: Collection[tuple[str, str]] = (), close: Collection[Tuple] = (),
          cores: Collection[Mapping[str, Sequence[str]]] = (), free: Mapping[str, Sequence[str]] | None = None,
          ) -> list[Row]:  # fmt: skip
    """A covering array: `goes` says whether chosen values go together.

    A row with one of the `hiding` values counts for the tuples of that value alone. Where a row's value is needed for
    no tuple a `plain` one takes its place, which need not stand in the table; those that come first are tried first.
    Beside what is `close`, a value or several, all tuples occur; of the values in a core, those longer by one as well.
    The values of `free` factors cost nothing: what no tuple needs is chosen so that many longer ones occur.
    """
    names = list(table)
    shuffled = {name: random.Random(f"{SEED} {name}").sample(list(table[name]), len(table[name])) for name in names}
    # allpairspy keeps the first value of what it need not care for; the widest factors come first.
    order = sorted(names, key=lambda name: (-len(table[name]), name))
    found = AllPairs(
        [shuffled[name] for name in order],
        n=strength,
        filter_func=lambda row: goes(dict(zip(order, row, strict=False))),
    )
    rows = [dict(zip(order, row, strict=True)) for row in found]
    rows = [{name: row[name] for name in names} for row in rows]

    def held(row: Row) -> list[Tuple]:
        row = {name: value for name, value in row.items() if value in table[name]}
        found = [*tuples(row, strength, hiding)]
        found += [(*each, *some) for some in close if set(some) <= set(row.items()) for each in found]
        return found + [each for core in cores for each in tuples(row, strength + 1, hiding, core)]

    wanted: list[Row] = []
    for core in cores:
        wanted += _missing(rows, core, goes, strength + 1, held)
    wanted += _missing(rows, table, goes, strength, held)
    for some in close:
        wanted += _missing(rows, table, goes, strength, held, some)
    rows += _completed(wanted, table, goes, held)
    rows = _relaxed(rows, held, plain, goes)
    _spread([row for row in rows if set(hiding).isdisjoint(row.items())], held, free or {}, goes, strength + 1)
    return rows


def tuples(
    row: Row, strength: int, hiding: Collection[tuple[str, str]] = (), among: Collection[str] | None = None
) -> Iterator[Tuple]:
    """The pairs (or triples) of values that a row holds, of some factors, and that nothing else in it hides."""
    hidden = set(hiding).intersection(row.items())
    items = [each for each in row.items() if among is None or each[0] in among]
    return (each for each in combinations(items, strength) if hidden <= set(each))


def _missing(
    rows: list[Row], table: Mapping[str, Sequence[str]], goes: Any, strength: int,
    held_by: Callable[[Row], list[Tuple]], close: Tuple = (),
) -> Iterator[Row]:  # fmt: skip
    """Values that go together and stand in no row: allpairspy gives up what it cannot complete."""
    held = {each for row in rows for each in held_by(row)}
    for names in combinations(table, strength):
        for values in product(*(table[name] for name in names)):
            some = (*zip(names, values, strict=True), *close)
            if some not in held and len(dict(some)) == len({*some}) and goes(dict(some)):
                yield dict(some)


def _completed(
    some: Iterable[Row], table: Mapping[str, Sequence[str]], goes: Any, held: Callable[[Row], list[Tuple]]
) -> list[Row]:
    """Few rows that hold all of these values, none hidden by another; those that fit into no row are left out."""
    begun: list[tuple[Row, set[Tuple]]] = []
    for each in some:
        wanted = {tuple(each.items())}
        for row, holds in begun:
            both = {**row, **each}
            if all(row.get(name, value) == value for name, value in each.items()) and _fits(
                both, holds | wanted, held
            ) and complete(both, table, goes):  # fmt: skip
                row.update(each)
                holds |= wanted
                break
        else:
            begun.append((dict(each), wanted))
    return [whole for row, _ in begun if (whole := complete(row, table, goes))]


def _fits(row: Row, wanted: set[Tuple], held: Callable[[Row], list[Tuple]]) -> bool:
    """Whether a row that is begun holds all that it was begun for."""
    found = {frozenset(each) for each in held(row)}
    return all(frozenset(each) in found for each in wanted)


def complete(some: Row, table: Mapping[str, Sequence[str]], goes: Any) -> Row | None:
    """A whole row that holds these values, with defaults for the rest but for a few; None where there is none."""
    for changed in range(3):
        for names in combinations([name for name in table if name not in some and _matters(name, some, table, goes)],
                                  changed):  # fmt: skip
            for values in product(*(table[name][1:] for name in names)):
                row = {name: each[0] for name, each in table.items()} | some | dict(zip(names, values, strict=True))
                if goes(row):
                    return row
    return None


def _matters(name: str, some: Row, table: Mapping[str, Sequence[str]], goes: Any) -> bool:
    """Whether a factor cannot have its default beside some values."""
    return not goes({**some, name: table[name][0]})


def _relaxed(
    rows: list[Row], held: Callable[[Row], list[Tuple]], plain: Iterable[tuple[str, str]], goes: Any
) -> list[Row]:
    """The rows without what no tuple needs, one `plain` value after the other."""
    counts = Counter(each for row in rows for each in held(row))
    for name, default in plain:
        for row in rows:
            other = {**row, name: default}
            if row[name] == default or not goes(other):
                continue
            lost = set(held(row)).difference(held(other))
            if all(counts[each] > 1 for each in lost):
                counts.subtract(held(row))
                row[name] = default
                counts.update(held(row))
    return [dict(each) for each in dict.fromkeys(tuple(row.items()) for row in rows if held(row))]


def _spread(
    rows: list[Row], held: Callable[[Row], list[Tuple]], free: Mapping[str, Sequence[str]], goes: Any, length: int
) -> None:
    """Change the free values that no tuple needs, as long as more and more tuples of this length occur."""
    needed = Counter(each for row in rows for each in held(row))
    longer = Counter(frozenset(each) for row in rows for each in combinations(row.items(), length))
    for row, name in product(rows, free):
        here, best = _with(name, row, length), row
        most = lost = sum(longer[each] == 1 for each in here)
        for value in free[name]:
            other = {**row, name: value}
            new = sum(not longer[each] for each in _with(name, other, length))
            if new > most and goes(other) and all(needed[each] > 1 for each in set(held(row)).difference(held(other))):
                most, best = new, other
        if most > lost:
            needed.subtract(held(row))
            longer.subtract(here)
            row |= best
            needed.update(held(row))
            longer.update(_with(name, row, length))


def _with(name: str, row: Row, length: int) -> list[frozenset[tuple[str, str]]]:
    """The tuples of a length that hold the value of one factor in a row."""
    others = [each for each in row.items() if each[0] != name]
    return [frozenset((*each, (name, row[name]))) for each in combinations(others, length - 1)]
