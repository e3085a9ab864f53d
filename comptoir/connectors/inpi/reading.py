"""The register's answer as a Company. It is read with care: depending on the kind of company and on what may be shown, half of it is missing."""

from comptoir.kernel.text import excerpt

from ..registry import Company, Failed
from .legal_forms import SOLE_TRADER, legal_form

# How a company stands in the answer: a legal person, a natural person, a farm or another that has no body of its own.
BODIES = ("personneMorale", "personnePhysique", "exploitation")
LONGEST = {"name": 200, "legal_form": 80, "address": 250, "postal_code": 12, "city": 100, "country": 60}


def read_company(said, siren):
    """The Company in the answer. Raises Failed: nothing there, or not the one that was asked for."""
    if said in ([], {}):
        raise Failed("no_such_company")
    found = said[0] if isinstance(said, list) else said
    content = at(found, "formality", "content")
    if not isinstance(content, dict):
        raise Failed("unexpected", "200")
    if text(at(found, "formality", "siren")) not in {"", siren}:
        raise Failed("unexpected", "200")
    body = next((content[name] for name in BODIES if isinstance(content.get(name), dict)), {})
    code = text(
        at(found, "formality", "formeJuridique") or at(content, "natureCreation", "formeJuridique") or at(body, "identite", "entreprise", "formeJuridique")
    )
    is_person = "personnePhysique" in content or code == SOLE_TRADER
    words = {"name": name_of(body), "legal_form": legal_form(code)} | place_of(body)
    return Company(
        siren=siren,
        kind="person" if is_person else "organisation",
        is_closed=text(at(content, "natureCessationEntreprise", "etatAdministratifInsee")) == "F",
        **{name: excerpt(value, LONGEST[name]) for name, value in words.items()},
    )


def name_of(body):
    """The company's name; of a natural person the last name and the first of the first names."""
    denomination = text(at(body, "identite", "entreprise", "denomination"))
    if denomination:
        return denomination
    person = at(body, "identite", "entrepreneur", "descriptionPersonne")
    first_names = at(person, "prenoms")
    first_name = text(first_names[0]) if isinstance(first_names, list) and first_names else ""
    return f"{text(at(person, 'nomUsage')) or text(at(person, 'nom'))} {first_name}".strip()


def place_of(body):
    """The address of the company, else that of its main establishment."""
    found = at(body, "adresseEntreprise", "adresse") or at(body, "etablissementPrincipal", "adresse") or {}
    street = [text(at(found, name)) for name in ("numVoie", "indiceRepetition", "typeVoie", "voie")]
    lines = [text(at(found, "complementLocalisation")), " ".join(word for word in street if word), text(at(found, "distributionSpeciale"))]
    return {
        "address": ", ".join(line for line in lines if line),
        "postal_code": text(at(found, "codePostal")),
        "city": text(at(found, "commune")),
        "country": text(at(found, "pays")).capitalize(),
    }


def at(value, *names):
    """What stands at the end of a path of names, or None."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(value):
    """A text on one line without what a page could not show; numbers as text; nothing for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return " ".join("".join(c if c.isprintable() else " " for c in value).split()) if isinstance(value, str) else ""
