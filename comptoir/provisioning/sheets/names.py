"""What cells name: companies, dossiers, applications and plans of a firm, found by what people write, and written so that they are found again.

Only what whoever imports may give is known here: what one does not serve answers exactly as what does not exist.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property

from comptoir.applications.models import Application
from comptoir.billing.models import Plan
from comptoir.clients.models import Client
from comptoir.imports.columns import bare_header
from comptoir.kernel.identifiers import Unread, passes_luhn
from comptoir.kernel.text import fold

from .columns import WHOLE, whole_words

SPACES = re.compile(r"[\s.\u00a0\u202f\u2009-]+")
QUALIFIED = re.compile(r'\s*("(?:[^"]|"")*"|[^>"]+?)\s*>\s*(.+)', re.DOTALL)
SPECIAL = re.compile(r'[,;\n">]')


class Unfound(Unread):
    """A name that means nothing here. `words` are what its sentence needs."""

    def __init__(self, code, **words):
        super().__init__(code)
        self.words = words


@dataclass
class Companies:
    """Those of one firm that may be given."""

    limits: object
    firm: object
    by_name: dict = field(default_factory=lambda: defaultdict(set))
    by_number: dict = field(default_factory=lambda: defaultdict(set))
    by_code: dict = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self):
        self.names, self.numbers, self.said = {}, {}, {}
        for pk, name, siren, siret in self.limits.clients.values_list("pk", "name", "siren", "siret"):
            self.names[pk], self.numbers[pk] = name, siren
            self.by_name[fold(name)].add(pk)
            for number in {siren, siret, siret[:9]} - {""}:
                self.by_number[number].add(pk)
        self.dossiers = Dossiers(self)

    def find(self, text):
        """The id of the company that `text` names: by its name, SIREN, SIRET, or the code of one of its dossiers. Raises Unfound."""
        digits = SPACES.sub("", text)
        found = self.by_name.get(fold(text)) or self.by_number.get(digits) or self.by_code.get(fold(text)) or ()
        if len(found) > 1:
            raise Unfound("company_ambiguous")
        if not found:
            raise self.why_not(text, digits)
        return next(iter(found))

    def why_not(self, text, digits):
        """The Unfound of a text that names no company that may be given."""
        survivor = self.merged.get(digits) or self.merged.get(fold(text))
        if survivor:
            return Unfound("company_merged", company=survivor)
        if digits.isascii() and digits.isdecimal() and 7 <= len(digits) <= 15 and len(digits) != 14:
            if len(digits) != 9:
                return Unfound("siren_length")
            if not passes_luhn(digits):
                return Unfound("siren_check")
        return Unfound("company_unknown")

    @cached_property
    def merged(self):
        """{name, SIREN: the name of the company that it became}"""
        rows = Client.objects.filter(firm=self.firm).exclude(merged_into=None).values_list("name", "siren", "merged_into_id")
        told = [(key, self.names[into]) for name, siren, into in rows if into in self.names for key in (fold(name), siren) if key]
        return dict(told)

    def say(self, pk):
        """A text by which `find` finds it again; "" for one that may not be known."""
        if pk not in self.names:
            return ""
        if pk not in self.said:
            texts = (self.names[pk], self.numbers[pk], *sorted(self.dossiers.codes[pk]))
            self.said[pk] = next((text for text in texts if text and self.finds(text, pk)), self.names[pk])
        return self.said[pk]

    def finds(self, text, pk):
        try:
            return self.find(text) == pk
        except Unfound:
            return False


class Dossiers:
    """Those of the companies that may be given."""

    def __init__(self, companies):
        self.companies = companies
        self.by_company, self.codes = defaultdict(lambda: defaultdict(set)), defaultdict(set)
        self.about = {}
        for pk, client_id, code, name in companies.limits.dossiers.values_list("pk", "client_id", "code", "name"):
            if client_id not in companies.names:
                continue
            self.about[pk] = (client_id, code, name)
            for key in {fold(code), fold(name)} - {""}:
                self.by_company[client_id][key].add(pk)
            if code:
                companies.by_code[fold(code)].add(client_id)
                self.codes[client_id].add(code)

    def reach(self, text, billed_id):
        """{client id: None for the whole company, or the ids of its dossiers} that a cell means; a name alone is the billed company's. Raises Unfound."""
        reach = {}
        for token in tokens_of(text):
            company, name = split(token)
            client_id = self.companies.find(company) if company else billed_id
            if client_id is None:
                continue
            if name == "*" or bare_header(name) in whole_words():
                reach[client_id] = None
            elif (found := self.find(name, client_id)) and reach.get(client_id, frozenset()) is not None:
                reach[client_id] = reach.get(client_id, frozenset()) | {found}
        return reach

    def find(self, name, client_id):
        found = self.by_company[client_id].get(fold(name), ()) if client_id in self.by_company else ()
        if len(found) > 1:
            raise Unfound("dossier_ambiguous", dossier=name)
        if found:
            return next(iter(found))
        elsewhere = self.elsewhere.get(fold(name))
        if elsewhere:
            raise Unfound("dossier_elsewhere", dossier=name, company=elsewhere)
        raise Unfound("dossier_unknown_name", dossier=name)

    @cached_property
    def elsewhere(self):
        """{a dossier's code or name: the company that it is of}"""
        return {key: self.companies.names[client_id] for client_id, names in self.by_company.items() for key in names}

    def say(self, reach, billed_id):
        """The cell of a reach; the billed company's dossiers stand first, without its name."""
        told = []
        for client_id in sorted(reach, key=lambda pk: (pk != billed_id, pk)):
            company = "" if client_id == billed_id else quoted(self.companies.say(client_id)) + " > "
            chosen = reach[client_id]
            names = [str(WHOLE)] if chosen is None else [quoted(name) for name in sorted(self.say_one(pk) for pk in chosen)]
            told += [company + name for name in names]
        return ", ".join(told)

    def say_one(self, pk):
        client_id, code, name = self.about[pk]
        return next((text for text in (code, name) if text and self.by_company[client_id][fold(text)] == {pk}), code or name)


class Applications:
    """The catalogue of a firm, withdrawn ones too: what was withdrawn is said to be no longer on offer, and not unknown."""

    def __init__(self, firm):
        rows = Application.objects.of_firm(firm.pk).select_related("family").order_by("withdrawn_at", "pk")
        self.names, self.by_word, self.families = {}, {}, {}
        for one in rows:
            self.names[one.pk] = one.name
            self.by_word.setdefault(fold(one.code), one.pk)
        for one in rows:
            # Of two with one name the one on offer is meant.
            if one.withdrawn_at is None or fold(one.name) not in self.by_word:
                self.by_word.setdefault(fold(one.name), one.pk)
            if one.family and one.withdrawn_at is None:
                self.families.setdefault(one.family, set()).add(one.pk)
        self.by_family = {word: frozenset(ids) for family, ids in self.families.items() for word in (fold(family.code), fold(family.name))}

    def find(self, text):
        """The ids of the applications that a cell names, one by one or by their family. Raises Unfound."""
        found = set()
        for token in tokens_of(text):
            found |= self.find_one(unquoted(token))
        return frozenset(found)

    def find_one(self, name):
        if fold(name) in self.by_family:
            return self.by_family[fold(name)]
        if fold(name) in self.by_word:
            return {self.by_word[fold(name)]}
        raise Unfound("application_unknown", application=name)

    def say(self, ids):
        """The cell of these applications: families by their names, the others one by one."""
        left, told = set(ids), []
        for family, members in self.families.items():
            if members <= left and self.by_family.get(fold(family.name)) == members:
                told.append(quoted(family.name))
                left -= members
        return ", ".join([*told, *(quoted(self.names[pk]) for pk in sorted(left, key=lambda pk: self.names.get(pk, "")) if pk in self.names)])


class Plans:
    def __init__(self, firm):
        rows = list(Plan.objects.of_firm(firm.pk).order_by("withdrawn_at", "pk"))
        self.names = {plan.pk: plan.name for plan in rows}
        on_offer_first = sorted(rows, key=lambda plan: plan.withdrawn_at is not None)
        self.by_word = {}
        for plan in on_offer_first:
            for word in (fold(plan.name), fold(plan.code)):
                self.by_word.setdefault(word, plan.pk)

    def find(self, text):
        if fold(text) not in self.by_word:
            raise Unfound("plan_unknown")
        return self.by_word[fold(text)]

    def say(self, pk):
        return self.names.get(pk, "")


def tokens_of(text):
    """The parts of a cell, by commas, semicolons or line breaks; what stands in quotes is one part."""
    parts, is_quoted = [""], False
    for character in text:
        is_quoted ^= character == '"'
        if character in ",;\n" and not is_quoted:
            parts.append("")
        else:
            parts[-1] += character
    return [part.strip() for part in parts if part.strip()]


def split(token):
    """(company, name) of «Garage Delattre > GD-1»; ("", name) without a company."""
    found = QUALIFIED.fullmatch(token)
    return (unquoted(found[1]), unquoted(found[2])) if found else ("", unquoted(token))


def quoted(text):
    return '"' + text.replace('"', '""') + '"' if SPECIAL.search(text) else text


def unquoted(text):
    text = text.strip()
    return text[1:-1].replace('""', '"') if len(text) > 1 and text[0] == text[-1] == '"' else text
