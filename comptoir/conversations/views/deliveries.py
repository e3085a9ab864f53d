"""How far a message is on its way to each person, and «Renvoyer» for one of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from comptoir.transports.actions import NotFailed
from comptoir.transports.models import Delivery

from ..actions.resend import AlreadySent, resend_delivery
from ..deliveries import OTHERWISE, WAYS, reached_by
from ..models import Message
from .one import back_to, found_by_member


def message_of(request, pk, message_pk):
    """(conversation, message) for a member of the firm; a note goes to nobody outside."""
    conversation = found_by_member(request, pk)
    return conversation, get_object_or_404(Message.objects.select_related("author"), pk=message_pk, conversation=conversation, is_note=False)


@login_required
@require_GET
def deliveries(request, pk, message_pk):
    """A page, or below the message the lines alone."""
    conversation, message = message_of(request, pk, message_pk)
    context = {"conversation": conversation, "message": message, "people": reached_by(message)}
    return render(request, "conversations/deliveries.html" + ("#lines" if request.htmx else ""), context)


@login_required
@require_POST
def delivery_resending(request, pk, message_pk, delivery_pk):
    """«Renvoyer», «Renvoyer par SMS», «Renvoyer par e-mail»."""
    conversation, message = message_of(request, pk, message_pk)
    delivery = get_object_or_404(Delivery, pk=delivery_pk, event=message.event_id, channel__in=WAYS)
    channel = request.POST.get("channel", "")
    try:
        resend_delivery(delivery, by=request.user, channel=channel if channel == OTHERWISE[delivery.channel] else "")
    except (NotFailed, AlreadySent):
        messages.info(request, _("Ce message est déjà reparti vers cette personne."))
    else:
        messages.success(request, _("Message renvoyé à %(name)s.") % {"name": delivery.user.full_name})
    return back_to(request, conversation.pk)
