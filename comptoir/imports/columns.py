"""Which column holds what: the headers of client lists as firms write them."""

import re
from dataclasses import dataclass

from comptoir.kernel.spreadsheet import Unreadable
from comptoir.kernel.text import fold

# How far down the header may stand: below a title, a date of export, the firm's address.
HEADER_WITHIN_ROWS = 30

# Field → the headers that mean it, folded and without punctuation. The first is the name that the documentation uses.
USUAL_NAMES = {
    "code": (
        "code|code dossier|code client|n dossier|no dossier|num dossier|numero|numero de dossier|numero dossier|n client|numero client|ref|"
        "reference|reference dossier|reference client|dossier n|matricule|identifiant|id dossier|file number|code du dossier|code du client"
    ),
    "name": (
        "raison sociale|denomination|denomination sociale|nom de l entreprise|nom entreprise|entreprise|societe|nom de la societe|nom societe|"
        "client|nom du client|nom client|dossier|nom du dossier|nom dossier|intitule|libelle|raison sociale nom|nom raison sociale|"
        "raison sociale ou nom|nom ou raison sociale|nom commercial|company|company name|name|organisation"
    ),
    "last_name": "nom|nom de famille|nom patronymique|last name|surname|nom d usage",
    "first_name": "prenom|prenoms|first name",
    "siren": "siren|n siren|no siren|num siren|numero siren|numero de siren|code siren|n de siren|siren client|n rcs|rcs",
    "siret": (
        "siret|n siret|no siret|num siret|numero siret|numero de siret|code siret|n de siret|siret siege|siret du siege|siren siret|siret siren|n siret siege"
    ),
    "legal_form": "forme juridique|forme|statut juridique|statut|type de societe|forme sociale|legal form|categorie juridique",
    "address": "adresse|adresse postale|adresse du siege|rue|adresse 1|adresse1|voie|siege|siege social|address|adresse siege|adresse complete",
    "postal_code": "code postal|cp|c p|codepostal|postal code|zip|code postal du siege",
    "city": "ville|commune|localite|city|ville du siege",
    "country": "pays|country",
    "licence": "licence|bureau|agence|site|etablissement comptable|cabinet|implantation|license|office",
    "managers": (
        "gestionnaire|gestionnaires|gestionnaire de dossier|gestionnaires de dossier|gestionnaire du dossier|gestionnaire dossier|gestionnaire s|"
        "collaborateur|collaborateurs|collaborateur principal|responsable|responsables|responsable dossier|responsable de dossier|"
        "responsable du dossier|charge de dossier|chef de mission|expert comptable|manager|managers|intervenant|intervenants"
    ),
    "contact": (
        "contact|nom du contact|nom contact|contact principal|personne a contacter|personne contact|personne ressource|interlocuteur|dirigeant|"
        "nom du dirigeant|gerant|representant|representant legal|contact name|nom et prenom du contact|responsable legal"
    ),
    "email": (
        "e mail|email|mail|courriel|adresse e mail|adresse email|adresse mail|adresse electronique|mel|email du contact|e mail du contact|"
        "email contact|e mail contact|mail contact|mail du contact|adresse courriel"
    ),
    "phone": (
        "telephone|tel|n tel|n de telephone|numero de telephone|numero telephone|n telephone|portable|tel portable|telephone portable|mobile|"
        "tel mobile|telephone mobile|gsm|tel fixe|telephone fixe|phone|telephone du contact|telephone contact|tel contact|phone number"
    ),
    "founded_on": (
        "date de creation|creation|date creation|creee le|cree le|date de creation de l entreprise|date d immatriculation|immatriculation|"
        "date immatriculation|debut d activite|date de debut d activite|date debut activite|founded on|date de constitution"
    ),
    "closing": (
        "cloture|date de cloture|date cloture|cloture exercice|cloture de l exercice|date de cloture de l exercice|date de cloture exercice|"
        "cloture d exercice|fin d exercice|fin exercice|date de fin d exercice|date fin exercice|mois de cloture|fin de l exercice|"
        "cloture comptable|date de cloture comptable|year end|bilan|date de bilan"
    ),
}
FIELD_OF_HEADER = {header: field for field, headers in USUAL_NAMES.items() for header in headers.split("|")}
NAMING_FIELDS = frozenset({"name", "last_name"})


@dataclass(frozen=True)
class Column:
    """A column that we read: where it stands and what the file calls it."""

    field: str
    position: int
    title: str


@dataclass(frozen=True)
class Layout:
    """The columns read, and the titles of those that are ignored."""

    columns: tuple
    ignored: tuple

    def title_of(self, field):
        """What the file calls a field; empty for one that it does not have."""
        return next((column.title for column in self.columns if column.field == field), "")

    @property
    def name_title(self):
        """The column where a missing name is missed."""
        return self.title_of("name") or self.title_of("last_name")


def find_layout(rows, fields=FIELD_OF_HEADER, naming_fields=NAMING_FIELDS):
    """Find the header in the first `rows` of (line, cells); return (its place among them, Layout).

    The header is the row with the most columns we know (`fields`: {bare header: field}), the first of equals. Raises Unreadable when no row has one of
    the `naming_fields`, without which nobody knows of whom a row speaks.
    """
    layouts = [layout_of(cells, fields) for _line, cells in rows[:HEADER_WITHIN_ROWS]]
    naming = [place for place, layout in enumerate(layouts) if any(layout.title_of(field) for field in naming_fields)]
    if not naming:
        raise Unreadable("no_name_column" if any(len(layout.columns) > 1 for layout in layouts) else "no_header")
    best = max(naming, key=lambda place: (len(layouts[place].columns), -place))
    return best, layouts[best]


def layout_of(cells, fields=FIELD_OF_HEADER):
    """The Layout that a row means if it is the header. Of two columns that mean the same, the first is read."""
    columns, ignored, seen = [], [], set()
    for position, cell in enumerate(cells):
        title = " ".join(str(cell).split())[:80]
        field = fields.get(bare_header(title))
        if field and field not in seen:
            columns.append(Column(field, position, title))
            seen.add(field)
        elif title:
            ignored.append(title)
    return Layout(tuple(columns), tuple(ignored))


def bare_header(title):
    """«N° SIREN *» → «n siren»."""
    return " ".join(re.sub(r"[^a-z0-9]+", " ", fold(title.replace("°", " "))).split())
