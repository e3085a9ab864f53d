"""Client users who never came in, and those who wait for somebody to validate them (X10)."""

from datetime import timedelta

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.actions import LastAdministrator, OwnAccess, suspend, validate
from comptoir.clients.findings import Check, Done, Found, Refused, Remedy, Severity, declare, page_at
from comptoir.clients.models import ClientUser
from comptoir.clients.sentences import last_administrator, own_access
from comptoir.firms.rights import Right
from comptoir.ui.moments import long_day

from .actions.welcoming import welcome

NEVER_CAME, WAITS = timedelta(days=30), timedelta(days=14)
COLUMNS = ("pk", "firm_id", "user__first_name", "user__last_name", "since")


def never_signed_in(looker, pk=None):
    rows = one_of(looker.places, pk).exclude(validated_at=None).filter(suspended_at=None, user__last_login=None, user__is_active=True)
    rows = rows.annotate(since=Coalesce("welcomed_at", "created_at")).filter(since__lte=looker.now - NEVER_CAME)
    return [found(row, _("Ne s’est jamais connectée ; a reçu son accès le %(day)s.")) for row in rows.values_list(*COLUMNS)]


def waiting(looker, pk=None):
    rows = one_of(looker.places, pk).filter(Q(validated_at=None), suspended_at=None, created_at__lte=looker.now - WAITS)
    rows = rows.annotate(since=F("created_at"))
    return [found(row, _("Attend d’être validée depuis le %(day)s.")) for row in rows.values_list(*COLUMNS)]


def one_of(rows, pk):
    return rows if pk is None else rows.filter(pk=pk)


def found(row, words):
    pk, firm_id, first_name, last_name, since = row
    url = page_at("client_user", pk, otherwise=page_at("portal_management"))
    return Found(firm_id, pk, f"{first_name} {last_name}".strip(), words % {"day": long_day(since)}, url)


def dress(founds):
    places = ClientUser.objects.select_related("user").in_bulk([one.pk for one in founds])
    for one in founds:
        one.facts["place"] = places[one.pk]


def remedies_of_absent(found):
    return [Remedy("welcome", _("Envoyer l’e-mail de bienvenue"), lambda by: welcomed(found, by)), suspension(found)]


def welcomed(found, by):
    place = found.facts["place"]
    welcome([place], by=by)
    return Done(_("E-mail de bienvenue envoyé à %(name)s, à l’adresse %(email)s.") % {"name": found.subject, "email": place.user.email})


def remedies_of_waiting(found):
    return [Remedy("validation", _("Valider"), lambda by: validated(found, by), asks=_("%(name)s verra ce qui lui a été donné.") % {"name": found.subject})]


def validated(found, by):
    validate(found.facts["place"], by=by)
    return Done(_("%(name)s est validée et peut se connecter.") % {"name": found.subject})


def suspension(found):
    words = {"name": found.subject}

    def act(by):
        try:
            suspend(found.facts["place"], by=by)
        except OwnAccess:
            raise Refused(own_access()) from None
        except LastAdministrator as refused:
            raise Refused(last_administrator(refused)) from None
        return Done(_("%(name)s est suspendue et ne voit plus rien.") % words)

    return Remedy("suspension", _("Suspendre"), act, asks=_("%(name)s ne verra plus rien ; ses droits et ses données sont gardés.") % words)


declare(
    Check(
        code="never-signed-in",
        label=_l("Jamais connecté"),
        reason=_l("Un accès qui ne sert pas est une porte de plus : redonnez-en la clé, ou suspendez-le."),
        severity=Severity.WARNING,
        order=85,
        right=Right.CLIENT_USERS,
        find=never_signed_in,
        dress=dress,
        remedies=remedies_of_absent,
    )
)
declare(
    Check(
        code="waiting-for-validation",
        label=_l("Attend d’être validé"),
        reason=_l("«Ultérieurement» a été choisi, et personne n’y est revenu."),
        severity=Severity.WARNING,
        order=88,
        right=Right.CLIENT_USERS,
        find=waiting,
        dress=dress,
        remedies=remedies_of_waiting,
    )
)
