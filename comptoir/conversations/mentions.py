"""@Prénom Nom in a note: who is meant."""

import re

from comptoir.kernel.text import fold

from .actions.note import UnknownMention
from .proposals import people_to_mention

# An @ that begins a word, followed by a capital: an e-mail address is no mention.
MENTION = re.compile(r"(?<![\w.@-])@(?=[^\W\d_])([^\s@,;:!?()]+(?:[ \u00a0][^\s@,;:!?().]+){0,3})")


def read_mentions(body, dossier):
    """The colleagues named in `body`. Raises UnknownMention with the names that belong to nobody who works on the dossier."""
    found = MENTION.findall(body)
    if not found:
        return []
    people = sorted(people_to_mention(dossier), key=lambda person: -len(person.full_name))
    mentioned, unknown = [], []
    for words in found:
        person = next((one for one in people if begins_with(fold(words), fold(one.full_name))), None)
        (mentioned.append(person) if person else unknown.append(words.split()[0]))
    if unknown:
        raise UnknownMention(unknown)
    return mentioned


def begins_with(words, name):
    return words == name or words.startswith((f"{name} ", f"{name}.", f"{name}'"))
