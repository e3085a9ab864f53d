"""What news imports bring."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from comptoir.clients.standing import standings_of
from comptoir.firms.models import Membership
from comptoir.firms.rights import Right, rights_of
from comptoir.notifications.registry import CATEGORY_LABELS, Audience, Channel, Told, Topic, Words, declare

from .kinds import CLIENTS as CLIENT_LIST
from .kinds import get_kind
from .sentences import sentence

IMPORTS, CLIENTS = "imports", "clients"
CATEGORY_LABELS[IMPORTS] = _l("Importations")
CATEGORY_LABELS.setdefault(CLIENTS, _l("Clients"))


def starters(events):
    """Whoever started the import: not the actor who is left out, for it was the machine that finished."""
    return (Told(event, event.data["started_by"], "started") for event in events if event.data["started_by"])


def still_works_there(pairs):
    """The pairs whose person still works for the firm."""
    standings = standings_of({user_id for _event, user_id in pairs})
    return {(event, user_id) for event, user_id in pairs if event.firm_id in standings[user_id].firm_ids}


def colleagues(events):
    """The members who work in a licence to which clients were added; administrators work in all."""
    members = Membership.objects.active().filter(firm__in={event.firm_id for event in events})
    rows = list(members.values_list("firm_id", "user_id", "role", "custom_role__rights", "licence_accesses__licence_id"))
    for event in events:
        licence_ids = set(event.data["licence_ids"])
        of_firm = [row for row in rows if row[0] == event.firm_id]
        told = {user for _firm, user, role, ticked, licence in of_firm if licence in licence_ids or Right.ALL_DOSSIERS in rights_of(role, ticked)}
        for user_id in sorted(told):
            yield Told(event, user_id, "licence")


def still_in_licence(pairs):
    """The pairs whose person still works in one of the licences concerned."""
    standings = standings_of({user_id for _event, user_id in pairs})
    return {(event, user_id) for event, user_id in pairs if works_in_one(standings[user_id], event)}


def works_in_one(standing, event):
    given = event.firm_id in standing.firm_ids and standing.licence_ids & set(event.data["licence_ids"])
    return bool(given) or event.firm_id in standing.whole_firm_ids


def address(event):
    return reverse("import", args=[event.target_id])


def kind_of(event):
    """The Kind of what was imported; events of before there were several say nothing of it."""
    return get_kind(event.data.get("kind", CLIENT_LIST))


def completed_words(event):
    return Words(_("Importation terminée : %(file)s") % event.data, counts(event.data), address(event))


def failed_words(event):
    detail = sentence(event.data["problem"], kind=kind_of(event)) if event.data["problem"] else counts(event.data)
    return Words(_("Erreurs dans l’importation : %(file)s") % event.data, detail, address(event))


def counts(data):
    if data.get("is_dry_run"):
        return ngettext(
            "%(errors)s ligne en erreur ; rien n’est encore importé.", "%(errors)s lignes en erreur ; rien n’est encore importé.", data["errors"]
        ) % {"errors": data["errors"]}
    return _("%(created)s créées, %(changed)s modifiées, %(unchanged)s inchangées, %(errors)s en erreur") % data


def added_words(event):
    """The client's name where there is one, else their number and the first names. `client.created` by hand has the same data."""
    count, names = event.data["count"], ", ".join(event.data["names"])
    title = ngettext("%(count)s nouveau client", "%(count)s nouveaux clients", count) % {"count": count}
    url = reverse("client", args=[event.target_id]) if event.verb == "client.created" else reverse("clients")
    return Words(title, f"{names}…" if count > len(event.data["names"]) else names, url)


STARTED = {"started": _l("vous avez commencé cette importation")}

declare(
    Topic(
        code="import.failed",
        category=IMPORTS,
        label=_l("Erreurs dans une importation"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP, Channel.EMAIL}),
        verbs=frozenset({"import.failed"}),
        recipients=starters,
        still_allowed=still_works_there,
        words=failed_words,
        reasons=STARTED,
    )
)

declare(
    Topic(
        code="import.completed",
        category=IMPORTS,
        label=_l("Importations effectuées"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP}),
        verbs=frozenset({"import.completed"}),
        recipients=starters,
        still_allowed=still_works_there,
        words=completed_words,
        reasons=STARTED,
    )
)

declare(
    Topic(
        code="client.created",
        category=CLIENTS,
        label=_l("Nouveau client ajouté"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP}),
        verbs=frozenset({"clients.added", "client.created"}),
        recipients=colleagues,
        still_allowed=still_in_licence,
        words=added_words,
        reasons={"licence": _l("vous travaillez dans cette licence")},
    )
)
