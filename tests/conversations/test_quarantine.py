"""What waits for a person: who sees it, what it resembles, and that two colleagues accept it once."""

import pytest

from comptoir.clients.models import ClientContact, Contact
from comptoir.conversations.actions import close_conversation
from comptoir.conversations.actions.incoming import AlreadyReviewed, accept_as_question, accept_into, discard_incoming, forget_incoming
from comptoir.conversations.models import Conversation, Incoming, IncomingFile, Message
from comptoir.conversations.reply_addresses import firm_address
from comptoir.documents.models import StoredFile
from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery
from tests.notifications.producers import question
from tests.transports.threads import threaded_db, together  # noqa: F401

from .answering import INBOUND, a_pdf, answer_of, handed_in, written
from .pages import words


@pytest.fixture(autouse=True)
def _address(settings):
    settings.INBOUND_ADDRESS = INBOUND


@pytest.fixture
def conversation(cast, drain):
    found = question(cast).conversation
    drain()
    return found


def stranger(text="Bonjour, puis-je venir lundi ?", sender="Inconnue <qui@elsewhere.example>", **more):
    handed_in(written(firm_address("lormeau"), sender, text, subject="Rendez-vous", **more))
    return Incoming.objects.latest("pk")


def doubtful(cast, conversation, text="Depuis mon autre adresse.", **more):
    handed_in(answer_of(cast.helene, conversation, text, sender="Hélène Roux <helene@autre.example>", **more))
    return Incoming.objects.latest("pk")


def page(client, user, path, **data):
    client.force_login(user)
    return client.post(path, data) if data else client.get(path)


# --- Who sees what ---


def test_administrators_see_all_of_their_firm_others_what_they_work_on(cast, conversation):
    general, answer = stranger(), doubtful(cast, conversation)

    seen = {name: set(Incoming.objects.visible_to(getattr(cast, name))) for name in ("admin", "marie", "luc", "helene", "vera", "operator")}
    assert seen == {"admin": {general, answer}, "marie": {answer}, "luc": set(), "helene": set(), "vera": set(), "operator": set()}


@pytest.mark.parametrize("name", ["helene", "vera", "luc"])
def test_others_find_nothing_and_change_nothing(client, cast, conversation, name):
    row = doubtful(cast, conversation, files=[a_pdf()])
    file = IncomingFile.objects.get().file
    user = getattr(cast, name)

    for path in (f"{row.pk}/", f"{row.pk}/files/{file.pk}/"):
        assert page(client, user, f"/conversations/incoming/{path}").status_code == 404
    assert page(client, user, f"/conversations/incoming/{row.pk}/acceptance/", conversation=conversation.pk).status_code == 404
    assert page(client, user, f"/conversations/incoming/{row.pk}/discard/", x=1).status_code == 404
    row.refresh_from_db()
    assert row.verdict == "quarantined"


def test_a_refused_one_is_nobodys(cast):
    handed_in(written(INBOUND.replace("@", "+forged@"), "qui@elsewhere.example"))

    assert not any(Incoming.objects.visible_to(user).exists() for user in (cast.admin, cast.marie, cast.vera, cast.operator))


# --- The pages ---


def test_the_list_and_its_line_say_what_waits(client, cast, conversation):
    stranger()
    doubtful(cast, conversation)

    assert "2 messages reçus sont à vérifier." in words(page(client, cast.admin, "/conversations/incoming/line/"))
    text = words(page(client, cast.admin, "/conversations/incoming/"))
    assert all(word in text for word in ("Inconnue", "qui@elsewhere.example", "helene@autre.example", "Rendez-vous", "TVA de novembre"))
    assert "Inconnue" not in words(page(client, cast.admin, "/conversations/incoming/?q=autre.example"))
    assert "Un message reçu est à vérifier." in words(page(client, cast.marie, "/conversations/incoming/line/"))


def test_the_line_is_silent_when_nothing_waits(client, cast):
    assert page(client, cast.admin, "/conversations/incoming/line/").content.strip() == b""


def test_one_shows_its_words_its_files_and_why_it_waits(client, cast, conversation):
    row = doubtful(cast, conversation, "Voici <b>le relevé</b>.\n\n> Montant 1842", files=[a_pdf()])

    answer = page(client, cast.marie, f"/conversations/incoming/{row.pk}/")
    text = words(answer)
    assert "L’adresse de réponse appartient à Hélène Roux, mais le message vient d’une autre adresse." in text
    assert "Voici <b>le relevé</b>." in text
    assert b"&lt;b&gt;" in answer.content
    assert "facture.pdf" in text
    file = IncomingFile.objects.get().file
    assert page(client, cast.marie, f"/conversations/incoming/{row.pk}/files/{file.pk}/")["Content-Disposition"].startswith("attachment")


def test_it_says_whom_the_address_resembles(client, cast):
    contact = Contact.objects.create(firm=cast.firm, first_name="Rose", last_name="Martin", email="rose@example.com")
    ClientContact.objects.create(client=cast.client, contact=contact)

    of_contact = words(page(client, cast.admin, f"/conversations/incoming/{stranger(sender='rose@example.com').pk}/"))
    of_user = words(page(client, cast.admin, f"/conversations/incoming/{stranger(sender=cast.helene.email).pk}/"))
    of_nobody = words(page(client, cast.admin, f"/conversations/incoming/{stranger(sender='x@example.com').pk}/"))
    assert "Rose Martin" in of_contact
    assert "interlocuteur" in of_contact
    assert "Hélène Roux" in of_user
    assert "utilisateur client" in of_user
    assert "Personne que vous connaissiez n’a cette adresse." in of_nobody


def test_accepting_by_the_page_leads_to_the_conversation(client, cast, conversation):
    row = doubtful(cast, conversation)

    answer = page(client, cast.marie, f"/conversations/incoming/{row.pk}/acceptance/", conversation=conversation.pk)

    message = conversation.messages.order_by("-id").first()
    assert answer["Location"] == f"/conversations/{conversation.pk}/"
    assert (message.body, message.author, message.sender_name) == ("Depuis mon autre adresse.", None, "Hélène Roux <helene@autre.example>")
    assert "Hélène Roux <helene@autre.example>" in words(client.get(answer["Location"]))


def test_a_new_question_by_the_page_goes_to_who_manages_the_dossier(client, cast, drain):
    row = stranger()

    answer = page(client, cast.admin, f"/conversations/incoming/{row.pk}/acceptance/", dossier=cast.dossier.pk, subject="Venir lundi")

    conversation = Conversation.objects.get(subject="Venir lundi")
    assert answer["Location"] == f"/conversations/{conversation.pk}/"
    assert (conversation.side, conversation.opened_by, conversation.assigned_user, conversation.awaits_firm) == ("accountant", None, cast.marie, True)
    drain()
    assert Notification.objects.filter(user=cast.marie).exists()


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"conversation": "", "dossier": ""}, "Choisissez une conversation, ou un dossier."),
        ({"conversation": "999999"}, "Choisissez une conversation que vous suivez."),
        ({"dossier": "x"}, "Choisissez un de vos dossiers."),
        ({"dossier": "foreign"}, "Choisissez un de vos dossiers."),
    ],
)
def test_a_bad_choice_says_so_and_changes_nothing(client, cast, chosen, sentence):
    row = stranger()
    chosen = {name: cast.foreign_dossier.pk if value == "foreign" else value for name, value in chosen.items()}

    answer = page(client, cast.admin, f"/conversations/incoming/{row.pk}/acceptance/", **chosen)

    assert (answer.status_code, sentence in words(answer)) == (422, True)
    row.refresh_from_db()
    assert row.verdict == "quarantined"


def test_discarding_by_the_page_and_too_late(client, cast):
    row = stranger()

    assert page(client, cast.admin, f"/conversations/incoming/{row.pk}/discard/", x=1)["Location"] == "/conversations/incoming/"
    late = page(client, cast.admin, f"/conversations/incoming/{row.pk}/acceptance/", dossier=cast.dossier.pk)
    assert "Quelqu’un d’autre vient de s’en occuper." in words(client.get(late["Location"]))
    assert Conversation.objects.count() == 0


def test_a_list_costs_the_same_for_one_and_for_three(client, cast, django_assert_max_num_queries):
    for _number in range(3):
        stranger()
        client.force_login(cast.admin)
        with django_assert_max_num_queries(14):
            client.get("/conversations/incoming/")


# --- The verbs ---


def test_accepted_files_become_the_messages_own(cast, conversation):
    message = accept_into(doubtful(cast, conversation, files=[a_pdf()]), conversation, by=cast.marie)

    assert [one.file.name for one in message.attachments.all()] == ["facture.pdf"]
    assert not IncomingFile.objects.exists()


def test_an_account_that_sees_the_conversation_is_its_author(cast, conversation):
    row = stranger(sender=cast.helene.email)

    message = accept_into(row, conversation, by=cast.admin)

    assert (message.author, message.sender_name, message.from_client) == (cast.helene, "", True)


def test_a_colleagues_address_does_not_make_a_colleagues_message(cast, conversation):
    message = accept_into(stranger(sender=cast.paul.email), conversation, by=cast.admin)

    assert (message.author, message.from_client, message.sender_name) == (None, True, "Paul Petit")


def test_a_question_of_a_client_by_mail_is_answered_by_mail(cast):
    by_client = accept_as_question(stranger(sender=cast.helene.email), cast.dossier, by=cast.admin).conversation
    by_stranger = accept_as_question(stranger(), cast.dossier, by=cast.admin).conversation

    assert (by_client.channel, by_client.opened_by, by_client.subject) == ("email", cast.helene, "Rendez-vous")
    assert (by_stranger.channel, by_stranger.opened_by) == ("portal", None)


def test_a_closed_conversation_is_opened_again(cast, conversation):
    row = doubtful(cast, conversation)
    close_conversation(conversation, by=cast.marie)

    accept_into(row, conversation, by=cast.paul)

    conversation.refresh_from_db()
    assert conversation.closed_at is None


def test_what_was_taken_for_a_machines_can_still_be_accepted(cast, conversation):
    handed_in(answer_of(cast.helene, conversation, "Vraiment moi.", Precedence="bulk"))

    assert accept_into(Incoming.objects.get(), conversation, by=cast.marie).author == cast.helene


def test_it_is_written_down_who_decided(cast, conversation):
    accepted, discarded = doubtful(cast, conversation), stranger()
    accept_into(accepted, conversation, by=cast.marie)
    discard_incoming(discarded, by=cast.admin)

    events = Event.objects.filter(target_type="conversations.incoming").order_by("id").values_list("verb", "actor__first_name")
    assert list(events) == [("incoming.quarantined", None), ("incoming.quarantined", None), ("incoming.accepted", "Marie"), ("incoming.discarded", "Alix")]
    accepted.refresh_from_db()
    assert (accepted.reviewed_by, accepted.verdict) == (cast.marie, "accepted")


def test_nobody_outside_is_told_of_a_review(cast, conversation, drain):
    discard_incoming(doubtful(cast, conversation), by=cast.marie)
    drain()

    assert not Delivery.objects.filter(user=cast.helene).exists()


def test_the_second_of_two_is_told_so(cast, conversation):
    row = doubtful(cast, conversation)
    accept_into(row, conversation, by=cast.marie)

    with pytest.raises(AlreadyReviewed):
        accept_into(row, conversation, by=cast.paul)
    with pytest.raises(AlreadyReviewed):
        discard_incoming(row, by=cast.paul)
    assert conversation.messages.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_colleagues_at_the_same_moment_accept_once(threaded_db, cast):  # noqa: F811
    conversation = question(cast).conversation
    row = doubtful(cast, conversation)

    def accept(by):
        try:
            return accept_into(row, conversation, by=by) and "accepted"
        except AlreadyReviewed:
            return "too late"

    assert sorted(together(lambda: accept(cast.marie), lambda: accept(cast.paul))) == ["accepted", "too late"]
    assert Message.objects.filter(conversation=conversation).count() == 2


def test_what_was_discarded_long_ago_goes_with_its_files(cast, conversation):
    old, fresh, waiting = stranger(files=[a_pdf()]), stranger(), stranger()
    discard_incoming(old, by=cast.admin)
    discard_incoming(fresh, by=cast.admin)
    Incoming.objects.filter(pk__in=[old.pk, waiting.pk]).update(received_at="2026-01-01T00:00:00Z")

    from django.utils import timezone

    assert forget_incoming(timezone.now()) == 1
    assert set(Incoming.objects.all()) == {fresh, waiting}
    assert not StoredFile.objects.exists()


# --- The thread ---


def test_colleagues_read_an_automatic_answer_as_a_folded_line_clients_do_not(client, cast, conversation):
    handed_in(answer_of(cast.helene, conversation, "Absente jusqu’au 3.", Auto_Submitted="auto-replied"))

    of_marie = words(page(client, cast.marie, f"/conversations/{conversation.pk}/"))
    assert "Réponse automatique de Hélène Roux" in of_marie
    row = Incoming.objects.get()
    unfolded = words(client.get(f"/conversations/incoming/{row.pk}/", headers={"HX-Request": "true"}))
    assert "Absente jusqu’au 3." in unfolded
    assert "<html" not in unfolded
    assert "automatique" not in words(page(client, cast.helene, f"/conversations/{conversation.pk}/"))


def test_a_message_says_by_which_way_it_came_and_folds_what_it_quoted(client, cast, conversation):
    handed_in(answer_of(cast.helene, conversation, "Merci.\n\n> Le montant\n"))

    text = words(page(client, cast.marie, f"/conversations/{conversation.pk}/"))
    assert "· par e-mail" in text
    assert "Texte cité" in text


# --- The channel ---


def test_colleagues_change_the_channel_clients_do_not(client, cast, conversation):
    path = f"/conversations/{conversation.pk}/channel/"

    assert page(client, cast.helene, path, channel="email").status_code == 404
    assert page(client, cast.marie, path, channel="pigeon").status_code == 422
    assert page(client, cast.marie, path, channel="email").status_code == 302
    conversation.refresh_from_db()
    assert conversation.channel == "email"
    assert Event.objects.filter(verb="conversation.rerouted", actor=cast.marie).count() == 1


def test_a_way_that_is_not_there_is_not_offered(client, cast, conversation, settings):
    settings.SMS, settings.SMTP = None, {"host": "mail.example"}
    path = f"/conversations/{conversation.pk}/channel/"

    assert "SMS" not in words(page(client, cast.marie, path))
    assert page(client, cast.marie, path, channel="sms").status_code == 422


def test_the_firm_chooses_the_channel_as_it_asks_the_client_cannot(client, cast):
    data = {"dossier": cast.dossier.pk, "subject": "Bail", "body": "Le bail ?", "channel": "email"}
    page(client, cast.marie, "/conversations/new/", **data)
    page(client, cast.helene, "/conversations/new/", **data | {"subject": "TVA"})

    assert list(Conversation.objects.order_by("id").values_list("subject", "channel")) == [("Bail", "email"), ("TVA", "portal")]
    assert "Canal" in words(page(client, cast.marie, "/conversations/new/"))
    assert "Canal" not in words(page(client, cast.helene, "/conversations/new/"))


def test_a_first_question_that_no_sms_can_hold_says_so_and_keeps_what_was_typed(client, cast):
    data = {"dossier": cast.dossier.pk, "subject": "Bail", "body": "Bien trop long. " * 200, "channel": "sms"}

    answer = page(client, cast.marie, "/conversations/new/", **data)

    assert answer.status_code == 422
    assert "Bien trop long. Bien trop long." in words(answer)
    assert Conversation.objects.count() == 0
