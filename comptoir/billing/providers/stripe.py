"""Stripe, as its documentation describes it: customers, Checkout Sessions in the mode «setup», payment methods, signed webhooks.

https://docs.stripe.com/api/checkout/sessions, https://docs.stripe.com/webhooks#verify-manually
"""

import hmac
import json
from hashlib import sha256
from urllib.parse import quote

from django.views.decorators.debug import sensitive_variables

from comptoir.kernel.destinations import Unreachable

from ..decisions import last_day_of
from .base import Card, Forged, HostedPage, Provider, ProviderTrouble, Trouble

VERSION = "2024-06-20"
TOLERANCE_SECONDS = 300
OVER = "checkout.session.completed"
LONGEST = 1024 * 1024


class Stripe(Provider):
    name, label = "stripe", "Stripe"

    def __init__(self, *, base, key, webhook_secret):
        self.base, self.key, self.webhook_secret = base, key, webhook_secret

    def make_customer(self, *, name, email, key):
        return self.ask("POST", "/v1/customers", {"name": name, "email": email}, key=f"customer-{key}", field="id")["id"]

    def open_page(self, customer, *, key, back, cancelled, language):
        form = {
            "mode": "setup",
            "currency": "eur",
            "customer": customer,
            "payment_method_types[0]": "card",
            "success_url": back,
            "cancel_url": cancelled,
            "client_reference_id": key,
            "locale": language,
        }
        session = self.ask("POST", "/v1/checkout/sessions", form, key=f"visit-{key}", field="id")
        if not str(session.get("url") or "").startswith(("https://", f"{self.base}/")):
            raise ProviderTrouble(Trouble.UNREADABLE)
        return HostedPage(session["id"], session["url"])

    def card_of(self, reference):
        session = self.ask("GET", f"/v1/checkout/sessions/{quote(reference, safe='')}", field="id")
        if session.get("status") != "complete" or not session.get("setup_intent"):
            return None
        intent = self.ask("GET", f"/v1/setup_intents/{quote(str(session['setup_intent']), safe='')}", field="id")
        if intent.get("status") != "succeeded" or not intent.get("payment_method"):
            return None
        return card_in(self.ask("GET", f"/v1/payment_methods/{quote(str(intent['payment_method']), safe='')}", field="id"))

    def forget(self, card_reference):
        self.ask("POST", f"/v1/payment_methods/{quote(card_reference, safe='')}/detach", {}, key=f"forget-{card_reference}", may_be_gone=True)

    def visit_announced(self, body, signature, now):
        verify(body, signature, self.webhook_secret, now)
        try:
            event = json.loads(body)
            return event["data"]["object"]["id"] if event["type"] == OVER else None
        except (ValueError, KeyError, TypeError):
            raise Forged from None

    @sensitive_variables()
    def ask(self, method, path, form=None, *, key="", field="", may_be_gone=False):
        """The answer's JSON. Raises ProviderTrouble. What changes something carries an Idempotency-Key, so that asking again does it once."""
        # Its libraries weigh 17 MB, and most processes never call anybody.
        from comptoir.kernel.outgoing import Line

        headers = {"Authorization": f"Bearer {self.key}", "Stripe-Version": VERSION} | ({"Idempotency-Key": key} if key else {})
        try:
            with Line() as line:
                answer = line.call(method, self.base + path, headers=headers, **({} if form is None else {"data": form}))
            if may_be_gone and answer.status in (400, 404):
                return {}
            if not answer.is_good:
                raise ProviderTrouble(Trouble.DOWN if answer.status >= 500 or answer.status == 429 else Trouble.REFUSED)
            said = answer.json()
        except Unreachable as error:
            raise ProviderTrouble(TROUBLES.get(error.code, Trouble.DOWN)) from None
        if not isinstance(said, dict) or (field and not isinstance(said.get(field), str)):
            raise ProviderTrouble(Trouble.UNREADABLE)
        return said


TROUBLES = {"slow": Trouble.SLOW} | dict.fromkeys(("empty", "html", "not_json", "too_large", "redirect"), Trouble.UNREADABLE)


def card_in(method):
    """The Card of a payment method as Stripe tells it. Raises ProviderTrouble for one that is none."""
    try:
        card, billed = method["card"], method.get("billing_details") or {}
        return Card(
            reference=str(method["id"]),
            brand=str(card["brand"])[:60],
            last_four=str(card["last4"]),
            expires_on=last_day_of(int(card["exp_month"]), int(card["exp_year"])),
            holder=str(billed.get("name") or "")[:140],
            fingerprint=str(card.get("fingerprint") or "")[:80],
        )
    except (KeyError, TypeError, ValueError, OverflowError):
        raise ProviderTrouble(Trouble.UNREADABLE) from None


@sensitive_variables()
def verify(body, signature, secret, now):
    """Check `Stripe-Signature: t=…,v1=…` of these bytes at the second `now`. Raises Forged."""
    pairs = [part.strip().partition("=")[::2] for part in signature.split(",")]
    moment = next((value for name, value in pairs if name == "t"), "")
    given = [value for name, value in pairs if name == "v1"]
    if not (moment.isascii() and moment.isdigit() and len(moment) < 15) or not given or len(body) > LONGEST:
        raise Forged
    wanted = hmac.new(secret.encode(), f"{moment}.".encode() + body, sha256).hexdigest()
    if not any(hmac.compare_digest(wanted.encode(), one.encode()) for one in given) or abs(now - int(moment)) > TOLERANCE_SECONDS:
        raise Forged
