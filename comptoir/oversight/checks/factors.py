"""Administrators, of the firm and of its clients, whose account opens by a password alone."""

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.findings import Check, Done, Found, Refused, Remedy, Severity, declare, page_at
from comptoir.clients.models import ClientAccess
from comptoir.firms.models import Firm, Membership
from comptoir.firms.rights import Right
from comptoir.ui.moments import long_day

from ..actions import AskedToday, ask_for_second_factor
from ..actions.asking import asked_of
from ..factors import unprotected
from .people import page_of_user

NAMES = ("pk", "firm_id", "user_id", "user__first_name", "user__last_name")


def members(looker, pk=None):
    rows = Membership.objects.active().filter(firm__in=looker.firm_ids, role=Membership.Role.ADMINISTRATOR)
    rows = rows if pk is None else rows.filter(pk=pk)
    return of_people(rows.values_list(*NAMES), looker, _("Administre le cabinet sans second facteur."), lambda row: page_at("members"))


def client_users(looker, pk=None):
    administering = looker.accesses.filter(type=ClientAccess.Type.ADMINISTRATOR, user__is_active=True)
    rows = looker.places.filter(user__in=administering.values("user"))
    rows = rows if pk is None else rows.filter(pk=pk)
    return of_people(rows.values_list(*NAMES), looker, _("Administre une entreprise sans second facteur."), lambda row: page_of_user(row[0]))


def of_people(rows, looker, words, page):
    rows = list(rows)
    without = unprotected({row[2] for row in rows})
    asked = {event.target_id: event.occurred_at for event in asked_of(list(without), firm_ids=looker.firm_ids).order_by("occurred_at")}
    return [
        Found(row[1], row[0], f"{row[3]} {row[4]}".strip(), " ".join([words, *said(asked.get(row[2]))]), page(row), {"user": row[2]})
        for row in rows
        if row[2] in without
    ]


def said(moment):
    return [_("Demandé le %(day)s.") % {"day": long_day(moment)}] if moment else []


def dress(founds):
    users = get_user_model().objects.in_bulk({one.facts["user"] for one in founds})
    firms = Firm.objects.in_bulk({one.firm_id for one in founds})
    for one in founds:
        one.facts.update(person=users[one.facts["user"]], firm=firms[one.firm_id])


def remedies(found):
    person, firm = found.facts["person"], found.facts["firm"]

    def act(by):
        try:
            ask_for_second_factor(person, firm, by=by)
        except AskedToday:
            raise Refused(_("La demande est déjà partie aujourd’hui.")) from None
        return Done(_("Demande envoyée à %(name)s, à l’adresse %(email)s.") % {"name": person.full_name, "email": person.email})

    return [Remedy("ask", _("Demander le second facteur"), act)]


REASON = _l("Un administrateur ouvre beaucoup de portes : son mot de passe seul ne devrait pas suffire.")
for code, label, right, find, order in (
    ("member-without-second-factor", _l("Administrateur du cabinet sans second facteur"), Right.MEMBERS, members, 10),
    ("client-administrator-without-second-factor", _l("Administrateur client sans second facteur"), Right.CLIENT_USERS, client_users, 40),
):
    declare(Check(code, label, REASON, Severity.WARNING, order, right, find=find, dress=dress, remedies=remedies))
