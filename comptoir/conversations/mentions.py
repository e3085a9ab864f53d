"""@Prénom Nom in a note of a conversation: who is meant."""

from comptoir.clients.mentions import named_in

from .proposals import people_to_mention


def read_mentions(body, dossier):
    """The colleagues named in `body`. Raises UnknownMention with the names that belong to nobody who works on the dossier."""
    return named_in(body, people_to_mention(dossier))
