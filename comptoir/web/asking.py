"""What a visitor asks for at a counter, and gets by mail: a code, or the invitation once more.

Within the request the same happens whoever the address belongs to: one row is written. Who it is for is looked up by the worker, so that
neither the answer nor its time says whether there is an account (promise A5).
"""

from django.contrib.auth import get_user_model
from django.db import transaction

from comptoir.events.recording import record_event
from comptoir.firms.models import Firm
from comptoir.invitations.models import Invitation
from comptoir.kernel.secrets import seal, unseal
from comptoir.security.mailed_codes import new_nonce
from comptoir.transports.actions import queue_mail

CODE, INVITATION = "code.requested", "invitation.requested"


@transaction.atomic
def ask_for_code(email, firm):
    """Have a code sent to whoever has an account with this address; return its nonce. Records code.requested."""
    nonce = new_nonce()
    record_event(CODE, firm, actor=None, address=seal(email), nonce=nonce)
    return nonce


@transaction.atomic
def ask_for_invitation(email, firm):
    """Have what waits at this firm for this address sent again. Records invitation.requested."""
    record_event(INVITATION, firm, actor=None, address=seal(email))


def serve(events):
    """Listener of the outbox: send what was asked for to those who are known."""
    asked = [event for event in events if event.verb in {CODE, INVITATION}]
    firms = Firm.objects.in_bulk({event.target_id for event in asked})
    for event in asked:
        if event.target_id in firms:
            SERVED[event.verb](unseal(event.data["address"]), firms[event.target_id], event)


def send_code(email, firm, event):
    user = get_user_model().objects.filter(email=email, is_active=True).first()
    if user:
        queue_mail(user, "sign_in_code", firm=firm, nonce=event.data["nonce"], asked_at=event.occurred_at.isoformat())


def send_invitation(email, firm, event):
    resend_to(email, firm)


def resend_to(email, firm):
    """Send again what waits for this address at this firm, each in the name of who sent it last; return how many left. Nothing in nobody's name."""
    from comptoir.invitations.actions import resend

    waiting = {}
    for invitation in Invitation.objects.unanswered().filter(firm=firm, email=email, sent_by__isnull=False).select_related("sent_by"):
        waiting.setdefault(invitation.sent_by, []).append(invitation)
    return sum(len(resend(invitations, by=by).sent) for by, invitations in waiting.items())


SERVED = {CODE: send_code, INVITATION: send_invitation}
