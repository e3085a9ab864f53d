"""The steps of «Nouveau client», in the order of seed 002, and what each of them keeps. Values in, answers out."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Step(StrEnum):
    COMPANY = "company"
    PERSON = "person"
    DOSSIERS = "dossiers"
    APPLICATIONS = "applications"
    SUMMARY = "summary"
    ACTIVATION = "activation"


LABELS = {
    Step.COMPANY: _("Facturation"),
    Step.PERSON: _("Utilisateur"),
    Step.DOSSIERS: _("Dossiers"),
    Step.APPLICATIONS: _("Applications"),
    Step.SUMMARY: _("Résumé"),
    Step.ACTIVATION: _("Activation"),
}
ORDER = tuple(Step)
# What each step keeps of what was typed: one value, or several.
ONE = {
    Step.COMPANY: ("client", "mode", "plan"),
    Step.PERSON: ("last_name", "first_name", "email", "phone", "language", "type", "level", "confirmed"),
    Step.ACTIVATION: ("when", "mail"),
}
SEVERAL = {Step.DOSSIERS: ("company", "whole", "dossier"), Step.APPLICATIONS: ("application",)}
# What a page may send of one field, and how many of it: a draft is no place to store things.
LONGEST, MOST = 300, 2000


def after(step):
    """The step that follows; the last one itself at the end."""
    return ORDER[min(ORDER.index(step) + 1, len(ORDER) - 1)]


def before(step):
    """The step before; None at the first."""
    place = ORDER.index(step)
    return ORDER[place - 1] if place else None


def kept_of(step, posted):
    """{field: value} of what a form sent (a QueryDict) for this step, as it was typed."""
    one = {name: storable(posted.get(name, "")) for name in ONE.get(step, ())}
    return one | {name: [storable(value) for value in posted.getlist(name)[:MOST]] for name in SEVERAL.get(step, ())}


def storable(text):
    """No database keeps a NUL."""
    return text.replace("\0", "")[:LONGEST]


def with_step(answers, step, given):
    """The answers with those of one step. Another company billed takes the place of the one before among the dossiers, as a whole (seed 002)."""
    if step is Step.COMPANY and answers.get(Step.DOSSIERS):
        old, new = answers.get(Step.COMPANY, {}).get("client"), given["client"]
        if new and old != new:
            answers = answers | {Step.DOSSIERS: moved_to(answers[Step.DOSSIERS], old, new)}
    return answers | {step: given}


def moved_to(dossiers, old, new):
    """The choice of dossiers after the company billed became another one."""
    others = {name: [value for value in dossiers[name] if value != old] for name in ("company", "whole")}
    chosen = [value for value in dossiers["dossier"] if not value.startswith(f"{old}:")]
    return {name: list(dict.fromkeys([new, *values])) for name, values in others.items()} | {"dossier": chosen}


def reach_of(dossiers):
    """{client id: None for the whole company | frozenset of dossier ids} of a choice; companies of which nothing is chosen are left out."""
    chosen = {}
    for value in dossiers.get("dossier", ()):
        client_id, _colon, dossier_id = value.partition(":")
        if is_pair(value):
            chosen.setdefault(int(client_id), set()).add(int(dossier_id))
    whole = {int(value) for value in dossiers.get("whole", ()) if is_id(value)}
    return {client_id: frozenset(ids) for client_id, ids in chosen.items()} | dict.fromkeys(sorted(whole))


def is_pair(text):
    """Whether a text is «client:dossier»."""
    client_id, _colon, dossier_id = text.partition(":")
    return is_id(client_id) and is_id(dossier_id)


def ids_of(values):
    """The ids among texts, in their order, each once; what is no id is passed over."""
    return list(dict.fromkeys(int(value) for value in values if is_id(value)))


def is_id(text):
    return text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0
