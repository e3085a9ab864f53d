"""A card is typed at the provider's page; here it is known by its last four digits (F2, I4).

The provider is called outside of any transaction, with keys under which asking twice does it once; what it says is then kept in one.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from ..models import CardSetup, PaymentMethod, ProviderCustomer
from ..providers import ProviderTrouble, card_provider
from .methods import hold_payer, keep_method

# A visit that was begun and not ended is gone on with; Stripe's pages live a day.
RESUMED_WITHIN = timedelta(minutes=30)
FORGOTTEN_AT_ONCE = 20


@dataclass(frozen=True)
class Way:
    """Where the provider's page leads afterwards: `back(visit)` and `cancelled` are full addresses."""

    back: object
    cancelled: str


def begin_card(payer, way, *, by):
    """A CardSetup whose `page` takes the card; who begins again soon goes on with the same visit. Raises ProviderTrouble."""
    provider = card_provider()
    visit = open_visit(payer, provider, by) or CardSetup.objects.create(**payer.fields, provider=provider.name, begun_by=by)
    if not visit.page:
        customer = customer_of(payer, provider, visit, by)
        page = provider.open_page(customer, key=str(visit.pk), back=way.back(visit), cancelled=way.cancelled, language=by.language)
        CardSetup.objects.filter(pk=visit.pk).update(reference=page.reference, page=page.url)
        visit.reference, visit.page = page.reference, page.url
    return visit


def open_visit(payer, provider, by):
    begun = CardSetup.objects.filter(**payer.fields, provider=provider.name, begun_by=by, finished_at=None, begun_at__gt=timezone.now() - RESUMED_WITHIN)
    return begun.order_by("-begun_at").first()


def customer_of(payer, provider, visit, by):
    """What the provider calls this payer; of two made at once, the first that was written down stays."""
    known = ProviderCustomer.objects.filter(**payer.fields, provider=provider.name).first()
    if known:
        return known.reference
    reference = provider.make_customer(name=payer.name, email=by.email, key=str(visit.pk))
    try:
        with transaction.atomic():
            return ProviderCustomer.objects.create(**payer.fields, provider=provider.name, reference=reference).reference
    except IntegrityError:
        return ProviderCustomer.objects.get(**payer.fields, provider=provider.name).reference


def finish_visit(reference):
    """The same for the visit of this reference, which the provider announced: its PaymentMethod, or None. Raises ProviderTrouble."""
    visit = CardSetup.objects.filter(reference=reference).select_related("firm", "client", "begun_by", "method").first() if reference else None
    return finish_card(visit) if visit else None


def finish_card(visit):
    """The PaymentMethod that a visit ended with, made once; None while the provider has no card yet. Raises ProviderTrouble."""
    if visit.finished_at is not None:
        return visit.method
    provider = card_provider()
    if provider is None or provider.name != visit.provider or not visit.reference:
        return None
    card = provider.card_of(visit.reference)
    return card and keep_card(visit, card)


@transaction.atomic
def keep_card(visit, card):
    """Told by the person who comes back and by the provider, at once: who is second finds it done. Records payment_method.added."""
    hold_payer(visit.payer)
    visit = CardSetup.objects.select_for_update(of=["self"]).get(pk=visit.pk)
    if visit.finished_at is not None:
        return visit.method
    method = known_card(visit, card)
    fields = {"label": card.brand, "last_four": card.last_four, "holder": card.holder, "expires_on": card.expires_on}
    if method is None:
        names = {"reference": card.reference, "provider": visit.provider, "fingerprint": card.fingerprint}
        method = keep_method(visit.payer, by=visit.begun_by, kind=PaymentMethod.Kind.CARD, **fields, **names)
    else:
        PaymentMethod.objects.filter(pk=method.pk).update(expires_on=card.expires_on, state=PaymentMethod.State.WORKING)
    CardSetup.objects.filter(pk=visit.pk).update(finished_at=timezone.now(), method=method)
    return method


def known_card(visit, card):
    """The payer's method for this very card, or None."""
    cards = visit.payer.methods().filter(provider=visit.provider)
    return cards.filter(reference=card.reference).first() or (card.fingerprint and cards.filter(fingerprint=card.fingerprint).first()) or None


def forget_removed_cards(now):
    """Have the provider forget what was removed here; one that does not answer is asked again at the next turn. Return how many were forgotten."""
    provider = card_provider()
    if provider is None:
        return 0
    removed = PaymentMethod.objects.exclude(removed_at=None).filter(provider=provider.name, forgotten_at=None).order_by("pk")
    done = 0
    for method in removed[:FORGOTTEN_AT_ONCE]:
        try:
            provider.forget(method.reference)
        except ProviderTrouble:
            break
        done += PaymentMethod.objects.filter(pk=method.pk).update(forgotten_at=now)
    return done
