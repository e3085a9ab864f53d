"""What a page says of something that came in: why it waits, whom it resembles, and where it could go."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.models import Client, ClientAccess, Contact, Dossier
from comptoir.firms.models import Membership

from .actions.incoming import shown_sender
from .attributing import Doubt
from .models import Channel, Conversation
from .verdicts import Why

# How many dossiers and conversations a list offers; words narrow it down.
MOST_OFFERED = 50
WHY = {
    Why.AUTOMATIC: _l("Écrit par un programme : absence, accusé de réception, liste de diffusion."),
    Why.OTHER_SENDER: _l("L’adresse de réponse appartient à %(user)s, mais le message vient d’une autre adresse."),
    Why.NO_ACCESS: _l("%(user)s n’a plus accès à cette conversation."),
    Why.EMPTY: _l("Rien n’est écrit au-dessus du texte cité."),
    Why.TOO_LONG: _l("Trop long pour un SMS, et c’est par SMS que cette conversation atteint le client."),
    Doubt.UNKNOWN_NUMBER: _l("Ce numéro n’est celui de personne que le cabinet connaisse."),
    Doubt.NO_CONVERSATION: _l("Ce numéro est connu, mais aucune conversation par SMS n’est en cours avec cette personne."),
    Doubt.SHARED_NUMBER: _l("Deux personnes de cette conversation ont ce numéro : rien ne dit laquelle a écrit."),
    Doubt.TWO_FIRMS: _l("Cette personne a des conversations avec deux cabinets : rien ne dit auquel elle répond."),
    Why.NOT_SIGNED: _l("Écrit à l’adresse du cabinet : rien ne prouve qui l’a envoyé."),
}


def why_sentence(incoming):
    """Why it waits for a person, from the code that was kept; "" for a code of before."""
    user = incoming.user.full_name if incoming.user else _("quelqu’un")
    return str(WHY.get(incoming.reason, "")) % {"user": user}


@dataclass(frozen=True)
class Likeness:
    """Somebody whom the firm knows under the address that wrote, and the clients that they stand for."""

    name: str
    role: str
    clients: tuple = ()


def likenesses(incoming, user):
    """Everybody of the firm's own who has that address, as far as `user` may know them."""
    address = incoming.sender_address.lower()
    if not address:
        return []
    served = Client.objects.served_by(user).filter(firm=incoming.firm_id)
    contacts = Contact.objects.visible_to(user).filter(firm=incoming.firm_id, email__iexact=address, user=None)
    found = [Likeness(one.full_name, _("interlocuteur"), tuple(served.filter(contacts=one))) for one in contacts]
    known_by = {"phone": address} if incoming.channel == Channel.SMS else {"email": address}
    for person in get_user_model().objects.filter(**known_by):
        clients = tuple(served.filter(pk__in=ClientAccess.objects.open().filter(user=person).values("client")))
        if clients:
            found.append(Likeness(person.full_name, _("utilisateur client"), clients))
        elif Membership.objects.active().filter(firm=incoming.firm_id, user=person).exists():
            found.append(Likeness(person.full_name, _("collaborateur")))
    return found


def conversations_for(incoming, user):
    """Those into which `user` may post it."""
    return Conversation.objects.worked_on_by(user).filter(firm=incoming.firm_id).select_related("dossier")


def dossiers_for(incoming, user):
    """Those about which `user` may open a question with it."""
    return Dossier.objects.worked_on_by(user).filter(firm=incoming.firm_id)


def offered(rows, alike, words, *, order):
    """The rows that a list shows: those that hold the words, else those of the clients that it resembles, else the first."""
    if words:
        return list(rows.matching(words).order_by(*order)[:MOST_OFFERED])
    clients = {client.pk for one in alike for client in one.clients}
    likely = list(rows.filter(client__in=clients).order_by(*order)[:MOST_OFFERED]) if clients else []
    return likely or list(rows.order_by(*order)[:MOST_OFFERED])


__all__ = ["Likeness", "conversations_for", "dossiers_for", "likenesses", "offered", "shown_sender", "why_sentence"]
