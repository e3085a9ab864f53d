"""What news requests for validation bring."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.notifications.registry import CATEGORY_LABELS, Audience, Channel, Told, Topic, Words, declare

from .visibility import still_work_on_it

CATEGORY = "validations"
CATEGORY_LABELS[CATEGORY] = _l("Demandes de validation")


def addressees(events):
    return (Told(event, event.data["addressed_to"], "addressee") for event in events if event.data["addressed_to"])


def requesters(events):
    return (Told(event, event.data["requested_by"], "requester") for event in events if event.data["requested_by"])


def requested_words(event):
    title = _("%(author)s vous relance : %(subject)s") if event.verb == "validation.reminded" else _("%(author)s vous demande une validation : %(subject)s")
    return words(title, event.data["excerpt"], event)


def decided_words(event):
    title = _("%(author)s a accepté : %(subject)s") if event.verb == "validation.accepted" else _("%(author)s a refusé : %(subject)s")
    return words(title, event.data["reason"] or event.data["dossier_name"], event)


def words(title, detail, event):
    return Words(title % event.data, detail, reverse("validation", args=[event.target_id]), about=event.data["dossier_name"])


declare(
    Topic(
        code="validation.requested",
        category=CATEGORY,
        label=_l("Demande de validation à un expert-comptable"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP, Channel.WEB, Channel.EMAIL}),
        verbs=frozenset({"validation.requested", "validation.reminded"}),
        recipients=addressees,
        still_allowed=still_work_on_it,
        words=requested_words,
        reasons={"addressee": _l("cette demande de validation vous est adressée")},
        reasons_of_another={"addressee": _l("la demande lui est adressée")},
    )
)

declare(
    Topic(
        code="validation.decided",
        category=CATEGORY,
        label=_l("Validation acceptée ou refusée"),
        audience=Audience.STAFF,
        default=frozenset({Channel.IN_APP, Channel.EMAIL}),
        verbs=frozenset({"validation.accepted", "validation.refused"}),
        recipients=requesters,
        still_allowed=still_work_on_it,
        words=decided_words,
        reasons={"requester": _l("vous avez demandé cette validation")},
        reasons_of_another={"requester": _l("a demandé cette validation")},
    )
)
