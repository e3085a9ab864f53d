"""Finding conversations by what was written in them. The index narrows; the rule of who sees what is asked as everywhere else."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max, Q

from comptoir.clients.models import Dossier
from comptoir.clients.standing import standing_of
from comptoir.kernel.words import wanted

from ..models import Conversation, Message
from . import tokens
from .excerpts import marked
from .lookup import Asked, Place, Term, first_ids, in_index

# A word that more dossiers have in their names is looked for in these many of them, and in all messages.
MOST_DOSSIERS = 200
# Up to so many messages are found first and by the index alone, whatever the planner expects; with more, walking down the list finds a page soon.
FEW = 2000


@dataclass(frozen=True)
class Found:
    """The newest message of a conversation that matched, and what of it to show."""

    message_id: int
    is_note: bool
    excerpt: str


def conversations_matching(conversations, user, typed):
    """Those of `conversations` (which `user` sees) that hold all of what was typed; without words, all of them."""
    return Search(user, typed).among(conversations)


class Search:
    """What `user` looks for: all of `typed`, in one message with its subject, its files and its dossier's name.

    Two queries to find, one for the page of conversations, one for the excerpts, whatever their number.
    """

    def __init__(self, user, typed):
        self.user = user
        self.is_empty = not typed.strip()
        self.asked = wanted(typed)

    def among(self, conversations):
        """The conversations (which `user` sees) that hold it. Without words everything stays; with words that say nothing («?») nothing does."""
        if self.is_empty:
            return conversations
        if self.messages is None:
            return conversations.none()
        return conversations.filter(pk__in=self.messages.values("conversation_id"))

    def found_in(self, conversation_ids):
        """{conversation id: Found} for the conversations of one page, which `user` sees."""
        if not conversation_ids or self.messages is None:
            return {}
        newest = self.messages.filter(conversation__in=conversation_ids).values("conversation_id").annotate(newest=Max("pk")).values("newest")
        rows = Message.objects.filter(pk__in=newest).values_list("conversation_id", "pk", "is_note", "body")
        return {conversation_id: Found(pk, is_note, marked(body, self.asked)) for conversation_id, pk, is_note, body in rows}

    @cached_property
    def messages(self):
        """The messages that match, of conversations that `user` sees: notes for members alone. None when nothing can."""
        places = places_of(standing_of(self.user))
        if not self.asked or not places:
            return None
        asked = Asked(places, parts_of(self.asked, self.user))
        few = first_ids(asked, FEW + 1)
        return readable(Message.objects.filter(in_index(asked) if len(few) > FEW else Q(pk__in=few)), self.user)


def readable(messages, user):
    """Whoever is nobody's client sees conversations as a member only, and reads their notes."""
    if not standing_of(user).client_ids:
        return messages
    return messages.filter(Q(is_note=False) | Q(conversation__in=Conversation.objects.worked_on_by(user)))


def places_of(standing):
    places = []
    if standing.firm_ids:
        places.append(Place(tuple(map(tokens.of_firm, sorted(standing.firm_ids)))))
    if standing.client_ids:
        whole, chosen = standing.full_client_ids | standing.limited_client_ids, {dossier_id for _client, dossier_id, _level in standing.chosen}
        where = (*map(tokens.of_client, sorted(whole)), *map(tokens.of_dossier, sorted(chosen)))
        places.append(Place(where, without=tokens.NOTE))
    return tuple(places)


def parts_of(asked, user):
    """The terms of each part. A word is also found in the name or code of the dossier, as it is now."""
    words = [*asked.words, *([asked.last] if asked.last else [])]
    dossiers = dossiers_named(words, user)
    parts = [tuple(Term((form,)) for form in sorted(word.forms)) + dossiers[word.typed] for word in words]
    if asked.last:
        parts[-1] = (Term((asked.last.typed,), is_beginning=True), *parts[-1])
    return tuple([*parts, *((Term(phrase),) for phrase in asked.phrases)])


def dossiers_named(words, user):
    """{word: terms for the dossiers that have it in their name or code}."""
    if not words:
        return {}
    named = Q()
    for word in words:
        named |= Q(search_text__contains=word.typed)
    rows = list(Dossier.objects.visible_to(user).filter(named).values_list("pk", "search_text")[:MOST_DOSSIERS])
    return {word.typed: tuple(Term((tokens.of_dossier(pk),)) for pk, text in rows if word.typed in text) for word in words}
