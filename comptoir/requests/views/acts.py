"""What a member does with a request that was sent."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.clients.models import Contact
from comptoir.events.models import Event
from comptoir.transports.actions import NotFailed, send_again
from comptoir.transports.models import Delivery

from ..actions import AlreadyDone, NotReachable, ReminderTooSoon, cancel_request, remind, resend_link, revoke_link
from ..models import Request
from ..sentences import done_sentence, not_reachable_sentence, too_soon_sentence


def found(request, pk):
    """The request, through the person, as a member of the firm."""
    return get_object_or_404(Request.objects.worked_on_by(request.user).with_people(), pk=pk)


@login_required
@require_POST
def cancellation(request, pk):
    asked = found(request, pk)
    return done(request, pk, lambda: cancel_request(asked, by=request.user), _("Demande annulée."))


@login_required
@require_POST
def reminder(request, pk):
    asked = found(request, pk)
    return done(request, pk, lambda: remind(asked, by=request.user), _("Rappel envoyé."))


@login_required
@require_POST
def link(request, pk, contact_pk):
    asked, contact = found(request, pk), recipient(request, pk, contact_pk)
    return done(request, pk, lambda: resend_link(asked, contact, by=request.user), _("Nouveau lien envoyé. Celui d’avant ne mène plus nulle part."))


@login_required
@require_POST
def link_revocation(request, pk, contact_pk):
    asked, contact = found(request, pk), recipient(request, pk, contact_pk)
    return done(request, pk, lambda: revoke_link(asked, contact, by=request.user), _("Lien retiré."))


@login_required
@require_POST
def delivery_resending(request, pk, delivery_pk):
    asked = found(request, pk)
    events = Event.objects.about(asked).values("pk")
    delivery = get_object_or_404(Delivery.objects.filter(event__in=events).select_related("user", "contact"), pk=delivery_pk)
    return done(request, pk, lambda: send_again(delivery, by=request.user), _("E-mail renvoyé."))


def recipient(request, pk, contact_pk):
    """One of the people to whom this request was sent."""
    found(request, pk)
    return get_object_or_404(Contact.objects.filter(pk__in=Request.objects.get(pk=pk).recipients.values("contact_id")), pk=contact_pk)


def done(request, pk, deed, sentence):
    """Do it, say what came of it, and show the request again."""
    problem = problem_of(deed)
    (messages.error if problem else messages.success)(request, problem or sentence)
    return redirect("request", pk=pk)


def problem_of(deed):
    """Why the deed was refused, in a sentence; nothing when it was done."""
    try:
        deed()
    except AlreadyDone as done_before:
        return done_sentence(done_before.request)
    except ReminderTooSoon as early:
        return too_soon_sentence(early.moment)
    except NotReachable:
        return not_reachable_sentence()
    except NotFailed:
        return _("Cet envoi n’a pas échoué, ou quelqu’un vient de le relancer.")
    return ""
