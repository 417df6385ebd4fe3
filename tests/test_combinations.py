"""Several things at once: what holds of each value holds of every two together."""

import pytest

from reject_contract.reject.combinations import Combination
from reject_contract.reject.refused import Refused
from reject_contract.reject.valid import Valid


@pytest.mark.requirement("RJ-COMBINE-1", "RJ-COMBINE-2", "RJ-COMBINE-3", "RJ-COMBINE-4", "RJ-COMBINE-5", "RJ-COMBINE-6")
def test_valid_reject_declines_what_it_names(valid: Valid, combination: Combination) -> None:
    """However it is sent, a valid reject is answered 204, declines what it names, and touches nothing else."""
    valid.hold(combination)


@pytest.mark.requirement("RJ-COMBINE-7", "RJ-COMBINE-8", "RJ-COMBINE-9")
def test_what_is_wrong_changes_nothing(refused: Refused, combinations_of_a_scene: list[Combination]) -> None:
    """However it is sent, a reject with a bad credential, of somebody else, or of nothing changes nothing."""
    refused.hold(combinations_of_a_scene)
