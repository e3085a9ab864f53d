"""The empty sheet to fill in: the columns, one row as an example, and beside them what may stand in each."""

from itertools import zip_longest

from django.utils.translation import gettext as _

from comptoir.applications.offer import catalogue_of
from comptoir.billing.models import Plan
from comptoir.kernel.sheet_writing import Table, workbook_file

from .columns import ACTIVATIONS, ANSWERS, LABELS, NO, NOW, TITLES, WHOLE, YES


def template(firm, by):
    """An open `.xlsx` for this firm. `by` may create client users there; nothing of its clients stands in it."""
    header = [str(title) for title in TITLES.values()]
    return workbook_file(
        Table(_("Utilisateurs client"), header, [example(firm)]),
        Table(_("Valeurs possibles"), header, zip_longest(*allowed(firm), fillvalue="")),
    )


def example(firm):
    offer, plan = catalogue_of(firm.pk), first_plan(firm)
    required = next((family.name for family in offer.families if family.is_required), "")
    return [
        "Durand", "Camille", "camille.durand@entreprise.example", "06 12 34 56 78", str(LABELS["type"]["administrator"]), str(LABELS["level"]["full"]),
        "Entreprise Durand", str(WHOLE), required, str(LABELS["mode"]["firm"]), plan, str(ACTIVATIONS[NOW]), str(ANSWERS[YES]), str(LABELS["language"]["fr"]),
    ]  # fmt: skip


def first_plan(firm):
    plan = Plan.objects.on_offer(firm.pk).first()
    return plan.name if plan else ""


def allowed(firm):
    """[what may stand there, …] for each column in turn."""
    offer = catalogue_of(firm.pk)
    applications = [family.name for family in offer.families] + [one.name for one in offer.applications]
    texts = {
        "last_name": [_("obligatoire")],
        "email": [_("obligatoire ; elle sert d’identifiant"), _("une adresse par personne")],
        "company": [_("obligatoire : le nom, le SIREN ou le code d’un dossier")],
        "dossiers": [
            _("obligatoire : les codes ou les noms, séparés par des virgules"),
            str(WHOLE),
            _("d’une autre entreprise : Entreprise > dossier"),
        ],
        "applications": list(dict.fromkeys(applications)),
        "plan": [plan.name for plan in Plan.objects.on_offer(firm.pk)],
        "type": usual_last("type", "standard"),
        "level": usual_last("level", "limited"),
        "mode": usual_last("mode", "firm"),
        "activation": [str(ACTIVATIONS[value]) for value in reversed(ACTIVATIONS)],
        "mail": [str(ANSWERS[value]) for value in (YES, NO)],
        "language": [str(label) for label in LABELS["language"].values()],
    }
    return [texts.get(name, [_("facultatif")]) for name in TITLES]


def usual_last(name, usual):
    """The values of a column; what an empty cell means says so."""
    labels = LABELS[name]
    return [_("%(value)s (si rien n’est écrit)") % {"value": label} if value == usual else str(label) for value, label in labels.items()]
