"""Answers by mail come into their conversation, once, with what they bring; everything doubtful waits for a person (C8)."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.clients.models import ClientAccess, DossierManager
from comptoir.conversations.actions import close_conversation
from comptoir.conversations.models import Channel, Conversation, Incoming, IncomingFile, Message
from comptoir.conversations.reply_addresses import firm_address, reply_address
from comptoir.events.models import Event
from comptoir.firms.models import Membership
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery
from tests.notifications.producers import question
from tests.transports.threads import threaded_db, together  # noqa: F401

from .answering import INBOUND, a_pdf, answer_of, handed_in, written


@pytest.fixture(autouse=True)
def _address(settings):
    settings.INBOUND_ADDRESS = INBOUND


@pytest.fixture
def conversation(cast, drain):
    found = question(cast).conversation
    drain()
    return found


def last(conversation):
    return conversation.messages.order_by("-id").first()


def kept():
    return [(one.verdict, one.reason) for one in Incoming.objects.order_by("id")]


def test_a_client_answers_by_mail_and_the_firm_reads_it(cast, conversation, drain):
    assert handed_in(answer_of(cast.helene, conversation, "Merci.\n\n> Le montant est de 1842 €.\n> Marie")) == "posted"

    message = last(conversation)
    assert (message.body, message.quoted.strip(), message.author) == ("Merci.", "> Le montant est de 1842 €.\n> Marie", cast.helene)
    assert (message.channel, message.from_client, message.signature, message.sender_name) == (Channel.EMAIL, True, "", "")
    assert Incoming.objects.get().message == message
    drain()
    assert set(Notification.objects.filter(event=message.event).values_list("user__first_name", flat=True)) == {"Marie", "Paul"}


def test_a_colleague_answers_by_mail_without_a_second_signature(cast, conversation):
    handed_in(answer_of(cast.marie, conversation, "Oui, le 24.\n\n-- \nMarie Dubois"))

    message = last(conversation)
    assert (message.author, message.from_client, message.signature) == (cast.marie, False, "")
    conversation.refresh_from_db()
    assert conversation.awaits_firm is False


def test_the_address_in_capitals_and_another_writing_of_ones_own_address_say_the_same(cast, conversation):
    mail = written(reply_address(conversation.pk, cast.helene.pk).upper(), '"ROUX, Hélène" <HELENE@Example.COM>')

    assert handed_in(mail) == "posted"


def test_a_closed_conversation_is_opened_again_by_who_writes(cast, conversation):
    close_conversation(conversation, by=cast.marie)

    assert handed_in(answer_of(cast.helene, conversation)) == "posted"
    conversation.refresh_from_db()
    assert conversation.closed_at is None
    assert Event.objects.filter(verb="conversation.reopened", actor=cast.helene).count() == 1


def test_a_snoozed_conversation_is_woken(cast, conversation):
    Conversation.objects.filter(pk=conversation.pk).update(snoozed_until="2030-01-01T00:00:00Z", snoozed_by=cast.marie)

    handed_in(answer_of(cast.helene, conversation))

    conversation.refresh_from_db()
    assert conversation.snoozed_until is None


def test_files_come_with_the_message(cast, conversation):
    handed_in(answer_of(cast.helene, conversation, files=[a_pdf("facture.pdf"), a_pdf("relevé.pdf")]))

    assert sorted(one.file.name for one in last(conversation).attachments.all()) == ["facture.pdf", "relevé.pdf"]


def test_a_file_that_is_refused_loses_neither_the_message_nor_the_others(cast, conversation):
    files = [("virus.exe", b"MZ\x90\x00" + b"\0" * 200, "application/octet-stream"), a_pdf()]

    handed_in(answer_of(cast.helene, conversation, "Voici.", files=files))

    message = last(conversation)
    assert [one.file.name for one in message.attachments.all()] == ["facture.pdf"]
    assert message.body.startswith("Voici.\n\n[Fichier non repris")
    assert "«virus.exe» n’est pas d’un type accepté" in message.body


def test_a_mail_without_text_is_its_files(cast, conversation):
    handed_in(answer_of(cast.helene, conversation, None, files=[a_pdf()]))

    assert last(conversation).body == "(e-mail sans texte)"


def test_a_mail_with_nothing_in_it_is_looked_at_by_a_person(cast, conversation):
    assert handed_in(answer_of(cast.helene, conversation, " \n")) == "quarantined"
    assert kept() == [("quarantined", "empty")]


def test_hostile_html_is_text(cast, conversation):
    mail = answer_of(cast.helene, conversation, "x").replace(b"text/plain", b"text/html")
    mail = mail.replace(b"\n\nx", b"\n\n<p onclick=alert(1)>Bonjour</p><script>alert(2)</script><img src=x onerror=alert(3)><iframe src=//evil></iframe>")

    handed_in(mail)

    body = last(conversation).body
    assert body.startswith("Bonjour")
    assert not any(word in body for word in ("alert", "<", "evil"))


def test_what_is_too_long_to_be_read_is_folded_not_lost(cast, conversation):
    handed_in(answer_of(cast.helene, conversation, "\n".join(f"Ligne {number}" for number in range(9000))))

    message = last(conversation)
    assert len(message.body) <= 50_000
    assert "Ligne 8999" in message.body + message.quoted


# --- Not as it should be ---


def test_a_colleagues_mail_that_no_sms_can_hold_waits_instead_of_being_lost(cast, conversation):
    Conversation.objects.filter(pk=conversation.pk).update(channel=Channel.SMS)

    assert handed_in(answer_of(cast.marie, conversation, "Bien trop long. " * 200)) == "quarantined"
    assert (kept(), conversation.messages.count()) == ([("quarantined", "too_long")], 1)
    assert Incoming.objects.get().body.startswith("Bien trop long.")
    assert handed_in(answer_of(cast.helene, conversation, "Bien trop long. " * 200)) == "posted"


def test_a_valid_address_used_by_somebody_else_waits_for_a_person(cast, conversation):
    assert handed_in(answer_of(cast.helene, conversation, "Payez ici.", sender="Hélène Roux <helene@elsewhere.example>")) == "quarantined"

    row = Incoming.objects.get()
    assert (row.reason, row.firm, row.conversation, row.user, row.body) == ("other_sender", cast.firm, conversation, cast.helene, "Payez ici.")
    assert conversation.messages.count() == 1


def test_the_address_of_jules_is_not_for_helene(cast, conversation):
    mail = written(reply_address(conversation.pk, cast.jules.pk), cast.helene.email)

    assert handed_in(mail) == "quarantined"


def test_of_several_addresses_that_of_who_writes_counts(cast, conversation):
    both = f"{reply_address(conversation.pk, cast.marie.pk)}, {reply_address(conversation.pk, cast.helene.pk)}"

    assert handed_in(written(both, cast.helene.email)) == "posted"
    assert last(conversation).author == cast.helene


def test_who_lost_access_cannot_write_any_more(cast, conversation):
    cast.let_jules_administer()
    ClientAccess.objects.filter(user=cast.helene).update(closed_at="2026-01-01T00:00:00Z")

    assert handed_in(answer_of(cast.helene, conversation)) == "quarantined"
    assert kept() == [("quarantined", "no_access")]
    assert conversation.messages.count() == 1


def test_a_colleague_who_left_cannot_write_any_more(cast, conversation):
    Membership.objects.filter(user=cast.paul).update(left_at="2026-01-01T00:00:00Z")
    DossierManager.objects.filter(user=cast.paul).delete()

    assert handed_in(answer_of(cast.paul, conversation)) == "quarantined"
    assert conversation.messages.count() == 1


def test_a_closed_account_cannot_write_any_more(cast, conversation):
    cast.helene.is_active = False
    cast.helene.save()

    assert handed_in(answer_of(cast.helene, conversation)) == "quarantined"


def test_a_forged_address_is_refused_and_nothing_of_it_kept(cast, conversation):
    forged = reply_address(conversation.pk, cast.helene.pk).replace("@", "a@").replace("reponse+", "reponse+b")[:49] + "@in.lormeau.example"

    assert handed_in(written(forged, cast.helene.email, "Secret 4711")) == "refused"
    row = Incoming.objects.get()
    assert (row.firm, row.conversation, row.user, row.sender_address, row.subject, row.body, row.quoted) == (None, None, None, "", "", "", "")
    assert (row.reason, conversation.messages.count()) == ("forged", 1)


def test_a_conversation_that_is_no_more_is_as_good_as_forged(cast, conversation):
    mail = answer_of(cast.helene, conversation)
    conversation.messages.all().delete()
    conversation.delete()

    assert handed_in(mail) == "refused"


def test_a_stranger_who_writes_to_the_firm_waits_in_its_quarantine(cast):
    assert handed_in(written(firm_address("lormeau"), "Inconnue <qui@elsewhere.example>", "Bonjour", files=[a_pdf()])) == "quarantined"

    row = Incoming.objects.get()
    assert (row.firm, row.conversation, row.reason, row.sender_name) == (cast.firm, None, "not_signed", "Inconnue")
    assert IncomingFile.objects.get().file.name == "facture.pdf"


def test_the_bare_address_is_that_of_the_only_firm(cast):
    assert handed_in(written(INBOUND, "qui@elsewhere.example")) == "refused"

    cast.foreign_dossier.delete()
    cast.other_firm.delete()
    assert handed_in(written(INBOUND, "qui@elsewhere.example")) == "quarantined"


def test_a_mail_for_nobody_of_ours_is_left_to_others(cast):
    assert handed_in(written("ne-pas-repondre@comptoir.example", "qui@elsewhere.example")) == "left_aside"
    assert kept() == []


# --- Again and again ---


def test_the_same_mail_again_changes_nothing(cast, conversation):
    mail = answer_of(cast.helene, conversation)

    assert [handed_in(mail), handed_in(mail)] == ["posted", "repeated"]
    assert conversation.messages.count() == 2


def test_the_same_mail_by_another_door_is_the_same(cast, conversation):
    mail = answer_of(cast.helene, conversation)
    by_imap = b"Return-Path: <helene@example.com>\r\nReceived: from a by b\r\n" + mail.replace(b"\n", b"\r\n")

    assert [handed_in(mail), handed_in(by_imap)] == ["posted", "repeated"]


def test_another_text_under_the_same_message_id_is_another_mail(cast, conversation):
    same = {"message_id": "<one@mail.example>"}

    assert handed_in(answer_of(cast.helene, conversation, "Oui.", **same)) == "posted"
    assert handed_in(answer_of(cast.helene, conversation, "Non.", **same)) == "posted"


@pytest.mark.django_db(transaction=True)
def test_twice_at_the_same_moment_is_once(threaded_db, cast):  # noqa: F811
    conversation = question(cast).conversation
    mail = answer_of(cast.helene, conversation, files=[a_pdf()])

    said = together(lambda: handed_in(mail), lambda: handed_in(mail), lambda: handed_in(mail))

    assert sorted(said) == ["posted", "repeated", "repeated"]
    assert conversation.messages.count() == 2


# --- Machines ---

MACHINES = [
    {"Auto_Submitted": "auto-replied"},
    {"Auto_Submitted": "auto-generated"},
    {"Precedence": "bulk"},
    {"X_Auto_Response_Suppress": "All"},
    {"List_Id": "<liste.example>"},
    {"subject": "Réponse automatique : TVA", "In_Reply_To": "<a@b.example>"},
]


@pytest.mark.parametrize("headers", MACHINES)
def test_what_a_machine_writes_is_kept_and_tells_nobody(cast, conversation, drain, headers):
    before = (Notification.objects.count(), Delivery.objects.count(), conversation.messages.count())

    assert handed_in(answer_of(cast.helene, conversation, "Je suis absente jusqu’au 3.", **headers)) == "automatic"

    drain()
    row = Incoming.objects.get()
    assert (row.conversation, row.body) == (conversation, "Je suis absente jusqu’au 3.")
    assert (Notification.objects.count(), Delivery.objects.count(), conversation.messages.count()) == before


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(MACHINES), st.sampled_from(["own", "other", "firm", "forged"])), max_size=6))
def test_no_sequence_of_automatic_mails_makes_a_message_or_a_mail(cast, conversation, drain, mails):
    before = (Message.objects.count(), Delivery.objects.count(), Notification.objects.count())

    for headers, to in mails:
        addresses = {"own": reply_address(conversation.pk, cast.helene.pk), "other": reply_address(conversation.pk, cast.jules.pk)}
        addresses |= {"firm": firm_address("lormeau"), "forged": INBOUND.replace("@", f"+{'a' * 40}@")}
        handed_in(written(addresses[to], cast.helene.email, "Absente.", **headers))
        drain()

    assert (Message.objects.count(), Delivery.objects.count(), Notification.objects.count()) == before


def test_nothing_that_comes_in_makes_a_mail_to_who_wrote_it(cast, conversation, drain):
    to = [reply_address(conversation.pk, cast.helene.pk), firm_address("lormeau"), INBOUND.replace("@", "+zzz@")]
    for number, address in enumerate(to):
        handed_in(written(address, cast.helene.email, f"Bonjour {number}"))
        handed_in(written(address, "qui@elsewhere.example", f"Bonjour {number}"))
    drain()

    assert not Delivery.objects.filter(user=cast.helene).exists()
    assert set(Delivery.objects.values_list("address", flat=True)) == {""}
