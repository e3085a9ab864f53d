"""What people read about money when something is refused or does not work."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from .decisions import BicFault, IbanFault, compact_iban, length_of_iban
from .providers import Trouble

IBAN_FAULTS = {
    IbanFault.EMPTY: _l("Saisissez l’IBAN du compte."),
    IbanFault.UNREADABLE: _l("Un IBAN commence par deux lettres, suivies de chiffres et de lettres sans accent. Recopiez-le depuis votre RIB."),
    IbanFault.UNKNOWN_COUNTRY: _l("Aucun pays n’a d’IBAN qui commence par %(country)s. Vérifiez les deux premières lettres."),
    IbanFault.OUTSIDE_SEPA: _l("Les comptes de ce pays (%(country)s) sont hors de la zone SEPA : ils ne peuvent pas être prélevés. Donnez un autre compte."),
    IbanFault.WRONG_LENGTH: _l("Un IBAN qui commence par %(country)s compte %(wanted)s caractères ; celui-ci en compte %(given)s."),
    IbanFault.WRONG_SHAPE: _l("Cet IBAN a une lettre là où il faut un chiffre, ou un chiffre de contrôle faux pour ce pays. Recopiez-le depuis votre RIB."),
    IbanFault.WRONG_CHECKSUM: _l("La clé de contrôle de cet IBAN est fausse : un caractère manque ou deux sont inversés. Recopiez-le depuis votre RIB."),
}
BIC_FAULTS = {
    BicFault.WRONG_LENGTH: _l("Un BIC compte 8 ou 11 caractères."),
    BicFault.WRONG_SHAPE: _l("Ce BIC est mal formé. Il commence par six lettres et se trouve sur votre RIB."),
}
TROUBLES = {
    Trouble.SLOW: _l("Le prestataire de paiement met trop de temps à répondre. Rien n’a été enregistré : réessayez dans quelques minutes."),
    Trouble.DOWN: _l("Le prestataire de paiement est injoignable. Rien n’a été enregistré : réessayez plus tard, ou signez un mandat SEPA."),
    Trouble.REFUSED: _l("Le prestataire de paiement a refusé la demande. Rien n’a été enregistré : signez un mandat SEPA, ou prévenez l’exploitant."),
    Trouble.UNREADABLE: _l("Le prestataire de paiement a répondu quelque chose d’illisible. Rien n’a été enregistré : réessayez plus tard."),
}


def iban_sentence(fault, typed):
    number = compact_iban(typed)
    return str(IBAN_FAULTS[fault]) % {"country": number[:2], "wanted": length_of_iban(number[:2]), "given": len(number)}


def bic_sentence(fault):
    return str(BIC_FAULTS[fault])


def bic_missing():
    return _("Hors de l’Espace économique européen, le BIC de la banque est demandé aussi.")


def trouble_sentence(error):
    return str(TROUBLES[error.trouble])


def last_method_sentence(refused):
    """`refused` is the LastMethod that was raised."""
    client = refused.method.client.name
    return ngettext(
        "%(client)s paie directement pour %(count)s personne : ajoutez d’abord un autre moyen de paiement.",
        "%(client)s paie directement pour %(count)s personnes : ajoutez d’abord un autre moyen de paiement.",
        refused.billed,
    ) % {"client": client, "count": refused.billed}


def method_gone_sentence():
    return _("Ce moyen de paiement ne peut plus être prélevé. Choisissez-en un autre.")


def no_creditor_sentence():
    return _("Le prélèvement SEPA n’est pas encore proposé : l’exploitant n’a pas enregistré le créancier.")


def no_provider_sentence():
    return _("La carte bancaire n’est pas proposée : cette installation n’a pas de prestataire de paiement.")


def code_taken_sentence():
    return _("Une autre offre porte déjà ce code.")


def price_in_the_past_sentence():
    return _("Un prix vaut au plus tôt à partir d’aujourd’hui : ce qui était dû hier ne change pas.")


def price_set_sentence():
    return _("Cette offre a déjà un prix à partir de ce jour. Choisissez un autre jour.")
