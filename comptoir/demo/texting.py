"""A conversation by SMS: a question, its answer from a telephone, and a number that takes none."""

from django.utils import timezone

from comptoir.clients.models import Dossier
from comptoir.conversations.actions import Draft, ask, post_message
from comptoir.conversations.actions.receiving_texts import receive_text
from comptoir.conversations.models import Channel, Conversation, Side
from comptoir.events.outbox import drain
from comptoir.transports.models import Delivery
from comptoir.transports.sms.incoming import read_text
from comptoir.transports.sms.outlets import MailboxOutlet
from comptoir.transports.texting import text_due

MOBILE, LANDLINE = "+33612345678", "+33320555501"


def show_texting(firm, people):
    """Paul writes to Hélène's and Jules's telephones; Hélène answers from hers, Jules left the number of a landline. Returns the conversation."""
    helene, jules, paul = people["helene"], people["jules"], people["paul"]
    give_number(helene, MOBILE)
    give_number(jules, LANDLINE)
    roux = Dossier.objects.get(firm=firm, name="Boulangerie Roux")
    words = "Bonjour, le contrôleur passe jeudi à 10 h. Pouvez-vous préparer le registre du personnel ?"
    first = ask(roux, side=Side.ENTREPRENEUR, subject="Visite de jeudi", draft=Draft(words, paul), recipient_ids=[helene.pk, jules.pk])
    Conversation.objects.filter(pk=first.conversation_id).update(channel=Channel.SMS)
    send_out()
    receive_text(read_text({"id": "demo-1", "from": MOBILE, "text": "C’est noté, il sera prêt. Merci !"}, timezone.now()))
    post_message(first.conversation, Draft("Parfait, à jeudi.", paul))
    send_out()
    return first.conversation


def give_number(user, number):
    user.phone = number
    user.save(update_fields=["phone"])


def send_out():
    """Into the demo's mailbox; telephones say at once that they have it."""
    while drain():
        pass
    while text_due(MailboxOutlet()):
        pass
    arrived = Delivery.objects.filter(channel=Delivery.Channel.SMS, state=Delivery.State.SENT, arrived_at=None)
    arrived.update(arrived_at=timezone.now())
