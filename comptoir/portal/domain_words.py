"""A firm's own domain in words."""

from django.conf import settings
from django.utils.translation import gettext as _

from comptoir.firms.decisions import Refusal, shown_host

from .domains import OTHER_ANSWER, TAKEN


def refusal_sentence(refusal):
    """Why this host cannot be a firm's own."""
    return {
        Refusal.EMPTY: _("Indiquez un nom de domaine, par exemple portail.cabinet.example."),
        Refusal.ADDRESS: _("Indiquez le nom de domaine seul, sans https:// ni chemin."),
        Refusal.PORT: _("Indiquez le nom de domaine seul, sans numéro de port."),
        Refusal.NUMBER: _("Une adresse IP ne peut pas servir : indiquez un nom de domaine."),
        Refusal.UNREADABLE: _("Ce n’est pas un nom de domaine. Vérifiez ce que vous avez saisi."),
        Refusal.ONE_WORD: _("Indiquez le nom de domaine entier, par exemple portail.cabinet.example."),
        Refusal.INSIDE: _("Ce nom n’existe que dans un réseau local : vos clients ne le trouveraient pas."),
        Refusal.OURS: _("C’est l’adresse de cette installation. Indiquez un domaine de votre cabinet."),
    }[refusal]


def taken_sentence():
    return _("Ce domaine est déjà utilisé ici. Si c’est le vôtre, écrivez à l’exploitant.")


def problem_sentence(domain):
    """What the last look found instead of our answer; "" when there is nothing to say."""
    words = {"host": shown_host(domain.host), "ours": settings.SITE_HOST}
    sentences = {
        "unknown_host": _("%(host)s est encore inconnu des serveurs de noms. Un nouvel enregistrement met parfois quelques heures à se répandre."),
        "inside": _("%(host)s mène dans un réseau local, où cette installation ne va pas."),
        "tls": _("%(host)s répond, mais son certificat n’est pas encore valable. Prévenez l’exploitant : il est à mettre en place de son côté."),
        "not_https": _("%(host)s ne peut être vérifié qu’en https, et cette installation n’a pas de certificat."),
        "slow": _("%(host)s n’a pas répondu à temps."),
        "redirect": _("%(host)s renvoie vers une autre adresse au lieu de mener ici."),
        OTHER_ANSWER: _("%(host)s mène à un autre serveur que celui-ci. Vérifiez que l’enregistrement vise %(ours)s."),
        TAKEN: taken_sentence(),
    }
    if not domain.problem:
        return ""
    return sentences.get(domain.problem, _("%(host)s n’a pas répondu. Vérifiez que l’enregistrement vise %(ours)s.")) % words
