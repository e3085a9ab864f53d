"""What keeps a client user from being created: values in, problems out. Page, sheet, API and client administrators all ask this."""

import dataclasses
from dataclasses import dataclass
from enum import StrEnum

from comptoir.clients.models import ClientAccess


class Code(StrEnum):
    NAME_MISSING = "name_missing"
    NAME_ODD = "name_odd"
    EMAIL_MISSING = "email_missing"
    EMAIL_INVALID = "email_invalid"
    EMAIL_REPEATED = "email_repeated"
    EMAIL_TAKEN = "email_taken"
    ALREADY_HERE = "already_here"
    COLLEAGUE = "colleague"
    # Advised against, not refused.
    EMAIL_GENERIC = "email_generic"
    PHONE_INVALID = "phone_invalid"
    LANGUAGE_UNKNOWN = "language_unknown"
    TYPE_UNKNOWN = "type_unknown"
    LEVEL_UNKNOWN = "level_unknown"
    LEVEL_TOO_HIGH = "level_too_high"
    FIRST_MUST_ADMINISTER = "first_must_administer"
    COMPANY_MISSING = "company_missing"
    COMPANY_UNKNOWN = "company_unknown"
    MODE_UNKNOWN = "mode_unknown"
    PLAN_MISSING = "plan_missing"
    PLAN_WITHDRAWN = "plan_withdrawn"
    REACH_EMPTY = "reach_empty"
    DOSSIER_UNKNOWN = "dossier_unknown"
    APPLICATIONS = "applications"
    APPLICATIONS_TOO_MANY = "applications_too_many"


WARNINGS = frozenset({Code.EMAIL_GENERIC})


@dataclass(frozen=True)
class Problem:
    """One fault: the field of `Asked` that it belongs to, and what its sentence needs (`sentences.py`)."""

    field: str
    code: Code
    words: dict = dataclasses.field(default_factory=dict, hash=False)

    @property
    def is_warning(self):
        return self.code in WARNINGS


@dataclass(frozen=True)
class Facts:
    """What is known of one Asked, as of now."""

    is_name_odd: bool = False
    # Why the address cannot be read: EMAIL_MISSING, EMAIL_INVALID or None.
    email_fault: Code | None = None
    is_repeated: bool = False
    has_account: bool = False
    # The client user of this firm that the person is, as far as whoever asks may know it.
    client_user_id: int | None = None
    is_colleague: bool = False
    is_generic: bool = False
    is_phone_read: bool = True
    is_language_known: bool = True
    # Whether who asks serves the company that is billed, and all that is reached.
    is_company_known: bool = True
    are_companies_known: bool = True
    are_dossiers_known: bool = True
    # Names of the companies reached that nobody administers yet.
    without_administrator: tuple = ()
    # Whether who asks may give this level.
    is_level_allowed: bool = True
    is_mode_known: bool = True
    # PLAN_MISSING, PLAN_WITHDRAWN or None.
    plan_fault: Code | None = None
    # applications.decisions.Finding, as its sentences need them.
    findings: tuple = ()
    are_applications_allowed: bool = True


def problems_of(asked, facts):
    """[Problem, …] in the order of the wizard's steps; none for somebody who can be created. Warnings keep nobody out."""
    return [Problem(name, code, words) for name, code, words in (*of_company(asked, facts), *of_person(asked, facts), *of_reach(asked, facts)) if code]


def of_company(asked, facts):
    if not asked.client_id:
        yield "client_id", Code.COMPANY_MISSING, {}
    elif not facts.is_company_known:
        yield "client_id", Code.COMPANY_UNKNOWN, {}
    yield "mode", None if facts.is_mode_known else Code.MODE_UNKNOWN, {}
    yield "plan_id", facts.plan_fault, {}


def of_person(asked, facts):
    if not asked.last_name:
        yield "last_name", Code.NAME_MISSING, {}
    elif facts.is_name_odd:
        yield "last_name", Code.NAME_ODD, {}
    yield "email", email_fault(facts), {"client_user": facts.client_user_id}
    yield "email", Code.EMAIL_GENERIC if facts.is_generic else None, {"email": asked.email}
    yield "phone", None if facts.is_phone_read else Code.PHONE_INVALID, {}
    yield "language", None if facts.is_language_known else Code.LANGUAGE_UNKNOWN, {}
    if asked.type not in ClientAccess.Type.values:
        yield "type", Code.TYPE_UNKNOWN, {}
    elif asked.type != ClientAccess.Type.ADMINISTRATOR and facts.without_administrator:
        yield "type", Code.FIRST_MUST_ADMINISTER, {"company": facts.without_administrator[0]}
    if asked.level not in ClientAccess.Level.values:
        yield "level", Code.LEVEL_UNKNOWN, {}
    elif not facts.is_level_allowed:
        yield "level", Code.LEVEL_TOO_HIGH, {}


def email_fault(facts):
    """The one thing to say of the address first."""
    if facts.email_fault:
        return facts.email_fault
    if facts.is_repeated:
        return Code.EMAIL_REPEATED
    if facts.is_colleague:
        return Code.COLLEAGUE
    if facts.client_user_id:
        return Code.ALREADY_HERE
    return Code.EMAIL_TAKEN if facts.has_account else None


def of_reach(asked, facts):
    """An empty scope never means all (I5): neither no company at all, nor a company of which no dossier was chosen."""
    is_empty = not asked.reach or any(chosen is not None and not chosen for chosen in asked.reach.values())
    if is_empty:
        yield "reach", Code.REACH_EMPTY, {}
    elif not (facts.are_companies_known and facts.are_dossiers_known):
        yield "reach", Code.DOSSIER_UNKNOWN, {}
    for finding in facts.findings:
        yield "application_ids", Code.APPLICATIONS, {"finding": finding}
    yield "application_ids", None if facts.are_applications_allowed else Code.APPLICATIONS_TOO_MANY, {}
