"""What a developer reads of a fault: golden files, and the curl in them shows the fault again."""

from __future__ import annotations

from harness import Golden
from matrix import Matrix, each
from reject_contract.mock import FAULTS

MOST_LINES = 25


@each(FAULTS)
def test_fault_reads_as_in_its_golden_file(matrix: Matrix, golden: Golden, name: str) -> None:
    """The console names requirement, expected, actual, where, exchange, seed and curl, in 25 lines at most."""
    text = matrix.judged(name).text
    golden(f"failures/{name}.txt", text)
    shown = text.splitlines()[2:]
    assert len(shown) <= MOST_LINES
    labels = [line[:11].split()[0] for line in shown[1:] if line[2:3] != " "]
    assert labels[0] == "where"
    assert {"expected", "actual", "seed", "again"} <= set(labels)
