"""Who hears of an import, and in what words."""

import pytest
from django.conf import settings
from django.utils import translation

from comptoir.events.models import Event
from comptoir.imports import topics
from comptoir.imports.actions import carry_out, run_waiting_imports
from comptoir.notifications.registry import get_topic
from tests.imports.lists import bring, csv_list


def heard(code):
    """{(person's id, reason)} of the topic's last event."""
    topic = get_topic(code)
    events = list(Event.objects.filter(verb__in=topic.verbs))
    return {(told.user_id, told.reason) for told in topic.recipients(events)}


def test_whoever_started_an_import_hears_of_its_errors_once_and_then_of_its_end(cast):
    job = bring(csv_list("Nom;E-mail\nRoux;\nDurand;faux"), cast, licence=cast.lille, by=cast.nora, is_dry_run=True)
    carry_out(job, all_or_nothing=False, by=cast.nora)
    run_waiting_imports()

    verbs = list(Event.objects.filter(verb__startswith="import.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["import.started", "import.failed", "import.confirmed", "import.completed"]
    assert heard("import.failed") == heard("import.completed") == {(cast.nora.pk, "started")}
    assert set(Event.objects.filter(verb__in=["import.failed", "import.completed"]).values_list("actor", flat=True)) == {None}


def test_members_of_the_licence_and_administrators_hear_of_new_clients(cast):
    bring(csv_list("Nom\nRoux"), cast, licence=cast.arras, by=cast.admin)

    assert heard("client.created") == {(cast.admin.pk, "licence"), (cast.luc.pk, "licence")}
    assert Event.objects.get(verb="clients.added").actor == cast.admin


def test_who_left_the_licence_hears_nothing_any_more(cast):
    bring(csv_list("Nom\nRoux"), cast, licence=cast.lille)
    event = Event.objects.get(verb="clients.added")

    people = [cast.admin, cast.nora, cast.luc, cast.vera, cast.helene]
    assert get_topic("client.created").still_allowed({(event, user.pk) for user in people}) == {(event, cast.admin.pk), (event, cast.nora.pk)}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_topic_has_words_in_each_language(cast, language):
    bring(csv_list("Nom;E-mail\nRoux;\nDurand;faux"), cast, licence=cast.lille, is_dry_run=True)
    bring(csv_list("Nom\nRoux"), cast, licence=cast.lille)
    bring(csv_list("rien"), cast, licence=cast.lille)

    with translation.override(language):
        said = [words(event) for verb, words in WORDS for event in Event.objects.filter(verb=verb)]

    assert len(said) == 4
    assert all(words.title and words.detail and words.url.startswith("/") for words in said)


WORDS = [("import.failed", topics.failed_words), ("import.completed", topics.completed_words), ("clients.added", topics.added_words)]
