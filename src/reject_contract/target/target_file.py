"""The target file: which server is judged, with which accounts, within which limits."""

from __future__ import annotations

import difflib
import ipaddress
import math
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from reject_contract import files
from reject_contract.errors import UsageFault
from reject_contract.target import authorities
from reject_contract.target.secret import UNUSABLE, HeaderSecret, Secret, without_newline
from reject_contract.target.secret_command import printed

CredentialKind = Literal["basic", "soticket", "bearer", "xsrf"]
MOST_GIVEN = 10_000
VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
KINDS: tuple[CredentialKind, ...] = get_args(CredentialKind)
ROLES = ("organizer", "invitee", "bystander", "outsider")


def no_truth(value: Any) -> Any:
    """A number; `true` and `false` are none, though Python counts with them."""
    if isinstance(value, bool):
        raise ValueError("must be a number")
    return value


Count = Annotated[int, Field(le=10**9), BeforeValidator(no_truth)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Basic(_Section):
    """User name and password."""

    username: str = Field(pattern=r"^[^:\x00-\x1f\x7f]+$")  # RFC 7617 section 2
    password: Secret


class Xsrf(_Section):
    """The token of a logged-in session, with the cookies of that session."""

    token: HeaderSecret
    cookies: dict[str, HeaderSecret] = Field(min_length=1)


class Account(_Section):
    """One associate and the credentials that log it in."""

    associate_id: Annotated[int, BeforeValidator(no_truth)] = Field(gt=0, lt=2**31)
    basic: Basic | None = None
    soticket: HeaderSecret | None = None
    bearer: HeaderSecret | None = None
    xsrf: Xsrf | None = None

    @model_validator(mode="after")
    def _has_a_credential(self) -> Account:
        if not self.kinds:
            raise ValueError(f"has no credential; give one or more of {', '.join(KINDS)}")
        return self

    @property
    def kinds(self) -> tuple[CredentialKind, ...]:
        """The kinds of credential given, in the order of preference."""
        return tuple(kind for kind in KINDS if getattr(self, kind) is not None)


class Accounts(_Section):
    """Who logs in."""

    organizer: Account | None = None
    """Who makes the invitations; where none are made it may be left out."""
    invitee: Account
    bystander: Account | None = None
    outsider: Account | None = None
    scapegoat: Basic | None = None
    """Whose password is sent wrong in place of the invitee's; nobody minds when it is locked out."""

    def given(self) -> dict[str, Account]:
        """The accounts that the file names, by role."""
        return {role: account for role in ROLES if (account := getattr(self, role)) is not None}


class Consent(_Section):
    """What the owner of the target allows."""

    writes: bool | None = None
    mail: bool = False
    """Whether bookings may send e-mail to their participants."""


class Limits(_Section):
    """How much of the target a run may use; `requests_per_second: 0` means no pace, `seconds` is the time in all."""

    requests_per_second: Annotated[float, Field(ge=0, le=1e6), BeforeValidator(no_truth)] | None = None
    requests: Count = Field(default=15_000, gt=0)
    writes: Count = Field(default=7500, ge=0)
    seconds: Annotated[float, Field(ge=0.01, le=1e7), BeforeValidator(no_truth)] | None = None
    timeout_seconds: Annotated[float, BeforeValidator(no_truth)] = Field(default=30, ge=0.01, le=3600)
    slow_ms: Count = Field(default=2000, gt=0)
    wrong_passwords: Annotated[Count, Field(ge=0)] | None = None
    """How often wrong passwords of the accounts may be sent, since a domain may lock an account out after some."""


class Tls(_Section):
    """How the target's certificate is checked."""

    verify: bool = True
    ca_bundle: Path | None = None


class Xml(_Section):
    """The root element of a request in XML and its namespace, which no document of the vendor shows.

    Without a root it is the one that the suite would try first.
    """

    root: str | None = Field(default=None, pattern=r"^[A-Za-z_][\w.-]*$")
    namespace: str = ""


class Target(_Section):
    """One server to judge."""

    name: str = Field(pattern=r"^[a-z0-9-]+$")
    base_url: str
    installation: Literal["onsite", "online"] = "onsite"
    app_token: HeaderSecret | None = None
    accounts: Accounts
    invitations: Literal["provision", "given", "none"] = "provision"
    given: tuple[int | str, ...] = ()
    """Ids of pending invitations of the invitee, each a number or a range such as 600-699."""
    read_back: bool = True
    """Whether what became of a given invitation can be read."""
    scope: Literal["full", "refusals"] = "full"
    """`refusals` asks only for what needs no invitation."""
    consent: Consent = Consent()
    limits: Limits = Limits()
    tls: Tls = Tls()
    xml: Xml | None = None
    deviations: Path | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> Target:
        parts = urlsplit(self.base_url)
        try:
            _ = parts.port
        except ValueError:
            raise ValueError("base_url has a port that is none; it is a number up to 65535") from None
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("base_url must be an http(s) address without query, such as https://crm.example.com/X")
        if parts.username or parts.password:
            raise ValueError("base_url holds a user name or password; accounts belong under accounts")
        if (self.invitations == "given") != bool(self.given_ids):
            raise ValueError("invitations: given and given: [532, 600-699], the ids of pending ones, go together")
        if not self.read_back and self.invitations != "given":
            raise ValueError("read_back: false is for invitations: given")
        organizer = self.accounts.organizer
        if organizer is None and self.provisions and self.invitations == "provision":
            raise ValueError("accounts.organizer is missing; without one say invitations: none or given")
        if organizer and organizer.associate_id == self.accounts.invitee.associate_id:
            raise ValueError("organizer and invitee have the same associate_id; they must be two associates")
        for role, account in self.accounts.given().items():
            if not self.allowed(account):
                raise ValueError(f"{role} has only basic, which an online installation refuses; give another kind")
        return self

    @property
    def root(self) -> str:
        """The base URL without a slash at its end."""
        return self.base_url.rstrip("/")

    @property
    def origin(self) -> str:
        """Scheme, host and port of the base URL."""
        return "://".join(urlsplit(self.root)[:2])

    @property
    def secure(self) -> bool:
        """Whether it is reached by TLS."""
        return self.root.lower().startswith("https:")

    @property
    def loopback(self) -> bool:
        """Whether the target runs on this machine."""
        host = urlsplit(self.base_url).hostname or ""
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return host == "localhost"

    def no_writes(self, *, allowed: bool) -> str:
        """Why appointments may not be made, rejected and deleted; empty where they may.

        `allowed` is the second consent, which the command line gives. A server on the loopback may be a tunnel to
        somebody else's, or a stub that nobody else knows: there one of the two suffices, and silence is none.
        """
        if self.loopback and self.consent.writes is not False and (self.consent.writes or allowed):
            return ""
        if not self.consent.writes:
            return "the target file does not consent to writes (consent.writes)"
        if not allowed:
            return "writes were not allowed on the command line (--allow-writes)"
        return ""

    @property
    def provisions(self) -> bool:
        """Whether there are to be invitations, made or given."""
        return self.invitations != "none" and self.scope == "full"

    @property
    def in_part(self) -> bool:
        """Whether the user asked for a part of the contract only."""
        return self.scope == "refusals" or self.invitations == "given"

    @property
    def given_ids(self) -> list[int]:
        """The ids of the given invitations; `ValueError` for what is none."""
        found: list[int] = []
        for each in self.given:
            match = re.fullmatch(r"(\d{1,10})(?:-(\d{1,10}))?", str(each).strip())
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
            if not 0 < first <= last < 2**31 or last - first >= MOST_GIVEN:
                raise ValueError(f"given: {each} is no id and no range of at most {MOST_GIVEN} ids, such as 600-699")
            found += range(first, last + 1)
        if len(set(found)) < len(found):
            raise ValueError("given: an id stands twice; each invitation is used once")
        return found

    @property
    def pace(self) -> float:
        """Requests per second; 0 is no limit, which is the default on this machine alone."""
        chosen = self.limits.requests_per_second
        return (0.0 if self.loopback else 10.0) if chosen is None else chosen

    @property
    def wrong_passwords(self) -> float:
        """How many wrong passwords of the accounts a run may send: two, but on this machine as many as it takes."""
        chosen = self.limits.wrong_passwords
        return (math.inf if self.loopback else 2) if chosen is None else chosen

    @property
    def risks_no_lockout(self) -> bool:
        """Whether passwords may be sent wrong without end."""
        return self.accounts.scapegoat is not None or self.wrong_passwords == math.inf

    @property
    def mistaken_for(self) -> Basic | None:
        """Whose password is sent wrong."""
        return self.accounts.scapegoat or self.accounts.invitee.basic

    def allowed(self, account: Account) -> tuple[CredentialKind, ...]:
        """The account's kinds of credential that the installation accepts, the ordinary one first."""
        return tuple(kind for kind in account.kinds if not (kind == "basic" and self.installation == "online"))


def load(path: Path) -> Target:
    """Read a target file; a `UsageFault` names whatever is wrong with it."""
    raw = files.load_yaml(path, "target file")
    if not isinstance(raw, dict):
        raise UsageFault(f"target file {path}: must hold keys such as name, base_url and accounts; see targets/")
    _check_variables(raw, path)
    try:
        target = Target.model_validate(_filled(raw, path, ""))
    except ValidationError as fault:
        raise UsageFault("\n".join(_explained(path, error, raw) for error in fault.errors())) from None
    target = _rooted(target, path.parent)
    if target.secure:
        authorities.context(target.tls.ca_bundle, verify=target.tls.verify)
    return target


def _check_variables(raw: Any, path: Path) -> None:
    """All variables that are not set are named at once, each with the first key that uses it."""
    unset: dict[str, str] = {}
    for key, text in _texts(raw, ""):
        for name in VARIABLE.findall(text):
            if name not in os.environ:
                unset.setdefault(name, key)
    if unset:
        named = "".join(f"\n  {name}, used by {key}" for name, key in unset.items())
        raise UsageFault(f"target file {path}: not set in the environment:{named}")


def _texts(value: Any, key: str) -> Iterator[tuple[str, str]]:
    """All texts in a file, with their keys."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{key}.{name}".lstrip("."))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _texts(inner, f"{key}[{index}]")
    elif isinstance(value, str):
        yield key, value


def _filled(value: Any, path: Path, key: str) -> Any:
    """Replace `${NAME}` from the environment, and `command:` by what it prints, everywhere below `value`."""
    if isinstance(value, dict) and set(value) == {"command"} and not key.endswith(".cookies"):
        return printed(_filled(value["command"], path, f"{key}.command"), f"target file {path}: {key}")
    if isinstance(value, dict):
        return {name: _filled(inner, path, f"{key}.{name}".lstrip(".")) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, path, f"{key}[{index}]") for index, inner in enumerate(value)]
    return VARIABLE.sub(lambda match: without_newline(os.environ[match[1]]), value) if isinstance(value, str) else value


def _explained(path: Path, error: Any, raw: Any) -> str:
    """One line for one fault, with the key as the user wrote it and never its value."""
    location = [str(part) for part in error["loc"]]
    key = ".".join(location) or "the file"
    if error["type"] == "extra_forbidden":
        near = difflib.get_close_matches(location[-1], _siblings(location[:-1]), n=1)
        hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(_siblings(location[:-1]))}"
        return f"target file {path}: {key} is not a known key; {hint}"
    if error["type"] == "missing":
        return f"target file {path}: {key} is missing; add it"
    if error["type"] == "string_pattern_mismatch":
        allowed = "small letters, digits and hyphens" if key == "name" else "no colon and no control character"
        return f"target file {path}: {key} may have {allowed}"
    if error["type"] == UNUSABLE:
        names = VARIABLE.findall(dict(_texts(raw, "")).get(key, ""))
        return f"target file {path}: {key}{' of $'.join(['', *names])} {error['msg']}"
    if error["type"] == "string_type":
        return f"target file {path}: {key} must be a text; quote it"
    return f"target file {path}: {key}: {error['msg'].removeprefix('Value error, ')}"


def _siblings(location: list[str]) -> list[str]:
    """The keys that the model knows at a place."""
    model: type[BaseModel] = Target
    for part in location:
        annotation = model.model_fields[part].annotation if part in model.model_fields else None
        inner = [kind for kind in (annotation, *get_args(annotation)) if isinstance(kind, type)]
        model = next((kind for kind in inner if issubclass(kind, BaseModel)), model)
    return list(model.model_fields)


def _rooted(target: Target, folder: Path) -> Target:
    """Paths in the file are relative to the file."""
    tls = target.tls
    if tls.ca_bundle and not (folder / tls.ca_bundle).is_file():
        raise UsageFault(f"tls.ca_bundle {tls.ca_bundle}: there is no such file")
    if tls.ca_bundle:
        tls = tls.model_copy(update={"ca_bundle": folder / tls.ca_bundle})
    deviations = folder / target.deviations if target.deviations else None
    return target.model_copy(update={"tls": tls, "deviations": deviations})
