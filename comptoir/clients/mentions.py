"""@Prénom Nom in a note: who is meant."""

import re

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef

from comptoir.firms.models import SEES_ALL_DOSSIERS, LicenceAccess, Membership
from comptoir.kernel.text import fold

from .models import Dossier, DossierManager

# An @ that begins a word, followed by a capital: an e-mail address is no mention.
MENTION = re.compile(r"(?<![\w.@-])@(?=[^\W\d_])([^\s@,;:!?()]+(?:[ \u00a0][^\s@,;:!?().]+){0,3})")


class UnknownMention(Exception):
    """Somebody is named with @ who is none of the people that may be; `names` says who."""

    def __init__(self, names):
        super().__init__(", ".join(names))
        self.names = names


def named_in(body, people):
    """Those of `people` (users; read only when somebody is named) whom `body` names. Raises UnknownMention with the names that belong to none of them."""
    found = MENTION.findall(body)
    if not found:
        return []
    people = sorted(people, key=lambda person: -len(person.full_name))
    mentioned, unknown = [], []
    for words in found:
        person = next((one for one in people if begins_with(fold(words), fold(one.full_name))), None)
        (mentioned.append(person) if person else unknown.append(words.split()[0]))
    if unknown:
        raise UnknownMention(unknown)
    return mentioned


def begins_with(words, name):
    return words == name or words.startswith((f"{name} ", f"{name}.", f"{name}'"))


def people_serving(client):
    """The colleagues who work on a dossier of the client, and the administrators of its firm: who may be named in what is noted about it."""
    dossiers = Dossier.objects.filter(client=client)
    in_licence = LicenceAccess.objects.filter(membership=OuterRef("pk"), licence__in=dossiers.values("licence"))
    manages = DossierManager.objects.filter(user=OuterRef("user"), dossier__in=dossiers)
    here = Membership.objects.active().filter(SEES_ALL_DOSSIERS | Exists(in_licence) | Exists(manages), firm=client.firm_id)
    return get_user_model().objects.filter(pk__in=here.values("user")).order_by("first_name", "last_name")
