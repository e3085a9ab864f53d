"""Full-text search: who finds is who sees, notes stay inside, accents and endings do not matter, the index is kept by the outbox."""

from random import Random

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.clients.standing import standing_of
from comptoir.conversations.actions import Draft, add_note, ask, post_message
from comptoir.conversations.models import Conversation, Message, MessageWords
from comptoir.conversations.search import Search, conversations_matching, index_all, tokens
from comptoir.conversations.search.lookup import IN_FTS5, IN_TSVECTOR, TSQUERY, Asked, Place, Term
from comptoir.events.recording import record_event
from comptoir.kernel.words import wanted
from tests.firms_and_clients.worlds import World

from .pages import pdf


def found(user, typed):
    """The subjects of what `user` finds, the newest first."""
    rows = conversations_matching(Conversation.objects.visible_to(user), user, typed)
    return [row.subject for row in rows.order_by("-last_message_at", "-pk")]


def question(cast, subject="TVA de novembre", body="Mes déclarations sont-elles parties ?", dossier=None, author=None, **more):
    return ask(dossier or cast.dossier, side="accountant", subject=subject, draft=Draft(body, author or cast.helene, **more)).conversation


@pytest.fixture
def written(cast, drain):
    """A conversation with messages, a note and a file; another one elsewhere."""
    conversation = question(cast)
    post_message(conversation, Draft("Le virement de 1 842,50 € est parti. Bien à vous.", cast.marie, (pdf("relevé_bancaire-2026.pdf"),)))
    add_note(conversation, Draft("Client fragile : trésorerie tendue.", cast.paul))
    question(cast, "Garage", "Et mes déclarations ?", cast.other_dossier, cast.gaston)
    drain()
    return conversation


@pytest.mark.parametrize(
    "typed",
    ["déclaration", "DECLARATIONS", "déclaré", "virements", "1842", "tva", "novembre virement", "relevé", "bancaires", "decla", "«mes déclarations»",
     "roux", "boulangerie virement", "fragile", "tresorerie", "virement roux bancaire", "l’virement"],
)  # fmt: skip
def test_members_find_messages_notes_subjects_files_and_dossiers(cast, written, typed):
    assert found(cast.paul, typed) == ["TVA de novembre"]


@pytest.mark.parametrize("typed", ["?", "'", '"', "«»", "!!", "\0", "garage", "fragile virement", "«bancaire relevé»", "tva -declarations absentes"])
def test_what_is_not_there_is_not_found(cast, written, typed):
    assert found(cast.paul, typed) == []


@pytest.mark.parametrize("typed", ["tva:*", "tva OR", "NEAR(tva)", "tva & !novembre", "qznote", "'tva'::", '"tva', "tva) (", "words:tva"])
def test_what_databases_would_take_for_orders_are_words(cast, written, typed):
    assert found(cast.vera, typed) == []
    assert found(cast.jules, typed) == []
    assert set(found(cast.paul, typed)) <= {"TVA de novembre"}


def test_clients_find_what_they_read_and_never_a_note(cast, written):
    assert found(cast.helene, "declaration") == ["TVA de novembre"]
    assert found(cast.helene, "releve bancaire") == ["TVA de novembre"]
    assert found(cast.helene, "fragile") == []
    assert found(cast.jules, "declaration") == []
    assert found(cast.gaston, "declaration") == ["Garage"]
    assert found(cast.vera, "declaration") == []


def test_a_colleague_who_is_a_client_of_the_firm_finds_no_note_about_themselves(cast, written):
    cast.client.accesses.create(firm=cast.firm, user=cast.luc, level="full")

    assert found(cast.luc, "fragile") == []
    assert found(cast.luc, "virement") == ["TVA de novembre"]


def test_a_renamed_dossier_is_found_by_its_new_name_at_once(cast, written):
    cast.dossier.name = "Pâtisserie Étoile"
    cast.dossier.save()

    assert found(cast.paul, "etoile virement") == ["TVA de novembre"]
    assert found(cast.paul, "roux") == []


def test_what_is_found_is_shown_with_its_words_marked_and_nothing_else_of_it_is_html(cast, drain):
    conversation = question(cast, body="<b>Gras</b> & " + "mot " * 60 + "nos Déclarations <script>alert(1)</script> " + "fin " * 60)
    drain()

    excerpt = Search(cast.paul, "declaration").found_in([conversation.pk])[conversation.pk].excerpt

    assert "<mark>Déclarations</mark> &lt;script&gt;" in excerpt
    assert excerpt.startswith("…mot ")
    assert excerpt.endswith("…")
    assert "<script>" not in excerpt


def test_the_newest_message_that_matches_is_shown(cast, written):
    later = post_message(written, Draft("Un second virement suit.", cast.marie))
    list(index_all())

    shown = Search(cast.paul, "virement").found_in([written.pk])[written.pk]

    assert (shown.message_id, shown.excerpt) == (later.pk, "Un second <mark>virement</mark> suit.")


def test_indexing_twice_is_once_and_what_was_missed_is_made_up_for(cast, written, capsys):
    before = dict(MessageWords.objects.values_list("message_id", "words"))
    assert len(before) == Message.objects.count()
    MessageWords.objects.filter(message=min(before)).delete()
    assert found(cast.paul, "declarations") == []

    call_command("reindex")
    call_command("reindex", "--all")

    assert dict(MessageWords.objects.values_list("message_id", "words")) == before
    assert found(cast.paul, "declarations") == ["TVA de novembre"]
    assert "messages indexés : 1\n" in capsys.readouterr().out


def test_reindexing_goes_on_where_it_stopped(cast, written):
    MessageWords.objects.all().delete()
    first, second, *_rest = Message.objects.order_by("pk").values_list("pk", flat=True)

    assert [last for last, _count in index_all(after=first)][-1] == Message.objects.latest("pk").pk
    assert set(MessageWords.objects.values_list("message_id", flat=True)) == set(Message.objects.filter(pk__gt=first).values_list("pk", flat=True))
    assert second in MessageWords.objects.values_list("message_id", flat=True)


def test_a_deleted_message_is_not_found(cast, written):
    Message.objects.filter(is_note=True).get().delete()

    assert found(cast.paul, "fragile") == []


WORDS = ["bilan", "bilans", "déclaré", "declarer", "TVA", "l’impôt", "impots", "œuvre", "1 842", "payé", "paie"]


@pytest.mark.parametrize("seed", range(6))
def test_who_finds_is_who_sees_in_random_firms(db, drain, seed):
    world, draw = World(seed), Random(seed)
    for conversation in world.conversations:
        for _ in range(2):
            body = " ".join(draw.sample(WORDS, 3))
            event = record_event("message.posted", conversation, actor=None, recipients=[])
            Message.objects.create(conversation=conversation, event=event, body=body, is_note=draw.random() < 0.3)
    list(index_all())

    for user in world.users:
        for typed in WORDS:
            asked = wanted(typed)
            read = Message.objects.visible_to(user).filter(search_words__in=MessageWords.objects.all()).select_related("search_words")
            expected = {message.conversation_id for message in read if holds(message.search_words.words.split(), asked)}
            rows = conversations_matching(Conversation.objects.visible_to(user), user, typed)
            assert set(rows.values_list("pk", flat=True)) == expected
            assert set(Search(user, typed).found_in(list(expected))) == expected


def holds(kept, asked):
    if not all(word.forms & set(kept) for word in asked.words):
        return False
    return any(word.startswith(asked.last.typed) or word in asked.last.forms for word in kept)


@pytest.mark.parametrize("number", [1, 3])
def test_searching_costs_the_same_for_few_and_for_many(cast, drain, number):
    for one in range(number):
        question(cast, f"TVA {one}")
    drain()
    standing_of(cast.paul)

    with CaptureQueriesContext(connection) as queries:
        search = Search(cast.paul, "déclarations tva")
        pks = list(search.among(Conversation.objects.visible_to(cast.paul)).values_list("pk", flat=True))
        excerpts = search.found_in(pks)

    assert len(pks) == len(excerpts) == number
    assert len(queries) == 4


@pytest.mark.parametrize("few", [0, 1])
def test_many_messages_are_found_as_few_are(cast, drain, few, monkeypatch):
    monkeypatch.setattr("comptoir.conversations.search.finding.FEW", few)
    question(cast, "Une")
    question(cast, "Deux")
    question(cast, "Trois", "Rien.")
    drain()

    assert found(cast.paul, "declaration") == ["Deux", "Une"]
    assert found(cast.helene, "declaration") == ["Deux", "Une"]


def test_postgresql_looks_in_the_index(cast, written):
    if connection.vendor != "postgresql":
        pytest.skip("the plan of PostgreSQL")
    asked = Asked((Place((tokens.of_firm(cast.firm.pk),)),), ((Term(("declar",)),), (Term(("vire",), is_beginning=True),)))
    with connection.cursor() as cursor:
        # A table of four rows would be read from end to end.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {IN_TSVECTOR}", [TSQUERY.sentence(asked)])
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert "Bitmap Index Scan on message_search" in plan


def test_sqlite_looks_in_the_index(cast, written):
    if connection.vendor != "sqlite":
        pytest.skip("the plan of SQLite")
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {IN_FTS5}", ['"declar"'])
        plan = str(cursor.fetchall())

    assert "VIRTUAL TABLE INDEX" in plan
