"""A canned answer filled in for one conversation: who is addressed, and what each variable stands for there, written in that person's language."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.utils import timezone, translation
from django.utils.formats import date_format

from comptoir.accounts.middleware import zone
from comptoir.clients.models import ClientAccess

from .models import Message
from .variables import fill


def fill_answer(answer, conversation, by):
    """The `Filled` text of `answer` as `by` would send it in `conversation`. Three queries."""
    return fill(answer.body, values_for(conversation, by))


def values_for(conversation, by):
    addressee = addressee_of(conversation)
    reader = addressee or by
    with translation.override(reader.language), timezone.override(zone(reader.time_zone)):
        return {
            "client": conversation.client.name,
            "prénom": addressee.first_name if addressee else "",
            "nom": addressee.last_name if addressee else "",
            "dossier": conversation.dossier.name,
            "objet": conversation.subject,
            "échéance": in_words(conversation.due_on) if conversation.due_on else "",
            "cabinet": conversation.firm.name,
            "moi": by.full_name,
            "aujourd’hui": in_words(timezone.localdate()),
        }


def addressee_of(conversation):
    """Who wrote last on the client's side, else the only client user who takes part; None when that could be several or nobody."""
    last = Message.objects.filter(conversation=conversation, from_client=True).exclude(author=None).select_related("author").order_by("-pk").first()
    if last:
        return last.author
    served = ClientAccess.objects.open().reaching(conversation.dossier_id, conversation.client_id).values("user")
    people = get_user_model().objects.filter(pk__in=conversation.recipients.values("user")).filter(pk__in=served)
    found = list(people[:2])
    return found[0] if len(found) == 1 else None


def example_values(by, firm):
    """What the preview of an answer shows in the place of its variables."""
    return {
        "client": "Boulangerie Roux",
        "prénom": "Hélène",
        "nom": "Roux",
        "dossier": "Boulangerie Roux",
        "objet": "TVA de novembre",
        "échéance": in_words(timezone.localdate() + timedelta(days=7)),
        "cabinet": firm.name,
        "moi": by.full_name,
        "aujourd’hui": in_words(timezone.localdate()),
    }


def in_words(day):
    """The whole day in the active language, however the sender likes days on their own pages."""
    return date_format(day, "LONG_DAY")
