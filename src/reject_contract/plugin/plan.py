"""What a run would send: the same run on the bundled mock, in the target's place, and counted."""

from __future__ import annotations

from collections import Counter
from typing import Any

from reject_contract.target.target_file import Account, Accounts, Limits, Target
from reject_contract.verdict.result import Result


def twin(target: Target, mock: Target) -> Target:
    """The bundled mock as the target: with the same accounts and kinds of credential, without limits."""
    played: dict[str, Any] = {
        role: _like(account, getattr(mock.accounts, role)) for role, account in target.accounts.given().items()
    }
    return mock.model_copy(
        update={
            "name": target.name,
            "app_token": mock.app_token if target.app_token else None,
            "accounts": Accounts(**played),
            "invitations": target.invitations,
            "scope": target.scope,
            "limits": Limits(requests_per_second=0, requests=10**6, writes=10**6),
            "consent": target.consent,
        }
    )


def _like(account: Account, played: Account) -> Account:
    """The mock's account with no more kinds of credential than the target's has."""
    return played.model_copy(update={kind: None for kind in played.kinds if kind not in account.kinds})


def lines(target: Target, result: Result) -> list[str]:
    """The plan as a person reads it: requests by kind, the totals, what is left out, and whether the limits suffice."""
    found = [f"a run on {target.name} would send the following (nothing was sent to {target.root}):"]
    found += [f"  {count:>6}  {kind}" for kind, count in sorted(result.kinds.items(), key=lambda item: -item[1])]
    pace = f", in {result.requests / target.pace / 60:.1f} minutes or more" if target.pace else ""
    found.append(f"  {result.requests:>6}  requests in all, {result.writes} of them writes{pace}")
    reasons = Counter(each.reason for each in result.having("omitted") if not each.requirement.not_tested)
    found += [f"  left out: {count} requirements: {reason}" for reason, count in reasons.most_common()]
    for name, needed in (("requests", result.requests), ("writes", result.writes)):
        if needed > (limit := getattr(target.limits, name)):
            found.append(f"  limits.{name} is {limit}: too few, the run would end as inconclusive")
    return found
