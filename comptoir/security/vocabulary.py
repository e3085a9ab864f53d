"""The words that attackers try first, read when the first password is chosen: lists of installed packages, and French ones of our own.

French words come from the French texts of Django, django-allauth and Comptoir, and from the places that phonenumbers names; what people
really choose (first names, pets, football clubs, «jetaime») is in french_words.txt.
"""

import gettext
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import allauth
import django
from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator

from comptoir.kernel.text import fold

SHORTEST = 4


@cache
def breached():
    """Passwords found in thefts of data: Django's 20,000 and the 30,000 of zxcvbn."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset(CommonPasswordValidator().passwords) | frozenset(FREQUENCY_LISTS["passwords"])


@cache
def french_words():
    """{word: rank}, the most often chosen first. Folded, letters alone."""
    found = [*own_words(), *catalogue_words(), *place_names()]
    return {word: rank for rank, word in enumerate(dict.fromkeys(found), 1)}


def own_words():
    return words_in((files("comptoir.security") / "french_words.txt").read_text(encoding="utf-8"))


def catalogue_words():
    """The words of French interfaces: what is on the screens of those who choose."""
    packages = (Path(django.__file__).parent, Path(allauth.__file__).parent)
    french = [path for package in packages for path in sorted(package.rglob("locale/fr/LC_MESSAGES/django.mo"))]
    ours = [folder / "en" / "LC_MESSAGES" / "django.mo" for folder in settings.LOCALE_PATHS]
    texts = [text for path in french for text in messages(path).values()]
    texts += [key for path in ours if path.exists() for key in messages(path)]
    return [word for text in texts for word in words_in(text)]


def messages(path):
    """{source: translation} of a compiled catalogue; forms of the plural come one by one."""
    with path.open("rb") as file:
        catalogue = gettext.GNUTranslations(file)._catalog
    return {key if isinstance(key, str) else key[0]: text for key, text in catalogue.items()}


def place_names():
    """French towns and regions: phonenumbers knows to which place a number belongs. Read as text, since importing it loads the whole world."""
    import phonenumbers

    sources = sorted((Path(phonenumbers.__file__).parent / "geodata").glob("data[345].py"))
    named = re.compile(r"^ '33\d+':\{.*'fr': u?'((?:[^'\\]|\\.)*)'", re.MULTILINE)
    places = {place for source in sources for place in named.findall(source.read_text(encoding="utf-8"))}
    return sorted(word for place in places for word in [squeezed(place), *words_in(place)] if len(word) >= SHORTEST)


def words_in(text):
    return [word for word in re.findall(r"[a-z]+", fold.__wrapped__(text)) if len(word) >= SHORTEST]


def squeezed(text):
    """«Villeneuve-d'Ascq» → «villeneuvedascq»."""
    return re.sub(r"[^a-z]", "", fold.__wrapped__(text))
