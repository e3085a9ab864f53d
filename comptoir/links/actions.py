"""Making unique links and ending them; what happens at their door."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from comptoir.events.recording import record_event
from comptoir.transports.actions import queue_mail

from .decisions import CODES_AN_HOUR
from .models import Link, LinkCode, LinkUse
from .purposes import get_purpose

CODE_CONTENT = "link_code"
# Filters open a link again and again: what says nothing new is not written.
MOST_USES_OF_A_KIND = 20
SAME_BURST = timedelta(minutes=2)
USES_KEPT_DAYS = 400
CODES_KEPT_DAYS = 2
AGENT_LENGTH = 200


class TooManyCodes(Exception):
    """Enough codes were sent for this link within the hour."""


@transaction.atomic
def make_links(contacts, *, purpose, target, client, by, days):
    """{contact id: Link} for these people, to one object of `client`; those made before for the same are dead from then on. Two statements for any number.

    Contacts without an address get none.
    """
    contacts = [contact for contact in contacts if contact.email]
    now = timezone.now()
    before = Link.objects.alive().about(target).filter(purpose=purpose, contact__in=contacts)
    before.update(revoked_at=now, revoked_by=by)
    words = {"firm": client.firm, "client": client, "purpose": purpose, "target_type": target._meta.label_lower, "target_id": target.pk}
    made = [Link.new(**words, contact=contact, email=contact.email, made_at=now, made_by=by, expires_at=now + timedelta(days=days)) for contact in contacts]
    return {link.contact_id: link for link in Link.objects.bulk_create(made)}


@transaction.atomic
def revoke_links(target, *, by, contacts=None):
    """Withdraw the links that lead to `target`, of these contacts only where given; return how many. Records link.revoked when there was any."""
    alive = Link.objects.alive().about(target)
    if contacts is not None:
        alive = alive.filter(contact__in=contacts)
    count = alive.update(revoked_at=timezone.now(), revoked_by=by)
    if count:
        record_event("link.revoked", target, actor=by, count=count)
    return count


@transaction.atomic
def consume(link):
    """The purpose is served; return whether this call is the one that used the link up: of two at once, one is."""
    used = Link.objects.alive().filter(pk=link.pk).update(consumed_at=timezone.now()) == 1
    if used:
        LinkUse.objects.create(link=link, kind=LinkUse.Kind.CONSUMED)
    return used


def note_use(link, kind, *, address="", agent=""):
    """Write down what somebody, or something, did with a link; at most twenty times of a kind, and a burst of the same once."""
    agent, now = agent[:AGENT_LENGTH], timezone.now()
    known = list(link.uses.filter(kind=kind).order_by("-id").values_list("at", "address", "agent")[:MOST_USES_OF_A_KIND])
    if len(known) == MOST_USES_OF_A_KIND or any((address, agent) == row[1:] and now - row[0] < SAME_BURST for row in known):
        return
    LinkUse.objects.create(link=link, kind=kind, at=now, address=address, agent=agent)


@transaction.atomic
def send_code(link, *, address="", agent=""):
    """Send six digits to the link's address, and to no other; those of before are void. Raises TooManyCodes."""
    Link.objects.select_for_update().get(pk=link.pk)
    now = timezone.now()
    if link.codes.filter(sent_at__gt=now - timedelta(hours=1)).count() >= CODES_AN_HOUR:
        raise TooManyCodes
    link.codes.filter(used_at=None).update(used_at=now)
    code = LinkCode.objects.create(link=link, nonce=secrets.token_urlsafe(24), sent_at=now)
    LinkUse.objects.create(link=link, kind=LinkUse.Kind.CODE_SENT, address=address, agent=agent[:AGENT_LENGTH])
    queue_mail(link.contact, CODE_CONTENT, firm=link.firm, address=link.email, code=code.pk)
    return code


def use_code(link, typed, *, address="", agent=""):
    """Whether `typed` is the link's code of now, which it uses up. Each guess is counted before it is looked at."""
    code = link.codes.alive(timezone.now()).order_by("-id").first()
    counted = code is not None and LinkCode.objects.alive(timezone.now()).filter(pk=code.pk).update(tries=F("tries") + 1) == 1
    if counted and code.is_it(typed):
        return LinkCode.objects.filter(pk=code.pk, used_at=None).update(used_at=timezone.now()) == 1
    note_use(link, LinkUse.Kind.CODE_REFUSED, address=address, agent=agent)
    return False


@transaction.atomic
def renew_link(link, *, address="", agent=""):
    """Have whoever made the expired link send a new one to the same address; return whether this call did: a link is renewed once."""
    now = timezone.now()
    claimed = Link.objects.alive().filter(pk=link.pk, renewed_at=None, expires_at__lte=now).update(renewed_at=now) == 1
    if claimed:
        get_purpose(link.purpose).renew(link)
        LinkUse.objects.create(link=link, kind=LinkUse.Kind.RENEWED, address=address, agent=agent[:AGENT_LENGTH])
    return claimed


def forget_uses(now):
    """Uses older than 400 days, and codes that have long been void; return how many uses."""
    LinkCode.objects.filter(sent_at__lt=now - timedelta(days=CODES_KEPT_DAYS)).delete()
    return LinkUse.objects.filter(at__lt=now - timedelta(days=USES_KEPT_DAYS)).delete()[0]


@transaction.atomic
def revoke_link(link, *, by):
    """Withdraw one link; return whether this call did. Records link.revoked at what it leads to."""
    done = Link.objects.alive().filter(pk=link.pk).update(revoked_at=timezone.now(), revoked_by=by) == 1
    if done:
        purpose = get_purpose(link.purpose)
        record_event("link.revoked", (purpose and purpose.find(link)) or link.client, actor=by, count=1)
    return done
