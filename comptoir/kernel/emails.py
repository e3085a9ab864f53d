"""E-mail addresses in the one form in which they are kept and compared."""

import re
import unicodedata

import idna

from .identifiers import read_email
from .text import fold

# The names of desks and machines: who reads them is nobody in particular, and changes (seed 002: «écarter toute adresse générique»).
DESKS = """
    abuse accounting accueil achat achats admin administratif administration administrateur agence assistance associes atelier bienvenue billing bonjour
    boutique bureau cabinet caisse cogerance commande commandes commercial commerciale communication compta comptabilite comptable comptables comptes contact
    contacts courrier daf devis direction directeur directrice dirigeant donotreply ecommerce email enquiries entreprise exploitation facturation facture
    factures finance finances fournisseur fournisseurs gerance gerant gestion hello hostmaster hotel info infos information informations invoice invoices
    invoicing juridique kontakt livraison logistique magasin mail mailbox marketing messagerie nepasrepondre newsletter noreply office operations orders paie
    paies paye payroll personnel planning postmaster presidence production purchasing qualite reception reclamation reclamations recrutement reservation
    reservations restaurant rh root salaires sales sav secretaire secretariat securite service services siege social societe standard stock support team
    technique test tous tresorerie utilisateur vente ventes webmaster
"""
GENERIC = frozenset(DESKS.split())
# Those that stay a desk's whatever follows: «contact.lille», «info-boulangerie». After the others comes a person, now and then: «compta.marie».
ALWAYS = frozenset(["accueil", "contact", "contacts", "info", "infos", "noreply"])
# What may stand around a desk's name without making a person of it: «service.de.la.paie», «ne-pas-repondre».
SMALL_WORDS = "au de departement des do du equipe le la les ne no not notre nos pas pole repondre reply votre"
FILLERS = frozenset(SMALL_WORDS.split())


def read_address(text):
    """The address in lower case, its domain in ASCII: «Léa@Café.example » is refused for its «é», «lea@café.example» is «lea@xn--caf-dma.example».

    Raises Unread. Accents stand before the @ nowhere: hardly a mail server takes them (RFC 6531). Two addresses are the same when this answers the same.
    """
    return read_email(with_ascii_domain(text))


def with_ascii_domain(text):
    """`text` trimmed, in lower case and composed (NFC), its domain as the name servers know it (RFC 5890); as it stands where that cannot be."""
    address = unicodedata.normalize("NFC", text.strip()).lower()
    name, at, domain = address.rpartition("@")
    if not at or domain.isascii():
        return address
    try:
        return f"{name}@{idna.encode(domain, uts46=True).decode()}"
    except (idna.IDNAError, UnicodeError):
        return address


def shown_address(address):
    """A kept address as people write it: «lea@xn--caf-dma.example» → «lea@café.example»."""
    name, at, domain = address.rpartition("@")
    if "xn--" not in domain:
        return address
    try:
        return f"{name}{at}{idna.decode(domain)}"
    except (idna.IDNAError, UnicodeError):
        return address


def is_generic(address):
    """Whether an address is that of a desk and not of a person, by what stands before its @: «contact@», «compta-2@», «service.paie@», «no-reply@».

    A word that is no desk's makes it a person's: «marie.compta@» is Marie's. What cannot be read is nobody's desk.
    """
    name = fold(address.rpartition("@")[0]).partition("+")[0]
    words = [word for word in re.split(r"[^a-z]+", name) if word]
    return bool(words) and (words[0] in ALWAYS or all(word in FILLERS or names_a_desk(word) for word in words))


def names_a_desk(word):
    """Also two names written as one: «servicepaie»."""
    return word in GENERIC or any(word[:cut] in GENERIC and word[cut:] in GENERIC for cut in range(2, len(word) - 1))
