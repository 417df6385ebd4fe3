"""The rule of a series, as it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any


def daily(entity: Mapping[str, Any], count: int) -> dict[str, Any]:
    """So many days, from an entity's start on."""
    start = datetime.fromisoformat(entity["StartDate"])
    return {
        **(entity.get("Recurrence") or {}),
        "IsRecurrence": True,
        "Pattern": "Daily",
        "DayPattern": {"Pattern": "EveryCyclicDay", "Cycle": 1},
        "RecurrenceEndType": "Counter",
        "RecurrenceCounter": count,
        "StartDate": entity["StartDate"],
        "EndDate": (start + timedelta(days=count - 1)).isoformat(),
    }
