"""Who keeps cards for us (CARD_PROVIDER_URL). One interface, one module per provider; no card number ever comes here."""

from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from .base import Card, Forged, HostedPage, Provider, ProviderTrouble, Trouble

__all__ = ["Card", "Forged", "HostedPage", "Provider", "ProviderTrouble", "Trouble", "card_provider", "read_provider"]
SCHEMES = {"stripe": "https", "stripe+http": "http"}


def card_provider():
    """The installation's Provider, or None: cards are then not offered."""
    if not settings.CARD_PROVIDER:
        return None
    from .stripe import Stripe

    return Stripe(**settings.CARD_PROVIDER)


def read_provider(url):
    """What `stripe://key@host?webhook=secret` says: {"base", "key", "webhook_secret"}. Raises ValueError with the rest of the operator's sentence."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ValueError("doit commencer par stripe://")
    secret = parse_qs(parts.query).get("webhook", [""])[0]
    if not parts.username or not parts.hostname:
        raise ValueError("doit ressembler à stripe://sk_…@api.stripe.com?webhook=whsec_…")
    if not secret:
        raise ValueError("doit donner le secret des annonces : ?webhook=whsec_…")
    place = parts.hostname if parts.port is None else f"{parts.hostname}:{parts.port}"
    return {"base": f"{SCHEMES[parts.scheme]}://{place}", "key": unquote(parts.username), "webhook_secret": secret}
