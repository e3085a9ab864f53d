"""Words as a search engine keeps them: a text becomes the words that find it, what somebody types becomes the words to look for.

Every word is kept in up to three forms: folded («declarations»), folded after its French stem («déclarations» → «déclar» → «declar») and
stemmed after folding («declarations» → «declar»). So «déclaré», «declarations» and «DÉCLARATION» find each other, with their accents or without.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from .text import fold

WORD = re.compile(r"[^\W_]+")
# «1 842 €», «SIREN 552 100 554»: groups of three figures are also one number.
GROUPED = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)")
QUOTED = re.compile(r"«([^«»]*)»|\"([^\"]*)\"|“([^“”]*)”")
# Words that stand in every message: nobody looks for them, and their lists would be as long as the table.
SMALL_ONES = """
au aux avec ce ces cet cette dans de des du elle elles en est et il ils je la le les leur lui ma mais me mes moi mon ne nos notre nous on ou par pas pour
qu que qui sa se ses si son sur ta te tes toi ton tu un une vos votre vous y
"""
SMALL = frozenset(SMALL_ONES.split())
LONGEST_INDEX = 100_000
MOST_WORDS = 8
LONGEST_WORD = 60
_stem = snowballstemmer.stemmer("french").stemWord


@dataclass(frozen=True)
class Word:
    """One word that somebody typed, folded, and every form that stands for it."""

    typed: str
    forms: frozenset


@dataclass(frozen=True)
class Wanted:
    """What a search asks for: each of `words` in any of its forms, each of `phrases` word by word, and `last` or whatever begins with it."""

    words: tuple = ()
    phrases: tuple = ()
    last: Word | None = None

    def __bool__(self):
        return bool(self.words or self.phrases or self.last)


def words_of(text):
    """The folded words of `text` in their order, without the small ones."""
    return [folded for folded, _forms in pairs_of(text)]


def index_text(*texts):
    """What finds these texts: their folded words in order (phrases need it), then the other forms and the joined numbers, each once.

    At most LONGEST_INDEX characters: PostgreSQL's index takes no more than a megabyte of one row.
    """
    pairs = [pair for text in texts for pair in pairs_of(text)]
    words = [folded for folded, _forms in pairs]
    others = dict.fromkeys(form for _folded, forms in pairs for form in sorted(forms))
    numbers = dict.fromkeys(number for text in texts for number in numbers_of(text))
    seen = set(words)
    kept = " ".join([*words, *(word for word in (others | numbers) if word not in seen)])
    return kept if len(kept) <= LONGEST_INDEX else kept[:LONGEST_INDEX].rpartition(" ")[0]


def wanted(text):
    """Read what somebody typed: words, «phrases in quotation marks», and a last word that is not finished until a space follows it."""
    phrases = tuple(words for words in (tuple(words_of("".join(found))) for found in QUOTED.findall(text)) if words)[:MOST_WORDS]
    rest = QUOTED.sub(" ", text)
    words = [Word(*pair) for pair in pairs_of(rest)[:MOST_WORDS]]
    last = unfinished_word(rest, is_alone=not words and not phrases)
    if last and words and words[-1].typed == last.typed:
        last = words.pop()
    return Wanted(tuple(words), phrases, last)


def unfinished_word(text, *, is_alone):
    """The word at the very end of `text`, two signs at least. A small one («de», perhaps of «devis») counts only where it stands alone."""
    if text[-1:].isspace():
        return None
    words = [part for word in WORD.findall(unicodedata.normalize("NFC", text)) for part in WORD.findall(fold(word[:LONGEST_WORD]))]
    if not words or len(words[-1]) < 2 or (not is_alone and words[-1] in SMALL):
        return None
    return Word(words[-1], frozenset({words[-1]}))


def pairs_of(text):
    """[(folded word, all its forms), …] of the words of `text` that are kept."""
    text = unicodedata.normalize("NFC", text.replace("\0", " "))
    return [pair for word in WORD.findall(text) for pair in forms_of(word[:LONGEST_WORD]) if keeps(pair[0])]


def keeps(word):
    return word not in SMALL and (len(word) > 1 or word.isdigit())


@lru_cache(65_536)
def forms_of(word):
    """((folded, its forms), …) of one word; a sign like «½» folds into several."""
    parts = WORD.findall(fold(word))
    if len(parts) != 1:
        return tuple((part, frozenset({part, _stem(part)})) for part in parts)
    (folded,) = parts
    return ((folded, frozenset({folded, _stem(folded), *WORD.findall(fold(_stem(word.lower())))})),)


def numbers_of(text):
    return ["".join(figure for figure in found if figure.isdigit()) for found in GROUPED.findall(text)]
