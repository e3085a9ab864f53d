"""The documentation is true: what it lists is what the code has."""

import re
from pathlib import Path

from django.core import management
from django.core.management import find_commands, get_commands

from comptoir.notifications.registry import all_topics

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def listed(page, mark):
    """The first column of the table that follows `<!-- mark: … -->`."""
    table = (DOCS / page).read_text().split(f"<!-- {mark}:")[1].split("\n\n")[0]
    return set(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE))


def test_every_setting_read_from_the_environment_is_documented_and_no_other():
    source = (ROOT / "config" / "settings.py").read_text()
    read = set(re.findall(r'env\.(?:text|flag|whole_number|address|folder|database|service)\("([A-Z_]+)"', source))

    assert listed("settings.md", "settings") == read


def test_every_topic_is_documented_and_no_other():
    assert listed("notifications.md", "topics") == {topic.code for topic in all_topics()}


def test_every_command_in_the_documentation_exists():
    named = {name for page in [*DOCS.glob("*.md"), ROOT / "README.md"] for name in re.findall(r"python -m comptoir ([a-z]+)", page.read_text())}

    assert named <= set(get_commands())


def test_every_command_of_ours_is_documented():
    ours = {name for name, app in get_commands().items() if str(app).startswith("comptoir")} - set(find_commands(management.__path__[0]))
    documented = set(re.findall(r"python -m comptoir ([a-z]+)", (DOCS / "operations.md").read_text()))

    assert ours <= documented


def test_every_make_target_named_in_a_page_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = {name for page in [*DOCS.rglob("*.md"), ROOT / "README.md"] for name in re.findall(r"`make ([a-z]+)`", page.read_text())}

    assert named <= targets


def test_every_link_between_pages_leads_somewhere():
    pages = [ROOT / "README.md", *DOCS.rglob("*.md")]
    broken = [(page.name, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text()) if not (page.parent / link).exists()]

    assert broken == []


def test_every_settings_page_opens(cast, client):
    from comptoir.preferences.registry import menu

    client.force_login(cast.paul)

    answers = {page.slug: client.get(f"/settings/{page.slug}/").status_code for page in menu(cast.paul)}

    assert set(answers.values()) == {200}
    assert {"profile", "signature", "away", "security", "external-accounts"} <= set(answers)
