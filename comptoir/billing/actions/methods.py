"""A payer's methods: kept, made default, removed; and what a company's first one opens for its people (I4)."""

from django.db import transaction
from django.utils import timezone

from comptoir.clients.actions import hold_clients
from comptoir.clients.decisions import Hold
from comptoir.clients.models import ClientAccess, ClientUser
from comptoir.events.recording import record_event
from comptoir.firms.models import Firm

from ..decisions import still_needed
from ..models import Mandate, PaymentMethod
from ..owing import billed_to

ADDED, MADE_DEFAULT, REMOVED = "payment_method.added", "payment_method.made_default", "payment_method.removed"
REVOKED = "mandate.revoked"


class LastMethod(Exception):
    """The last method that works of a company that pays for people itself. `billed` is how many."""

    def __init__(self, method, billed):
        super().__init__(method.pk)
        self.method, self.billed = method, billed


class MethodGone(Exception):
    """It was removed meanwhile, or cannot be debited."""


def hold_payer(payer):
    """Have all that changes this payer's methods, or what hangs on them, wait its turn until the end of the transaction."""
    if payer.client:
        hold_clients([payer.client.pk])
    else:
        list(Firm.objects.filter(pk=payer.firm.pk).select_for_update(no_key=True))


def keep_method(payer, *, by, **fields):
    """The new PaymentMethod of a payer who is held; the first is the default. Opens what waited for it. Records payment_method.added."""
    has_default = payer.methods().filter(is_default=True).exists()
    method = PaymentMethod.objects.create(**payer.fields, added_by=by, is_default=not has_default, **fields)
    opened = open_what_waited(payer.client) if payer.client else 0
    record_event(ADDED, method, actor=by, **words_of(method), opened=opened)
    return method


def open_what_waited(client):
    """Nobody billed to this company owes a method any more: their accesses open, as far as nothing else holds them. Return how many people."""
    waiting = list(billed_to(client).filter(owes_method=True).values_list("pk", "user_id"))
    ClientUser.objects.filter(pk__in=[pk for pk, _user in waiting]).update(owes_method=False)
    held = ClientAccess.objects.filter(firm=client.firm_id, user__in=[user for _pk, user in waiting], hold=Hold.PAYMENT)
    held.update(hold=Hold.NONE)
    return len(waiting)


@transaction.atomic
def make_default(method, *, by):
    """Debit this one first; return whether it was news. Raises MethodGone. Records payment_method.made_default."""
    hold_payer(method.payer)
    method.refresh_from_db()
    if not method.works(timezone.localdate()):
        raise MethodGone
    if method.is_default:
        return False
    method.payer.methods().filter(is_default=True).update(is_default=False)
    method.is_default = True
    method.save(update_fields=["is_default"])
    record_event(MADE_DEFAULT, method, actor=by, **words_of(method))
    return True


@transaction.atomic
def remove_method(method, *, by):
    """Debit it no more; its mandate is revoked with it, and the next one that works becomes the default. Return whether it was news.

    Raises LastMethod. Records payment_method.removed, mandate.revoked.
    """
    payer, now = method.payer, timezone.now()
    hold_payer(payer)
    refuse_the_last(method, payer)
    removed = PaymentMethod.objects.kept().filter(pk=method.pk).update(is_default=False, removed_at=now, removed_by=by)
    if not removed:
        return False
    method.refresh_from_db()
    record_event(REMOVED, method, actor=by, **words_of(method))
    for mandate in Mandate.objects.filter(method=method, revoked_at=None):
        Mandate.objects.filter(pk=mandate.pk).update(revoked_at=now, revoked_by=by)
        record_event(REVOKED, mandate, actor=by, reference=mandate.reference)
    if not payer.methods().filter(is_default=True).exists():
        follow = payer.methods().working(timezone.localdate()).order_by("added_at", "pk").first()
        PaymentMethod.objects.filter(pk=getattr(follow, "pk", None)).update(is_default=True)
    return True


def refuse_the_last(method, payer):
    if payer.client is None:
        return
    working = payer.methods().working(timezone.localdate()).values_list("pk", flat=True)
    billed = billed_to(payer.client).count()
    if still_needed(list(working), method.pk, billed):
        raise LastMethod(method, billed)


def words_of(method):
    client = {"client": method.client_id, "client_name": method.client.name} if method.client_id else {}
    return {"kind": method.kind, "last_four": method.last_four, "label": method.label} | client
