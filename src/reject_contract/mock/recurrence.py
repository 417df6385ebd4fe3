"""Series: a rule, and the days it stands for."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from reject_contract.mock.coercion import find, to_bool, to_int32, to_list, to_members, to_text, to_time
from reject_contract.mock.media_types import Members
from reject_contract.mock.refusals import invalid

MOST_OCCURRENCES = 366
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass
class Rule:
    """How an appointment repeats."""

    pattern: str = "Daily"
    end_type: str = "Counter"
    counter: int = 1
    start: datetime = datetime.min
    end: datetime = datetime.min
    cycle: int = 1
    day_pattern: str = "EveryCyclicDay"
    weekdays: tuple[str, ...] = ()
    days: list[date] = field(default_factory=list)
    id: int = 0


def read_rule(value: object, first: datetime) -> Rule | None:
    """The rule of an entity's Recurrence member, or none when it does not repeat."""
    members = to_members(value)
    if not to_bool(find(members, "IsRecurrence")):
        return None
    end = find(members, "EndDate")
    rule = Rule(
        pattern=_one_of(find(members, "Pattern", "Daily"), ("Daily", "Weekly")),
        end_type=_one_of(find(members, "RecurrenceEndType", "Counter"), ("Counter", "EndDate")),
        counter=to_int32(find(members, "RecurrenceCounter", 1)),
        start=first,
        end=to_time(end) if end else first,
    )
    _read_pattern(rule, members)
    days = [to_time(find(to_members(day), "Date")).date() for day in to_list(find(members, "Dates"))]
    rule.days = sorted(set(days)) or days_of(rule)
    if not 0 < len(rule.days) <= MOST_OCCURRENCES:
        raise invalid(f"A series must have 1 to {MOST_OCCURRENCES} occurrences.")
    rule.counter = len(rule.days)
    rule.end = datetime.combine(rule.days[-1], first.time())
    return rule


def _read_pattern(rule: Rule, members: Members) -> None:
    name = "WeekPattern" if rule.pattern == "Weekly" else "DayPattern"
    pattern = to_members(find(members, name))
    rule.cycle = max(1, to_int32(find(pattern, "Cycle", 1)))
    if rule.pattern == "Weekly":
        given = [day.strip().lower() for day in to_text(find(pattern, "Weekdays")).split(",")]
        chosen = tuple(day for day in WEEKDAYS if day.lower() in given)
        rule.weekdays = chosen or (WEEKDAYS[rule.start.weekday()],)
    else:
        rule.day_pattern = to_text(find(pattern, "Pattern")) or "EveryCyclicDay"


def days_of(rule: Rule) -> list[date]:
    """The days that a rule stands for, from its first one on."""
    days: list[date] = []
    day, last = rule.start.date(), rule.end.date()
    by_counter = rule.end_type == "Counter"
    while len(days) < rule.counter if by_counter else day <= last:
        if _falls_on(rule, day):
            days.append(day)
        if len(days) > MOST_OCCURRENCES or day >= date.max - timedelta(days=1):
            break
        day += timedelta(days=1)
    return days


def _falls_on(rule: Rule, day: date) -> bool:
    first = rule.start.date()
    if rule.pattern == "Weekly":
        monday = first - timedelta(days=first.weekday())
        weeks = (day - monday).days // 7
        return WEEKDAYS[day.weekday()] in rule.weekdays and weeks % rule.cycle == 0
    if rule.day_pattern in ("EveryWorkday", "EveryWeekday"):
        return day.weekday() < 5
    return (day - first).days % rule.cycle == 0


def _one_of(value: object, names: tuple[str, ...]) -> str:
    for name in names:
        if str(value).lower() == name.lower():
            return name
    raise invalid(f"Only {' and '.join(names)} are offered here.")
