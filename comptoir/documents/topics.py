"""What news documents bring: to the client of what the firm shares, to the dossier's people of what the client drops."""

from collections import defaultdict
from itertools import chain

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.models import ClientAccess
from comptoir.firms.models import Firm
from comptoir.notifications.registry import CATEGORY_LABELS, Audience, Channel, Told, Topic, Words, declare

from .visibility import facts_before, facts_of, managers_of, who_sees

CATEGORY = "portal"
CATEGORY_LABELS[CATEGORY] = _l("Portail client")
# The id of a document that is only being previewed.
NOT_YET = 0


def concerned(events):
    """Of what the firm shares: those it is shared with, and whoever has full access.

    Of what the client drops: the dossier's managers, or where there is none whom the firm named for such dossiers.
    """
    from_firm = [event for event in events if not event.data["from_client"]]
    from_client = [event for event in events if event.data["from_client"]]
    return chain(named(from_firm), with_full_access([event for event in from_firm if event.verb == "document.shared"]), managing(from_client))


def named(events):
    return (Told(event, user_id, "named") for event in events for user_id in event.data["contacts"])


def with_full_access(events):
    users = defaultdict(set)
    clients = {event.data["client"] for event in events}
    full = ClientAccess.objects.open().filter(client__in=clients, level=ClientAccess.Level.FULL) if clients else ClientAccess.objects.none()
    for client_id, user_id in full.values_list("client_id", "user_id"):
        users[client_id].add(user_id)
    return (Told(event, user_id, "full") for event in events for user_id in sorted(users[event.data["client"]]))


def managing(events):
    managers = managers_of({event.data["dossier"] for event in events}) if events else {}
    alone = [event for event in events if not managers.get(event.data["dossier"])]
    told = (Told(event, user_id, "manages") for event in events for user_id in sorted(managers.get(event.data["dossier"], ())))
    return chain(told, falling_back(alone))


def falling_back(events):
    """Each to the firm's fallback, person or team: nothing that a client drops goes unnoticed."""
    users = defaultdict(set)
    firms = Firm.objects.filter(pk__in={event.firm_id for event in events}) if events else Firm.objects.none()
    for firm_id, user_id, member_id in firms.values_list("pk", "fallback_user_id", "fallback_team__members"):
        users[firm_id] |= {user_id, member_id} - {None}
    return (Told(event, user_id, "fallback") for event in events for user_id in sorted(users[event.firm_id]))


def still_see_it(pairs):
    """The pairs whose person sees the document now. Four queries for any number."""
    facts = facts_of({event.target_id for event, _user in pairs})
    for event in {event for event, _user in pairs if event.target_id == NOT_YET}:
        facts[NOT_YET] = facts_before(event)
    sides = who_sees(facts, {user_id for _event, user_id in pairs})
    return {(event, user_id) for event, user_id in pairs if (event.target_id, user_id) in sides}


def words(event):
    title = _("%(author)s a déposé un document : %(title)s") if event.data["from_client"] else _("%(author)s a partagé un document avec vous : %(title)s")
    return Words(title % event.data, event.data["dossier_name"], reverse("document", args=[event.target_id]), about=event.data["dossier_name"])


declare(
    Topic(
        code="document.shared",
        category=CATEGORY,
        label=_l("Nouveau document partagé"),
        audience=Audience.BOTH,
        default=frozenset({Channel.IN_APP, Channel.EMAIL}),
        verbs=frozenset({"document.shared", "document.extended"}),
        recipients=concerned,
        still_allowed=still_see_it,
        words=words,
        reasons={
            "named": _l("ce document est partagé avec vous"),
            "full": _l("vous avez un accès complet à ce client"),
            "manages": _l("vous êtes gestionnaire de ce dossier"),
            "fallback": _l("ce dossier n’a pas de gestionnaire et le cabinet vous a désigné"),
        },
        reasons_of_another={
            "named": _l("le document lui est destiné nommément"),
            "full": _l("a un accès complet à ce client"),
            "manages": _l("est gestionnaire de ce dossier"),
            "fallback": _l("ce dossier n’a pas de gestionnaire et le cabinet a désigné cette personne"),
        },
    )
)
