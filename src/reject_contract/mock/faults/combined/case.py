"""One reject as a fault sees it, and conditions over it that can be combined."""

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property

from reject_contract.mock.accounts import INVITEE, Account
from reject_contract.mock.app import App
from reject_contract.mock.appointments import Row
from reject_contract.mock.authentication import account_named, authorization, basic_user, session_of
from reject_contract.mock.coercion import UpdateMode, find, to_int32, to_mode, to_text
from reject_contract.mock.http import Request
from reject_contract.mock.media_types import BodyReader, Members, content_type
from reject_contract.mock.refusals import Refusal

_BODY = BodyReader()


class Case:
    """A request, with what a correct server makes of it; what cannot be made out is empty, and no refusal."""

    def __init__(self, app: App, request: Request) -> None:
        self.app = app
        self.request = request

    @cached_property
    def scheme(self) -> str:
        """The scheme of the Authorization header, in lower case."""
        return authorization(self.request)[0]

    @cached_property
    def secret(self) -> str:
        """What follows the scheme."""
        return authorization(self.request)[1]

    @cached_property
    def user(self) -> str:
        """The user name of a Basic credential."""
        return basic_user(self.secret)[0] if self.scheme == "basic" else ""

    @cached_property
    def password(self) -> str:
        """The password of a Basic credential."""
        return basic_user(self.secret)[1] if self.scheme == "basic" else ""

    @cached_property
    def account(self) -> Account | None:
        """Who is asking, if the credential is right."""
        with suppress(Refusal):
            return self.app.gate.authenticate(self.request)
        return None

    @cached_property
    def claimed(self) -> Account:
        """Who a wrong credential claims to be; the invitee where it does not say."""
        return account_named(self.user.lower()) or session_of(self.request) or INVITEE

    @cached_property
    def media_type(self) -> str:
        """The media type of the body, in lower case and without parameters."""
        return content_type(self.request)[0]

    @cached_property
    def members(self) -> Members:
        """The members of the body; of a type that is not declared as if it were JSON."""
        with suppress(Refusal):
            if self.media_type in _BODY.parsers:
                return _BODY.members(self.request, "RejectRequest")
            value = _BODY.parse_json(self.request.body, None)
            return value if isinstance(value, dict) else {}
        return {}

    @cached_property
    def id(self) -> int:
        """The id that is named; 0 where there is none."""
        with suppress(Refusal):
            return to_int32(find(self.members, "AppointmentId", 0))
        return 0

    @cached_property
    def reason(self) -> str:
        """The reason, as a text."""
        with suppress(Refusal):
            return to_text(find(self.members, "RejectReason", ""))
        return ""

    @cached_property
    def mode(self) -> UpdateMode | None:
        """The update mode, if it is one."""
        with suppress(Refusal):
            return to_mode(find(self.members, "UpdateMode", "Unknown"))
        return None

    @cached_property
    def named(self) -> Row | None:
        """The row with the id that is named."""
        return self.app.calendar.rows.get(self.id)

    @cached_property
    def target(self) -> Row | None:
        """The caller's own invitation that is named, itself or through its master."""
        with suppress(Refusal):
            return self.app.calendar.invitation(self.account, self.id) if self.account else None
        return None

    @property
    def row(self) -> Row | None:
        """The caller's own invitation, else the row that is named."""
        return self.target or self.named

    @property
    def others(self) -> list[Row]:
        """The invitations of the other participants of the same occurrence."""
        rows = self.app.calendar.booking(self.row) if self.row else []
        return [each for each in rows if each.is_child and each is not self.row]

    @property
    def occurrences(self) -> list[Row]:
        """The rows of the same participant in the series, by time."""
        row = self.row
        if row is None or not row.recurrence_id:
            return []
        return occurrences_of(self.app, row)


def occurrences_of(app: App, row: Row) -> list[Row]:
    """All rows of a row's participant in its series, by time."""
    same = (row.associate_id, row.person_id)
    return [each for each in app.calendar.series(row.recurrence_id) if (each.associate_id, each.person_id) == same]


class When:
    """A condition over a case; conditions are joined by & and |, and reversed by ~."""

    def __init__(self, holds: Callable[[Case], bool]) -> None:
        self.holds = holds

    def __call__(self, case: Case) -> bool:
        """Whether it holds."""
        return self.holds(case)

    def __and__(self, other: "When") -> "When":
        return When(lambda case: self.holds(case) and other.holds(case))

    def __or__(self, other: "When") -> "When":
        return When(lambda case: self.holds(case) or other.holds(case))

    def __invert__(self) -> "When":
        return When(lambda case: not self.holds(case))
