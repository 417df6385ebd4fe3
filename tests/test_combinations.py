"""Several things at once: what holds of each value holds of every two together."""

import pytest

from reject_contract.reject.combinations import Combination
from reject_contract.reject.combined import Combined


@pytest.mark.requirement("RJ-COMBINE-1", "RJ-COMBINE-2", "RJ-COMBINE-3", "RJ-COMBINE-4", "RJ-COMBINE-5", "RJ-COMBINE-6")
def test_valid_reject_declines_what_it_names(combined: Combined, combination: Combination) -> None:
    """However it is sent, a valid reject is answered 204, declines what it names, and touches nothing else."""
    combined.hold(combination)
