"""A conversation by SMS: what the firm writes leaves to its clients' telephones, once, with its text, for as long as they may read it."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.clients.models import ClientAccess
from comptoir.conversations.actions import Draft, TooLongForSms, add_note, ask, post_message
from comptoir.conversations.models import Channel, Conversation, Message
from comptoir.conversations.texting import CONTENT, text_clients
from comptoir.conversations.texts import text_of
from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from comptoir.preferences.actions import change_settings
from comptoir.transports.models import Delivery
from comptoir.transports.sms.outlets import sms_outlet
from comptoir.transports.sms.service import read_service
from comptoir.transports.texting import text_due
from tests.transports.sms_providers import running_provider

from .pages import ask as ask_page
from .pages import pdf, reply, words

MOBILE, OTHER_MOBILE = "+33612345678", "+33698765432"


@pytest.fixture
def provider(settings):
    with running_provider() as running:
        settings.OUTGOING_ALLOWED, settings.SMS = [running.place], read_service(running.gateway)
        yield running


def has_phone(user, number):
    user.phone = number
    user.save()
    return user


@pytest.fixture
def conversation(cast):
    """A question of Hélène's that goes on by SMS; what it told of is done with."""
    has_phone(cast.helene, MOBILE)
    return by_sms(ask(cast.dossier, side="accountant", subject="TVA", draft=Draft("Quand ?", cast.helene), recipient_ids=[cast.marie.pk]).conversation)


def by_sms(conversation):
    Conversation.objects.filter(pk=conversation.pk).update(channel=Channel.SMS)
    conversation.refresh_from_db()
    return conversation


def send(drain):
    while drain():
        pass
    while text_due(sms_outlet()):
        pass


def texts():
    return list(Delivery.objects.filter(channel="sms").order_by("pk").values_list("user__first_name", "content", "state"))


def test_a_message_of_the_firm_reaches_the_client_s_telephone(cast, conversation, provider, drain):
    post_message(conversation, Draft("L’échéance est le 24.", cast.marie))

    send(drain)

    assert [(one["to"], one["text"]) for one in provider.taken] == [(MOBILE, "Cabinet Lormeau : L'échéance est le 24.")]
    assert texts() == [("Hélène", CONTENT, "sent")]


def test_what_the_client_writes_and_notes_and_other_channels_are_not_texted(cast, conversation, provider, drain):
    elsewhere = ask(cast.dossier, side="accountant", subject="Autre", draft=Draft("?", cast.helene)).conversation
    post_message(elsewhere, Draft("Réponse", cast.marie))
    post_message(conversation, Draft("Et la CFE ?", cast.helene))
    add_note(conversation, Draft("À voir", cast.marie))

    send(drain)

    assert (texts(), provider.taken) == ([], [])


def test_colleagues_who_take_part_are_not_texted(cast, conversation, provider, drain):
    has_phone(cast.marie, OTHER_MOBILE)
    post_message(conversation, Draft("Le 24.", cast.paul))

    send(drain)

    assert [one["to"] for one in provider.taken] == [MOBILE]


def test_hearing_the_events_twice_owes_it_once(cast, conversation, provider, drain):
    post_message(conversation, Draft("Le 24.", cast.marie))
    send(drain)

    text_clients(list(Event.objects.all()))
    send(drain)

    assert len(provider.taken) == 1


def test_a_question_that_begins_by_sms_is_texted_too(cast, provider, drain):
    has_phone(cast.helene, MOBILE)
    question = ask(cast.dossier, side="entrepreneur", subject="Relevé", draft=Draft("Avez-vous le relevé ?", cast.paul), recipient_ids=[cast.helene.pk])
    by_sms(question.conversation)

    send(drain)

    assert [one["text"] for one in provider.taken] == ["Cabinet Lormeau : Avez-vous le relevé ?"]


def test_files_are_behind_a_link_and_the_signature_stays_home(cast, conversation, provider, drain, settings):
    post_message(conversation, Draft("Voici.", cast.marie, (pdf("a.pdf"), pdf("b.pdf"))))

    send(drain)

    link = f"{settings.BASE_URL}/conversations/{conversation.pk}/"
    assert [one["text"] for one in provider.taken] == [f"Cabinet Lormeau : Voici.\n2 fichiers joints : {link}"]


def test_a_text_speaks_the_client_s_language_around_what_was_written(cast, conversation):
    assert text_of(conversation, "  Le 24.  ", files=0) == "Cabinet Lormeau : Le 24."
    conversation.firm.name = "Cabinet «Lormeau»\n& Fils"
    assert text_of(conversation, "Ok") == 'Cabinet "Lormeau" & Fils : Ok'


def test_who_lost_access_meanwhile_gets_nothing(cast, conversation, provider, drain):
    cast.let_jules_administer()
    post_message(conversation, Draft("Le 24.", cast.marie))
    drain()
    ClientAccess.objects.filter(user=cast.helene).update(closed_at=timezone.now())

    send(drain)

    assert (texts(), provider.taken) == ([("Hélène", CONTENT, "dropped")], [])
    assert Delivery.objects.get(channel="sms").outcome == "no_longer_allowed"


def test_an_account_that_was_closed_gets_nothing(cast, conversation, provider, drain):
    post_message(conversation, Draft("Le 24.", cast.marie))
    drain()
    cast.helene.is_active = False
    cast.helene.save()

    send(drain)

    assert (texts(), provider.taken) == ([("Hélène", CONTENT, "dropped")], [])


def test_a_number_that_is_missing_says_so_in_the_conversation_and_to_the_author(cast, conversation, provider, drain, client):
    has_phone(cast.helene, "")
    post_message(conversation, Draft("Le 24.", cast.marie))

    send(drain)
    drain()

    client.force_login(cast.paul)
    page = words(client.get(f"/conversations/{conversation.pk}/"))
    assert "Non remis" in page
    assert "Renvoyer" in page
    told = Notification.objects.get(topic="conversation.send_error")
    assert (told.user, told.event.data["error"].replace("\u202f", " ")) == (cast.marie, "Hélène Roux n’a pas de numéro de téléphone.")


def test_a_quiet_time_postpones_it(cast, conversation, provider, drain):
    change_settings(cast.helene, {"quiet.hours": "21:00-08:00"}, by=cast.helene)
    with time_machine.travel(datetime(2026, 11, 24, 22, 0, tzinfo=UTC), tick=False):  # 23:00 in Paris
        post_message(conversation, Draft("Le 24.", cast.marie))
        send(drain)

    assert provider.taken == []
    assert Delivery.objects.get(channel="sms").due_at == datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    with time_machine.travel(datetime(2026, 11, 25, 7, 1, tzinfo=UTC)):
        send(drain)
    assert len(provider.taken) == 1


def test_the_program_does_not_answer_another_program(cast, conversation, provider, drain):
    Message.objects.filter(conversation=conversation).update(is_automatic=True)
    post_message(conversation, Draft("Je suis absente.", None, is_automatic=True))
    send(drain)
    assert provider.taken == []

    Message.objects.filter(conversation=conversation, from_client=True).update(is_automatic=False)
    post_message(conversation, Draft("Je suis absente.", None, is_automatic=True))
    send(drain)
    assert len(provider.taken) == 1


def test_a_text_that_is_too_long_is_refused_with_what_to_do_and_stays_typed(cast, conversation, client):
    client.force_login(cast.marie)

    response = reply(client, conversation, "a" * 1000)

    assert response.status_code == 422
    assert "Ce message est trop long pour un SMS : 7 SMS, 6 au plus. Raccourcissez-le, ou écrivez par e-mail." in words(response)
    assert "a" * 1000 in words(response)
    assert Message.objects.filter(conversation=conversation).count() == 1


def test_a_client_may_write_at_length_on_the_portal(cast, conversation):
    post_message(conversation, Draft("a" * 1000, cast.helene))

    with pytest.raises(TooLongForSms):
        post_message(conversation, Draft("a" * 1000, cast.marie))


def test_a_person_with_two_firms_is_texted_in_the_name_of_each(cast, conversation, provider, drain):
    ClientAccess.objects.create(firm=cast.other_firm, client=cast.foreign_client, user=cast.helene, level="full", type="standard")
    abroad = by_sms(ask(cast.foreign_dossier, side="accountant", subject="Devis", draft=Draft("?", cast.helene)).conversation)
    post_message(conversation, Draft("Le 24.", cast.marie))
    post_message(abroad, Draft("Demain.", cast.vera))

    send(drain)

    assert [one["text"] for one in provider.taken] == ["Cabinet Lormeau : Le 24.", "Cabinet Vasseur : Demain."]


@pytest.mark.parametrize("number", [1, 3])
def test_telling_costs_the_same_for_one_and_for_many(cast, conversation, drain, number):
    for one in range(number):
        user = cast.client_user(f"c{one}", "Client", str(one), cast.client, level="full")
        conversation.recipients.create(user=has_phone(user, f"+3361234560{one}"))
    post_message(conversation, Draft("Le 24.", cast.marie))
    events = list(Event.objects.filter(verb="message.posted"))

    with CaptureQueriesContext(connection) as queries:
        text_clients(events)

    assert (len(queries) <= 14, Delivery.objects.filter(channel="sms").count()) == (True, number + 1)


def test_a_batch_without_any_costs_nothing(cast, drain, django_assert_num_queries):
    with django_assert_num_queries(0):
        text_clients(list())


def test_a_question_by_sms_that_is_too_long_is_not_opened(cast, client):
    client.force_login(cast.paul)

    response = ask_page(client, cast.dossier, "a" * 1000, channel="sms", recipients=[cast.helene.pk])

    assert "Ce message est trop long pour un SMS : 7 SMS, 6 au plus." in words(response)
    assert not Conversation.objects.exists()
    assert ask_page(client, cast.dossier, "Avez-vous le relevé ?", channel="sms", recipients=[cast.helene.pk]).status_code == 302
    assert Conversation.objects.get().channel == "sms"


# --- While it is written ---


def test_the_composer_says_whom_it_reaches_and_whom_not(cast, conversation, client):
    conversation.recipients.create(user=cast.jules)
    client.force_login(cast.marie)
    address = f"/conversations/{conversation.pk}/sms/"
    assert f'hx-get="{address}"' in words(client.get(f"/conversations/{conversation.pk}/"))

    hint = words(client.get(address))

    assert "Part par SMS à Hélène Roux." in hint
    assert "Jules Roux n’a pas de numéro de téléphone." in hint
    assert "6 SMS au plus, le nom du cabinet compris" in hint


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Le 24.", "Un SMS, encore 136 caractères"),
        ("a" * 150, "2 SMS, encore 138 caractères"),
        ("La fête 🎂", "Un SMS, encore 42 caractères"),
        ("L’échéance…", "Un SMS, encore 129 caractères"),
        ("a" * 1000, "Trop long pour un SMS : 7 SMS, 6 au plus."),
        ("  ", "6 SMS au plus"),
    ],
)
def test_the_length_follows_what_is_typed(cast, conversation, client, body, said):
    client.force_login(cast.marie)

    assert said in words(client.post(f"/conversations/{conversation.pk}/sms/", {"body": body}))


def test_clients_are_not_told_how_the_firm_counts(cast, conversation, client):
    client.force_login(cast.helene)

    assert client.get(f"/conversations/{conversation.pk}/sms/").status_code == 404
    assert "/sms/" not in words(client.get(f"/conversations/{conversation.pk}/"))
