"""Rules of the house that a test can hold."""

import re
from pathlib import Path

from comptoir.ui.icons import ICONS

ROOT = Path(__file__).parent.parent
TEMPLATES = sorted((ROOT / "comptoir").rglob("templates/**/*.html"))
SOURCES = sorted(path for path in (ROOT / "comptoir").rglob("*.py") if "migrations" not in path.parts)


def test_no_template_holds_a_script_or_a_style_but_the_mails():
    pages = [path for path in TEMPLATES if "email" not in str(path) and path.name not in {"password_reset.html", "digest.html"}]
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)")
    wrong = [path.name for path in pages if inline.search(path.read_text())]

    assert wrong == []


def test_the_sprite_holds_the_icons_that_are_used_and_no_other():
    text = "\n".join(path.read_text() for path in [*TEMPLATES, *SOURCES])
    used = {name for name in ICONS if re.search(rf"[\"\']{name}[\"\']", text.replace((ROOT / "comptoir/ui/icons.py").read_text(), ""))}

    assert used == set(ICONS)


def test_lists_of_dependencies_hold_hashes_and_no_address():
    for path in (ROOT / "requirements").iterdir():
        text = path.read_text()
        assert "://" not in text, path.name
        pinned = re.findall(r"^[a-z0-9._\[\]-]+==", text, re.MULTILINE)
        assert len(pinned) <= text.count("--hash=sha256:")


def test_no_file_is_longer_than_five_hundred_lines():
    assert [path.name for path in SOURCES if len(path.read_text().splitlines()) > 500] == []
