"""French is the source and typographically right; English is complete and compiled."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).parent.parent
LOCALE = ROOT / "comptoir" / "locale"
PLACEHOLDER = re.compile(r"%\([a-z_]+\)s|%s|\{[a-z_]*\}")


def catalogue(language):
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_text_is_translated(language):
    assert [entry.msgid for entry in catalogue(language) if not entry.translated() or "fuzzy" in entry.flags] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_compiled_is_what_is_written(language):
    path = LOCALE / language / "LC_MESSAGES"
    with (path / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)

    stale = [entry.msgid for entry in catalogue(language) if not entry.msgid_plural and entry.msgctxt is None and compiled.gettext(entry.msgid) != entry.msgstr]

    assert stale == []


def test_english_keeps_every_placeholder():
    entries = [(entry.msgid, entry.msgstr) for entry in catalogue("en") if not entry.msgid_plural]

    assert [pair for pair in entries if sorted(PLACEHOLDER.findall(pair[0])) != sorted(PLACEHOLDER.findall(pair[1]))] == []


def test_french_has_its_typography():
    """Narrow no-break spaces before ; : ! ?, typographic apostrophes, ellipses of one sign."""
    wrong = [entry.msgid for entry in catalogue("fr") if re.search(r"[^\s\u202f:/][;!?](?:\s|$)| [;:!?](?:\s|$)|\w'\w|\.\.\.", entry.msgid)]

    assert wrong == []


def test_the_catalogues_hold_every_text_of_the_code(tmp_path):
    if shutil.which("xgettext") is None:
        pytest.skip("xgettext (Debian's gettext) is not here: texts cannot be collected")
    copied = tmp_path / "comptoir"
    shutil.copytree(ROOT / "comptoir", copied, ignore=shutil.ignore_patterns("__pycache__", "demo"))
    before = {entry.msgid for entry in catalogue("en")}
    command = [sys.executable, "-m", "comptoir", "makemessages", "-l", "en", "--no-location", "--no-obsolete", "--no-wrap", "-e", "html,txt,py"]
    subprocess.run(command, cwd=copied, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True, capture_output=True)

    after = {entry.msgid for entry in polib.pofile(str(copied / "locale" / "en" / "LC_MESSAGES" / "django.po"))}

    assert after == before
