"""«Prendre ce dossier»: whoever finds one without anybody becomes its manager, and can think better of it."""

from django.utils.translation import gettext as _

from .actions.managers import change_managers, undo_managers
from .findings import Done, Refused, Remedy
from .managing import with_manager
from .models import Dossier


def remedies_of_dossier(found):
    def act(by):
        dossier = Dossier.objects.worked_on_by(by).filter(pk=found.pk)
        changed = change_managers(dossier, lambda ids: with_manager(ids, by.pk), by=by)
        if changed.refused or not dossier:
            raise Refused(_("Ce dossier n’est plus le vôtre."))
        sentence = _("Vous êtes maintenant gestionnaire de %(dossier)s.") % {"dossier": found.subject}
        return Done(sentence, {"events": [event.pk for event in changed.events], "name": found.subject} if changed.events else None)

    return [Remedy("taking", _("Prendre ce dossier"), act), Remedy("dossier", _("Ouvrir le dossier"), url=found.url)]


def undo_taking(data, by):
    changed = undo_managers(data["events"], by=by)
    return _("Vous n’êtes plus gestionnaire de %(dossier)s.") % {"dossier": data["name"]} if changed.events else ""
