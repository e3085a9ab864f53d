"""Second factors of an account: added, used, removed, and reset by an administrator. Each act recorded in its own transaction (promise A10)."""

import time

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from comptoir.events.recording import record_event
from comptoir.kernel.secrets import Unreadable, seal, unseal

from . import recovery
from .decisions import accepted_step, is_of_app, new_codes, typed

Type = Authenticator.Type


class WrongCode(Exception):
    """Not the code of this moment."""


class NoFactor(Exception):
    """Nothing there to be reset, or to make recovery codes for."""


class AlreadyAdded(Exception):
    """This passkey is somebody's already."""


def factors_of(user):
    """The account's second factors, oldest first; recovery codes are no factor of their own."""
    return Authenticator.objects.filter(user=user).exclude(type=Type.RECOVERY_CODES).order_by("pk")


@transaction.atomic
def add_app(user, secret, *, code):
    """Protect the account with the authenticator app that has `secret` and shows `code`. Raises WrongCode. Records factor.added.

    Returns the recovery codes that came with it, none when there were some already. Doing it twice does it once.
    """
    step = accepted_step(secret, typed(code), now=time.time())
    if step is None:
        raise WrongCode
    data = {"secret": seal(secret), "last_step": step}
    _factor, is_new = Authenticator.objects.get_or_create(user=user, type=Type.TOTP, defaults={"data": data})
    if not is_new:
        return []
    record_event("factor.added", user, actor=user, type=Type.TOTP)
    return first_recovery_codes(user)


@transaction.atomic
def add_passkey(user, credential, *, name):
    """Keep a passkey whose making was checked. Raises AlreadyAdded. Records factor.added; returns recovery codes as `add_app` does."""
    lock(user)
    if Authenticator.objects.filter(type=Type.WEBAUTHN, data__credential__id=credential["id"]).exists():
        raise AlreadyAdded
    Authenticator.objects.create(user=user, type=Type.WEBAUTHN, data={"name": name, "credential": credential})
    record_event("factor.added", user, actor=user, type=Type.WEBAUTHN, name=name)
    return first_recovery_codes(user)


@transaction.atomic
def rename_passkey(factor, name):
    """Call a passkey `name`. Records factor.renamed, which is told to nobody: it changes nothing that protects the account."""
    former = factor.data["name"]
    factor.data["name"] = name
    factor.save(update_fields=["data"])
    record_event("factor.renamed", factor.user, actor=factor.user, name=name, former=former)


@transaction.atomic
def remove_factor(factor):
    """Take a factor away, and the recovery codes with the last one. Records factor.removed. Doing it twice does it once."""
    gone, _rows = Authenticator.objects.filter(pk=factor.pk).delete()
    if not gone:
        return
    if not factors_of(factor.user).exists():
        Authenticator.objects.filter(user=factor.user).delete()
    record_event("factor.removed", factor.user, actor=factor.user, type=factor.type, name=factor.data.get("name", ""))


@transaction.atomic
def generate_recovery_codes(user, *, with_factor=False):
    """Ten new codes, returned here and never readable again; those of before are void. Raises NoFactor. Records recovery_codes.generated."""
    lock(user)
    if not factors_of(user).exists():
        raise NoFactor
    codes = new_codes()
    fresh = {"data": recovery.kept(codes), "created_at": timezone.now(), "last_used_at": None}
    Authenticator.objects.update_or_create(user=user, type=Type.RECOVERY_CODES, defaults=fresh)
    record_event("recovery_codes.generated", user, actor=user, count=len(codes), with_factor=with_factor)
    return codes


def first_recovery_codes(user):
    """Codes come into being with the first factor."""
    if Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).exists():
        return []
    return generate_recovery_codes(user, with_factor=True)


def lock(user):
    """One change of this account's factors at a time."""
    get_user_model().objects.select_for_update().get(pk=user.pk)


def use_code(user, code, *, with_recovery=True):
    """The factor that `code` proves, with the code used up; None when it proves nothing."""
    code = typed(code)
    if is_of_app(code):
        return use_app_code(user, code)
    return use_recovery_code(user, code) if with_recovery else None


@transaction.atomic
def use_app_code(user, code):
    """Each code once, kept in the row: a cache that forgets would accept it again."""
    factor = Authenticator.objects.select_for_update().filter(user=user, type=Type.TOTP).first()
    secret = factor and secret_of(factor)
    step = secret and accepted_step(secret, code, now=time.time(), last=factor.data.get("last_step", 0))
    if not step:
        return None
    factor.data["last_step"] = step
    factor.save(update_fields=["data"])
    factor.user = user
    return factor


def secret_of(factor):
    """The app's key, or None when it was sealed with a key that is lost: recovery codes and passkeys still open the account."""
    try:
        return unseal(factor.data["secret"])
    except Unreadable:
        return None


def use_recovery_code(user, code):
    """Hash first and lock afterwards: hashing is slow on purpose."""
    factor = Authenticator.objects.filter(user=user, type=Type.RECOVERY_CODES).first()
    return factor and spend(user, recovery.hashed(code, factor.data["salt"]))


@transaction.atomic
def spend(user, hashed):
    """Take one hash out of the set. Records recovery_code.used. None when it is not (or no longer) there."""
    factor = Authenticator.objects.select_for_update().filter(user=user, type=Type.RECOVERY_CODES).first()
    if factor is None or hashed not in factor.data["hashes"]:
        return None
    factor.data["hashes"].remove(hashed)
    factor.save(update_fields=["data"])
    factor.user = user
    record_event("recovery_code.used", user, actor=user, left=recovery.count_left(factor))
    return factor
