from django.utils.translation import gettext_lazy as _

from comptoir.clients.standing import standing_of
from comptoir.preferences.catalogue import Number, Scope, Setting, declare_setting
from comptoir.preferences.registry import SettingsPage, declare

from .assurance import PAGE, PREFIX, kind
from .decisions import Act

LABELS = {
    Act.SEE: _("Voir une demande"),
    Act.UPLOAD: _("Déposer un fichier"),
    Act.ANSWER: _("Répondre"),
    Act.APPROVE: _("Approuver"),
    Act.SIGN: _("Signer"),
    Act.PAY: _("Payer"),
}
DAYS = "links.days"


def administers(user):
    return bool(standing_of(user).administered_firm_ids)


def declare_for_the_firm(key, kind, label, default, **more):
    declare_setting(Setting(key, PAGE, kind, label, default=default, scopes=frozenset({Scope.FIRM}), offered_to=administers, **more))


WORDS = _("sécurité portail lien unique second facteur double authentification demandes")
declare(
    SettingsPage(
        PAGE,
        _("Sécurité des demandes"),
        None,
        "lock",
        order=150,
        group="firm",
        address="portal_security",
        words=WORDS,
        offered_to=administers,
    )
)
for order, (act, label) in enumerate(LABELS.items(), start=1):
    declare_for_the_firm(f"{PREFIX}{act}", kind(), label, "link", words=WORDS, order=10 * order)
declare_for_the_firm(DAYS, Number(1, 90), _("Durée des liens uniques, en jours"), 30, words=_("lien unique expiration"), order=100)
