"""What news requests bring, to the firm and to its clients."""

from collections import defaultdict
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.models import ClientAccess, DossierManager
from comptoir.firms.addresses import firm_url
from comptoir.links.assurance import policy_of
from comptoir.links.models import Link
from comptoir.notifications.registry import CATEGORY_LABELS, Audience, Channel, Told, Topic, Words, declare

from .decisions import Recall, opens_by_link
from .mailing import PURPOSE
from .visibility import as_clients, as_members

CATEGORY = "portal"
CATEGORY_LABELS[CATEGORY] = _l("Portail client")
FIRST_MANAGER = 0


def recipients(events):
    return (Told(event, user_id, "recipient") for event in events for user_id in event.data["recipients"])


def whom_the_answer_concerns(events):
    """Who sent the request, and the primary manager of its dossier."""
    managers = DossierManager.objects.filter(dossier__in={event.data["dossier"] for event in events}, rank=FIRST_MANAGER)
    responsible = dict(managers.values_list("dossier_id", "user_id"))
    for event in events:
        if event.data["sent_by"]:
            yield Told(event, event.data["sent_by"], "sender")
        if event.data["dossier"] in responsible:
            yield Told(event, responsible[event.data["dossier"]], "responsible")


def whoever_sees_it_as_client(events):
    """The recipients and those with full access; not who answered, though they came by a link and not by their account."""
    full = defaultdict(list)
    accesses = ClientAccess.objects.open().filter(client__in={event.data["client"] for event in events}, level=ClientAccess.Level.FULL)
    for client_id, user_id in accesses.values_list("client_id", "user_id"):
        full[client_id].append(user_id)
    for event in events:
        author = event.data.get("author_user")
        yield from (Told(event, user_id, "recipient") for user_id in event.data["recipients"] if user_id != author)
        yield from (Told(event, user_id, "full_access") for user_id in full[event.data["client"]] if user_id != author)


def received_words(event):
    return words(_("%(author)s vous adresse une demande : %(subject)s"), event)


def due_words(event):
    if event.verb == "request.reminded":
        return words(_("%(author)s vous rappelle une demande : %(subject)s"), event)
    is_late = event.data["step"] == Recall.AFTER
    return words(_("Demande en retard : %(subject)s") if is_late else _("À faire pour bientôt : %(subject)s"), event)


def completed_words(event):
    return words(_("%(author)s a répondu : %(subject)s"), event)


def updated_words(event):
    if event.verb == "request.cancelled":
        return words(_("Demande annulée : %(subject)s"), event)
    return words(_("Demande faite par %(author)s : %(subject)s"), event)


def words(title, event):
    return Words(title % event.data, event.data["dossier_name"], reverse("request", args=[event.target_id]), about=event.data["dossier_name"])


def way_in(event, user_id):
    """The person's own link, where the firm's policy lets a link show the request; else the page by way of the firm's own sign-in (K4)."""
    links = Link.objects.alive().filter(purpose=PURPOSE, target_type=event.target_type, target_id=event.target_id, contact__user_id=user_id)
    link = links.select_related("firm", "client__firm").order_by("-pk").first()
    if link is None:
        return None
    if opens_by_link(policy_of(link.firm), has_portal=link.client.is_on_portal):
        return link.url
    page = urlencode({"next": reverse("request", args=[event.target_id])})
    return firm_url(link.firm, f"{reverse('portal', args=[link.firm.slug])}?{page}")


declare(
    Topic(
        code="request.completed",
        category=CATEGORY,
        label=_l("Demande complétée par le client"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP, Channel.WEB, Channel.EMAIL}),
        verbs=frozenset({"request.completed"}),
        recipients=whom_the_answer_concerns,
        still_allowed=as_members,
        words=completed_words,
        reasons={"sender": _l("vous avez envoyé cette demande"), "responsible": _l("vous êtes gestionnaire principal du dossier")},
        reasons_of_another={"sender": _l("a envoyé cette demande"), "responsible": _l("gestionnaire principal du dossier")},
        weight=10,
    )
)

declare(
    Topic(
        code="request.received",
        category=CATEGORY,
        label=_l("Nouvelle demande du cabinet"),
        audience=Audience.CLIENT,
        default=frozenset({Channel.IN_APP, Channel.WEB, Channel.MOBILE, Channel.EMAIL}),
        verbs=frozenset({"request.sent"}),
        recipients=recipients,
        still_allowed=as_clients,
        words=received_words,
        reasons={"recipient": _l("cette demande vous est adressée")},
        reasons_of_another={"recipient": _l("la demande lui est adressée")},
        button=_l("Répondre à la demande"),
        way_in=way_in,
    )
)

declare(
    Topic(
        code="request.due",
        category=CATEGORY,
        label=_l("Rappel d’une demande"),
        audience=Audience.CLIENT,
        default=frozenset({Channel.IN_APP, Channel.MOBILE, Channel.EMAIL}),
        verbs=frozenset({"request.due", "request.reminded"}),
        recipients=recipients,
        still_allowed=as_clients,
        words=due_words,
        reasons={"recipient": _l("cette demande vous est adressée")},
        reasons_of_another={"recipient": _l("la demande lui est adressée")},
        button=_l("Répondre à la demande"),
        way_in=way_in,
    )
)

declare(
    Topic(
        code="request.updated",
        category=CATEGORY,
        label=_l("Avancement d’une demande"),
        audience=Audience.CLIENT,
        default=frozenset({Channel.IN_APP}),
        verbs=frozenset({"request.completed", "request.cancelled"}),
        recipients=whoever_sees_it_as_client,
        still_allowed=as_clients,
        words=updated_words,
        reasons={"recipient": _l("cette demande vous est adressée"), "full_access": _l("vous avez un accès complet à ce client")},
        reasons_of_another={"recipient": _l("la demande lui est adressée"), "full_access": _l("a un accès complet à ce client")},
    )
)
