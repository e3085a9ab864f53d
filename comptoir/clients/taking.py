"""«Prendre ce dossier»: whoever finds one without anybody becomes its manager, and can think better of it."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from comptoir.events.recording import record_event

from .findings import Done, Refused, Remedy
from .models import Dossier, DossierManager

CHANGED = "dossier.managers_changed"


def remedies_of_dossier(found):
    def act(by):
        dossier = Dossier.objects.worked_on_by(by).filter(pk=found.pk).first()
        if dossier is None:
            raise Refused(_("Ce dossier n’est plus le vôtre."))
        is_news = take_dossier(dossier, by=by)
        return Done(_("Vous êtes maintenant gestionnaire de %(dossier)s.") % {"dossier": dossier.name}, {"dossier": dossier.pk} if is_news else None)

    return [Remedy("taking", _("Prendre ce dossier"), act), Remedy("dossier", _("Ouvrir le dossier"), url=found.url)]


def undo_taking(data, by):
    # Who took the dossier may see it by that alone: it is found through being its manager.
    dossier = Dossier.objects.filter(pk=data["dossier"], manager_links__user=by).first()
    return _("Vous n’êtes plus gestionnaire de %(dossier)s.") % {"dossier": dossier.name} if dossier and leave_dossier(dossier, by=by) else ""


@transaction.atomic
def take_dossier(dossier, *, by):
    """Make `by` the last of the dossier's managers; return whether it was news. Records dossier.managers_changed."""
    before = managers_of(dossier)
    if by.pk in before:
        return False
    last = DossierManager.objects.filter(dossier=dossier).aggregate(last=Max("rank"))["last"]
    DossierManager.objects.create(dossier=dossier, user=by, rank=0 if last is None else last + 1)
    record_event(CHANGED, dossier, actor=by, name=dossier.name, before=before, after=[*before, by.pk])
    return True


@transaction.atomic
def leave_dossier(dossier, *, by):
    """Take that back; return whether it was news. Records dossier.managers_changed."""
    before = managers_of(dossier)
    left = DossierManager.objects.filter(dossier=dossier, user=by).delete()[0]
    if left:
        record_event(CHANGED, dossier, actor=by, name=dossier.name, before=before, after=[one for one in before if one != by.pk])
    return bool(left)


def managers_of(dossier):
    """Their ids in order; the dossier is held until the end of the transaction."""
    Dossier.objects.select_for_update(of=["self"], no_key=True).get(pk=dossier.pk)
    return list(DossierManager.objects.filter(dossier=dossier).order_by("rank", "pk").values_list("user_id", flat=True))
