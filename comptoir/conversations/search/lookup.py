"""What is asked of the index, in the words of each database."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import F, Lookup

FTS = "conversations_messagewords_fts"


@dataclass(frozen=True)
class Grammar:
    """How a database writes a search: words, and what stands between them."""

    word: str
    beginning: str
    then: str
    both: str
    either: str
    but_not: str

    def term(self, term):
        if term.is_beginning:
            return self.beginning.format(term.words[0])
        return f"({self.then.join(map(self.word.format, term.words))})"

    def any_of(self, terms):
        return f"({self.either.join(map(self.term, terms))})"

    def place(self, place):
        tokens = self.any_of(Term((token,)) for token in place.tokens)
        return f"({tokens}{self.but_not}{self.word.format(place.without)})" if place.without else tokens

    def sentence(self, asked):
        places = f"({self.either.join(map(self.place, asked.places))})"
        return self.both.join([places, *map(self.any_of, asked.parts)])


FTS5 = Grammar(word='"{}"', beginning='"{}" *', then=" + ", both=" AND ", either=" OR ", but_not=" NOT ")
TSQUERY = Grammar(word="'{}'", beginning="'{}':*", then=" <-> ", both=" & ", either=" | ", but_not=" & !")


@dataclass(frozen=True)
class Term:
    """One way to satisfy a part of a search: a word, the beginning of one, or words that follow each other."""

    words: tuple
    is_beginning: bool = False


@dataclass(frozen=True)
class Place:
    """Where somebody may find something: one of these tokens, without another."""

    tokens: tuple
    without: str = ""


@dataclass(frozen=True)
class Asked:
    """In one of `places`, one term of each of `parts`. Every word in it is letters and figures alone (`kernel.words`), so that nothing has to be escaped."""

    places: tuple
    parts: tuple


IN_FTS5 = f"SELECT rowid FROM {FTS} WHERE {FTS} MATCH %s"  # noqa: S608 (our own names)
IN_TSVECTOR = "SELECT message_id FROM conversations_messagewords WHERE vector @@ %s::tsquery"


class InIndex(Lookup):
    """Message ids (`column`) that the index gives for an `Asked`."""

    lookup_name = "in_index"
    prepare_rhs = False

    def as_sqlite(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} IN ({IN_FTS5})", [*parameters, FTS5.sentence(self.rhs)]

    def as_postgresql(self, compiler, connection):
        column, parameters = self.process_lhs(compiler, connection)
        return f"{column} IN ({IN_TSVECTOR})", [*parameters, TSQUERY.sentence(self.rhs)]


def in_index(asked):
    """The condition, for `filter` on messages, that the index finds them."""
    return InIndex(F("pk"), asked)


def first_ids(asked, limit):
    """Any `limit` ids of messages that the index finds."""
    sql, grammar = (IN_TSVECTOR, TSQUERY) if connection.vendor == "postgresql" else (IN_FTS5, FTS5)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} LIMIT %s", [grammar.sentence(asked), limit])
        return [pk for (pk,) in cursor.fetchall()]
