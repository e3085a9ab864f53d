"""What a person does with their accounts in other software. No call to the outside happens within a transaction."""

from contextlib import contextmanager

from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from comptoir.events.recording import record_event
from comptoir.kernel.destinations import SECONDS, Unreachable
from comptoir.kernel.secrets import Unreadable, seal

from .decisions import Outcome, may_keep_secret
from .models import ExternalAccount
from .registry import Failed, who_look_up_companies

COMPANY_KEPT_SECONDS = 24 * 60 * 60
# Longer than a call may take: what a dead process left locked frees itself.
CALL_LOCKED_SECONDS = SECONDS + 5


class SecretMissing(Exception):
    """The address leads to another server: the stored secret does not go there, it has to be typed again."""


class NoAccount(Exception):
    """The person has no account with a register of companies."""


class LookUpFailed(Exception):
    """The register was asked and no company came of it. `outcome` says why."""

    def __init__(self, outcome):
        super().__init__(outcome.code)
        self.outcome = outcome


@transaction.atomic
@sensitive_variables("secret")
def add_account(person, connector, *, label, secret, address="", username=""):
    """Keep an account of `person`; the secret is sealed. Records external_account.added."""
    account = ExternalAccount.objects.create(
        user=person, kind=connector.kind, label=label or str(connector.label), address=address, username=username, secret=seal(secret)
    )
    record("external_account.added", account, by=person)
    return account


@transaction.atomic
@sensitive_variables("secret")
def change_account(account, *, by, label, secret="", address="", username=""):
    """Change an account; an empty secret keeps the one before. Raises SecretMissing. Records external_account.changed.

    What was said of the account before is forgotten: it was said of other credentials.
    """
    if not secret and not may_keep_secret(account.address, address):
        raise SecretMissing
    is_another = bool(secret) or (account.address, account.username) != (address, username)
    account.label, account.address, account.username, account.changed_at = label or str(account.connector.label), address, username, timezone.now()
    if secret:
        account.secret = seal(secret)
    if is_another:
        account.last_error, account.last_error_at, account.last_success_at = "", None, None
    account.save()
    record("external_account.changed", account, by=by, secret_changed=bool(secret))
    return account


@transaction.atomic
def remove_account(account, *, by):
    """Forget an account and its secret. Records external_account.removed."""
    record("external_account.removed", account, by=by)
    account.delete()


def test_account(account):
    """Try the account now; return the Outcome, which its row keeps. Takes ten seconds at most."""
    with one_call_at_a_time(account.user_id) as is_free:
        return noted(account, attempt(account, lambda credentials: account.connector.test(credentials))[0]) if is_free else busy(account)


def look_up_company(person, siren):
    """What the register of companies says of a SIREN, asked with the person's own account. Raises NoAccount and LookUpFailed.

    The answer is public: it is kept for a day, whoever asked.
    """
    account = account_for_companies(person)
    kept = cache.get(f"company:{siren}")
    if kept:
        return kept
    with one_call_at_a_time(person.pk) as is_free:
        outcome, company = attempt(account, lambda credentials: account.connector.look_up_company(credentials, siren)) if is_free else (busy(account), None)
    if outcome.code != "busy":
        noted(account, outcome)
    if company is None:
        raise LookUpFailed(outcome)
    cache.set(f"company:{siren}", company, COMPANY_KEPT_SECONDS)
    return company


def account_for_companies(person):
    """The account that worked last, else the newest. Raises NoAccount."""
    accounts = ExternalAccount.objects.visible_to(person).filter(kind__in=who_look_up_companies())
    account = accounts.order_by(F("last_success_at").desc(nulls_last=True), "-pk").first()
    if account is None:
        raise NoAccount
    return account


@sensitive_variables()
def attempt(account, call):
    """(Outcome, what the call returned) of one call with the account's credentials."""
    name = str(account.connector.label)
    try:
        answer = call(account.credentials)
    except Unreadable:
        return Outcome(False, "unreadable_secret", name=name), None
    except (Failed, Unreachable) as failure:
        return Outcome(False, failure.code, failure.detail[:60], name), None
    code, detail = answer if isinstance(answer, tuple) else ("works", "")
    return Outcome(True, code, detail, name), answer


def noted(account, outcome):
    """Write on the account's row what came of a call. A company that does not exist is a good answer."""
    now = timezone.now()
    said = {"last_success_at": now} if outcome.ok or outcome.code == "no_such_company" else {"last_error": outcome.stored, "last_error_at": now}
    ExternalAccount.objects.filter(pk=account.pk).update(last_used_at=now, **said)
    for name, value in {"last_used_at": now, **said}.items():
        setattr(account, name, value)
    return outcome


def busy(account):
    return Outcome(False, "busy", name=str(account.connector.label))


@contextmanager
def one_call_at_a_time(user_id):
    """True for the first; somebody who clicks again and again must not hold every thread of the server."""
    key = f"calls-out:{user_id}"
    is_free = cache.add(key, True, CALL_LOCKED_SECONDS)
    try:
        yield is_free
    finally:
        if is_free:
            cache.delete(key)


def record(verb, account, *, by, **data):
    record_event(verb, account, actor=by, label=account.label, kind=account.kind, **data)
