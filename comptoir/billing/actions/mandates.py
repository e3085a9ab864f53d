"""A SEPA mandate signed online: what was read, who typed their name, when and from where (F2, I4)."""

import secrets
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from comptoir.events.recording import record_event
from comptoir.kernel.secrets import Unreadable, seal, unseal

from ..decisions import compact_bic, compact_iban
from ..mandate_texts import mandate_text
from ..models import Creditor, Mandate, PaymentMethod
from .methods import hold_payer, keep_method

SIGNED = "mandate.signed"
# No letter or digit that is taken for another when it is read out.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


class NoCreditor(Exception):
    """The operator has not said yet who debits."""


@dataclass(frozen=True)
class Signing:
    """What somebody signs, checked already: the account, whose it is, and the name typed under it. `address` and `agent` are where from."""

    iban: str
    bic: str
    holder: str
    holder_address: str
    signature: str
    address: str = ""
    agent: str = ""

    def __repr__(self):
        """Nothing of an account in a log."""
        return "Signing(…)"


@sensitive_variables()
@transaction.atomic
def sign_mandate(payer, signing, *, by):
    """(the PaymentMethod, whether it is new): an account that the payer has a mandate for already is not taken twice.

    Raises NoCreditor. Records payment_method.added, mandate.signed.
    """
    creditor = Creditor.objects.first()
    if creditor is None:
        raise NoCreditor
    hold_payer(payer)
    iban = compact_iban(signing.iban)
    known = method_for(payer, iban)
    if known is not None:
        return known, False
    reference = new_reference(payer)
    account = {"last_four": iban[-4:], "holder": signing.holder}
    method = keep_method(payer, by=by, kind=PaymentMethod.Kind.SEPA, label=iban[:2], reference=reference, **account)
    mandate = Mandate.objects.create(
        method=method,
        firm=payer.firm,
        reference=reference,
        creditor_identifier=creditor.identifier,
        creditor_name=creditor.name,
        creditor_address=creditor.address,
        iban=seal(iban),
        country=iban[:2],
        bic=compact_bic(signing.bic),
        holder_address=signing.holder_address,
        language=by.language,
        text=mandate_text(by.language, creditor.name),
        signed_by=by,
        signature=signing.signature,
        address=signing.address,
        agent=signing.agent[:300],
        **account,
    )
    record_event(SIGNED, mandate, actor=by, reference=reference, last_four=mandate.last_four)
    return method, True


@sensitive_variables()
def method_for(payer, iban):
    """The payer's working method on this account, or None."""
    rows = Mandate.objects.filter(method__in=payer.methods(), revoked_at=None, last_four=iban[-4:]).select_related("method")
    return next((row.method for row in rows if opened(row.iban) == iban), None)


def opened(sealed):
    try:
        return unseal(sealed)
    except Unreadable:
        return ""


def new_reference(payer):
    """A mandate's unique reference: when, whose, and a part that nobody guesses (EPC, AT-01: at most 35 characters)."""
    chance = "".join(secrets.choice(LETTERS) for _ in range(10))
    return f"CPT{timezone.localdate():%y%m%d}-{payer.firm.pk}-{chance}"
