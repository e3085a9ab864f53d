"""French is the source and typographically right; every other language of the installation is complete and compiled."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import polib
import pytest
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import override

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "comptoir" / "locale"
FORMATS = ROOT / "comptoir" / "ui" / "formats"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)s|%s|\{[a-z_]*\}")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
THIRTIETH = {"fr": "lun. 30 nov. à 9 h 05", "en": "Mon 30 Nov at 9:05", "nl": "ma 30 nov om 09:05"}
TRANSLATIONS = [code for code in LANGUAGES if code != settings.LANGUAGE_CODE]


def catalogue(language, locale=LOCALE):
    return polib.pofile(str(locale / language / "LC_MESSAGES" / "django.po"))


def translations(entry):
    """The pairs of `entry` (French, translation): one, or one for the singular and one for the plural."""
    return zip([entry.msgid, entry.msgid_plural], entry.msgstr_plural.values(), strict=True) if entry.msgid_plural else [(entry.msgid, entry.msgstr)]


def test_a_language_is_offered_when_it_has_texts_and_moments():
    assert {path.name for path in LOCALE.iterdir()} == {path.parent.name for path in FORMATS.glob("*/formats.py")} == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moment_is_said_as_the_language_says_it(language):
    with override(language):
        said = date_format(datetime(2026, 11, 30, 9, 5), "MOMENT")

    assert re.sub("[\xa0\u202f]", " ", said) == THIRTIETH[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    assert [entry.msgid for entry in catalogue(language) if not entry.translated() or "fuzzy" in entry.flags] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_compiled_is_what_is_written(language):
    path = LOCALE / language / "LC_MESSAGES"
    with (path / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    stale = [entry.msgid for entry in catalogue(language) if not entry.msgid_plural and entry.msgctxt is None and compiled.gettext(entry.msgid) != entry.msgstr]

    assert stale == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_keeps_every_placeholder(language):
    pairs = [pair for entry in catalogue(language) if not entry.msgid_plural for pair in translations(entry)]

    assert [pair for pair in pairs if sorted(PLACEHOLDER.findall(pair[0])) != sorted(PLACEHOLDER.findall(pair[1]))] == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_plural_keeps_every_placeholder(language):
    """The singular may say «one» in words; a plural that lost its number, or names one that nobody gives, breaks the sentence."""
    pairs = [(entry.msgid_plural, entry.msgstr_plural[1]) for entry in catalogue(language) if entry.msgid_plural]

    assert [pair for pair in pairs if set(PLACEHOLDER.findall(pair[0])) != set(PLACEHOLDER.findall(pair[1]))] == []


def test_french_has_its_typography():
    """Narrow no-break spaces before ; : ! ?, typographic apostrophes, ellipses of one sign."""
    wrong = [entry.msgid for entry in catalogue("fr") if re.search(r"[^\s\u202f:/][;!?](?:\s|$)| [;:!?](?:\s|$)|\w'\w|\.\.\.", entry.msgid)]

    assert wrong == []


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_a_translation_does_not_keep_french_typography(language):
    """No space before ; : ! ?, “quotation marks”, typographic apostrophes, ellipses of one sign."""
    texts = [text for entry in catalogue(language) for _french, text in translations(entry)]

    assert [text for text in texts if re.search(r"[\s\u202f][;:!?](?:\s|$)|[«»]|\w'\w|\.\.\.", text)] == []


def test_dutch_says_u():
    texts = [text for entry in catalogue("nl") for _french, text in translations(entry)]

    assert [text for text in texts if re.search(r"\b(?:je|jij|jou|jouw|jullie)\b|!|succesvol", text, re.IGNORECASE)] == []


def test_the_catalogues_hold_every_text_of_the_code(tmp_path):
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext (Debian's gettext) is not here: texts cannot be collected")
    copied = tmp_path / "comptoir"
    shutil.copytree(ROOT / "comptoir", copied, ignore=shutil.ignore_patterns("__pycache__", "demo"))
    before = {language: {entry.msgid for entry in catalogue(language)} for language in LANGUAGES}
    command = [sys.executable, "-m", "comptoir", "makemessages", "--all", "--no-location", "--no-obsolete", "--no-wrap", "-e", "html,txt,py"]
    subprocess.run(command, cwd=copied, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True, capture_output=True)

    after = {language: {entry.msgid for entry in catalogue(language, copied / "locale")} for language in LANGUAGES}

    assert {language: after[language] ^ before[language] for language in LANGUAGES} == dict.fromkeys(LANGUAGES, set())
