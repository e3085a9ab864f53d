"""From what a draft keeps to what is asked for."""

from comptoir.clients.models import Client
from comptoir.clients.standing import standing_of
from comptoir.firms.rights import Right

from .asked import Asked
from .steps import Step, ids_of, reach_of

LATER = "later"


def companies_for(user):
    """The clients for whom this member may create users."""
    return Client.objects.served_by(user).filter(firm__in=standing_of(user).firms_where(Right.CLIENT_USERS))


def asked_of(answers):
    """The Asked of a draft's answers, whatever was typed: what is missing or cannot be is for `checking.check` to say."""
    company, person, activation = (answers.get(step, {}) for step in (Step.COMPANY, Step.PERSON, Step.ACTIVATION))
    activates_now = activation.get("when") != LATER
    typed = {name: person[name] for name in ("last_name", "first_name", "email", "phone", "language", "type", "level") if name in person}
    return Asked(
        **typed,
        client_id=one_id(company.get("client", "")),
        mode=company.get("mode", ""),
        plan_id=one_id(company.get("plan", "")),
        reach=reach_of(dossiers_in(answers)),
        application_ids=frozenset(ids_of(answers.get(Step.APPLICATIONS, {}).get("application", ()))),
        activates_now=activates_now,
        sends_mail=activates_now and bool(activation.get("mail")),
    ).in_one_form()


def dossiers_in(answers):
    """The choice of dossiers; before anybody chose, the company billed as a whole (seed 002)."""
    billed = answers.get(Step.COMPANY, {}).get("client")
    return answers.get(Step.DOSSIERS) or {"company": [billed] if billed else [], "whole": [billed] if billed else [], "dossier": []}


def one_id(text):
    return next(iter(ids_of([text])), None)
