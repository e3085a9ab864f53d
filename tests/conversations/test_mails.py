"""A conversation by e-mail: what the firm writes leaves as the mail itself, whatever was chosen for notifications, and its answer finds its way back."""

from email import message_from_bytes, policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comptoir.clients.models import ClientAccess
from comptoir.conversations.actions import Draft, add_note, ask, post_message, resend_message
from comptoir.conversations.models import Channel, Conversation, Incoming
from comptoir.conversations.preview import preview_question, preview_reply
from comptoir.conversations.reply_addresses import read_address, thread_id
from comptoir.events.models import Event
from comptoir.preferences.actions import change_settings
from comptoir.transports.actions import send_due
from comptoir.transports.addresses import mark_bouncing
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage
from tests.notifications.producers import RefusingOutlet, question

from .answering import INBOUND, answer_of, handed_in
from .pages import pdf


@pytest.fixture(autouse=True)
def _address(settings):
    settings.INBOUND_ADDRESS = INBOUND


@pytest.fixture
def conversation(cast, drain):
    found = question(cast).conversation
    Conversation.objects.filter(pk=found.pk).update(channel=Channel.EMAIL)
    drain()
    send_all()
    MailboxMessage.objects.all().delete()
    return Conversation.objects.get(pk=found.pk)


def send_all():
    while send_due(MailboxOutlet()):
        pass


def mails_to(user):
    found = MailboxMessage.objects.filter(recipient=user.email).order_by("id")
    return [message_from_bytes(bytes(one.source), policy=policy.default) for one in found]


def test_the_message_itself_leaves_in_place_of_the_news_of_it(cast, conversation, drain):
    message = post_message(conversation, Draft("Le 24, comme chaque mois.", cast.marie))
    drain()
    send_all()

    (mail,) = mails_to(cast.helene)
    text, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    assert all("Le 24, comme chaque mois." in part and "Marie Dubois" in part for part in (text, html))
    assert text.startswith("##- Répondez au-dessus de cette ligne -##")
    assert (mail["Subject"], mail["From"].addresses[0].display_name) == ("Re: TVA de novembre", "Marie Dubois (Cabinet Lormeau)")
    assert read_address(mail["Reply-To"].addresses[0].addr_spec) == read_address(mail["Reply-To"].addresses[0].addr_spec.upper())
    assert (mail["References"], mail["In-Reply-To"]) == (thread_id(conversation.pk), thread_id(conversation.pk))
    assert (mail["Auto-Submitted"], mail["List-Unsubscribe"]) == (None, None)
    assert Delivery.objects.filter(event=message.event, user=cast.helene, channel="email").count() == 1


def test_its_answer_comes_back_and_the_next_mail_names_it(cast, conversation, drain):
    post_message(conversation, Draft("Le 24.", cast.marie))
    send_all()
    (first,) = mails_to(cast.helene)
    to = first["Reply-To"].addresses[0].addr_spec
    answer = answer_of(cast.helene, conversation, "Merci !", message_id="<hers@mail.example>").replace(b"To: ", b"To: x@example.com, ", 1)
    assert read_address(to).user_id == cast.helene.pk

    assert handed_in(answer) == "posted"
    post_message(conversation, Draft("Je vous en prie.", cast.marie))
    send_all()

    assert (mails_to(cast.helene)[-1]["In-Reply-To"], mails_to(cast.helene)[-1]["References"]) == (
        "<hers@mail.example>",
        f"{thread_id(conversation.pk)} <hers@mail.example>",
    )


def test_preferences_do_not_mute_a_message(cast, conversation, drain):
    change_settings(cast.helene, {"notify.conversation.message.email": False}, by=cast.helene)

    post_message(conversation, Draft("Le 24.", cast.marie))
    drain()
    send_all()

    assert len(mails_to(cast.helene)) == 1


def test_a_daily_digest_does_not_hold_it_back(cast, conversation, drain):
    change_settings(cast.helene, {"frequency.conversations": "daily"}, by=cast.helene)

    post_message(conversation, Draft("Le 24.", cast.marie))
    drain()
    send_all()

    assert len(mails_to(cast.helene)) == 1


def test_colleagues_are_told_as_usual_and_notes_never_leave(cast, conversation, drain):
    post_message(conversation, Draft("Le 24.", cast.marie))
    add_note(conversation, Draft("Confidentiel 4711", cast.paul))
    drain()
    send_all()

    assert {one["Subject"].replace("\u202f", " ") for one in mails_to(cast.paul)} == {"Marie Dubois a écrit : TVA de novembre"}
    assert all(b"4711" not in bytes(one.source) for one in MailboxMessage.objects.all())


def test_the_first_question_of_the_firm_leaves_by_mail_too(cast, drain):
    draft = Draft("Pouvez-vous m’envoyer le bail ?", cast.marie)
    ask(cast.dossier, side="entrepreneur", subject="Le bail", draft=draft, channel=Channel.EMAIL)
    drain()
    send_all()

    (mail,) = mails_to(cast.helene)
    assert (mail["Subject"], "envoyer le bail" in mail.get_body(("plain",)).get_content()) == ("Le bail", True)


def test_small_files_travel_with_it_byte_for_byte(cast, conversation):
    forwarded = SimpleUploadedFile("message_transféré.eml", b"From: a@b.example\nSubject: x\n\nBonjour\n")
    post_message(conversation, Draft("Voici.", cast.marie, (pdf("relevé_août.pdf"), forwarded)))
    send_all()

    files = {one.get_filename(): one.get_payload(decode=True) for one in mails_to(cast.helene)[0].iter_attachments()}
    assert files == {"relevé_août.pdf": pdf().read(), "message_transféré.eml": b"From: a@b.example\nSubject: x\n\nBonjour\n"}


def test_large_files_stay_here_and_the_mail_says_where(cast, conversation):
    post_message(conversation, Draft("Voici.", cast.marie, (pdf("bilan.pdf", b"%PDF-1.7\n" + b"0" * (10 * 1024 * 1024)),)))
    send_all()

    (mail,) = mails_to(cast.helene)
    assert list(mail.iter_attachments()) == []
    assert all("bilan.pdf" in mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert len(mail.as_bytes()) < 20_000


def test_rights_are_looked_at_again_as_it_leaves(cast, conversation):
    cast.let_jules_administer()
    post_message(conversation, Draft("Le 24.", cast.marie))
    ClientAccess.objects.filter(user=cast.helene).update(closed_at="2026-01-01T00:00:00Z")
    send_all()

    assert mails_to(cast.helene) == []
    assert Delivery.objects.get(content="conversation.mail").outcome == "no_longer_allowed"


def test_a_refused_mail_says_so_and_can_be_sent_again(cast, conversation, drain):
    message = post_message(conversation, Draft("Le 24.", cast.marie))
    send_due(RefusingOutlet())
    drain()

    assert Delivery.objects.get(event=message.event, user=cast.helene).state == "failed"
    assert Event.objects.filter(verb="delivery.failed", data__author_id=cast.marie.pk).count() == 1
    assert resend_message(message, by=cast.marie) == 1
    send_all()
    assert len(mails_to(cast.helene)) == 1


def test_an_address_that_sends_mails_back_gets_none(cast, conversation, drain):
    mark_bouncing(Delivery.objects.create(user=cast.helene, content="x", state="sent"), reason="550 no such user")
    message = post_message(conversation, Draft("Le 24.", cast.marie))
    send_all()

    assert Delivery.objects.get(event=message.event, user=cast.helene).outcome == "address_bounced"


def test_by_the_portal_no_words_leave(cast, drain):
    conversation = question(cast).conversation
    post_message(conversation, Draft("Montant confidentiel 4711.", cast.marie))
    drain()
    send_all()

    assert all(b"4711" not in bytes(one.source) for one in MailboxMessage.objects.all())
    (mail,) = mails_to(cast.helene)
    assert mail.get_body(("plain",)).get_content().startswith("##- Répondez au-dessus de cette ligne -##")
    assert read_address(mail["Reply-To"].addresses[0].addr_spec).conversation_id == conversation.pk
    assert mail["References"] == thread_id(conversation.pk)


def test_each_person_has_an_address_of_their_own(cast, conversation, drain):
    handed_in(answer_of(cast.helene, conversation))
    drain()
    send_all()

    users = {user.pk: read_address(mails_to(user)[-1]["Reply-To"].addresses[0].addr_spec).user_id for user in (cast.marie, cast.paul)}
    assert users == {cast.marie.pk: cast.marie.pk, cast.paul.pk: cast.paul.pk}


@pytest.mark.parametrize(("language", "line"), [("en", "##- "), ("nl", "##- ")])
def test_the_line_is_in_the_language_of_who_reads_it(cast, conversation, language, line):
    cast.helene.language = language
    cast.helene.save()
    post_message(conversation, Draft("Le 24.", cast.marie))
    send_all()

    assert mails_to(cast.helene)[0].get_body(("plain",)).get_content().startswith(line)


def test_a_batch_costs_the_same_for_one_and_for_three(cast, conversation, django_assert_max_num_queries):
    from comptoir.conversations.mails import render_messages

    for number in range(3):
        post_message(conversation, Draft(f"Message {number}", cast.marie))
        with django_assert_max_num_queries(11):
            render_messages(list(Delivery.objects.filter(content="conversation.mail").select_related("user", "event", "firm")))


def test_whatever_stands_below_the_line_was_not_written_by_who_answers(cast, conversation):
    text = "Oui.\n\nCabinet Lormeau\n##- Répondez au-dessus de cette ligne -##\n\nLe 24, comme chaque mois."

    handed_in(answer_of(cast.helene, conversation, text))

    message = conversation.messages.order_by("-id").first()
    assert "comme chaque mois" not in message.body
    assert "comme chaque mois" in message.quoted
    assert Incoming.objects.get().verdict == "posted"


def test_who_will_be_told_says_that_the_message_itself_leaves(cast, conversation):
    change_settings(cast.helene, {"notify.conversation.message.email": False}, by=cast.helene)

    told = {one.user: one.why for one in preview_reply(conversation, Draft("Le 24.", cast.marie)).told}

    assert told[cast.helene][0] == "reçoit le message lui-même par e-mail"
    assert cast.marie not in told


def test_who_will_be_told_of_a_first_question_too(cast):
    draft = Draft("Le bail ?", cast.marie)
    by_mail = preview_question(cast.dossier, side="entrepreneur", subject="Bail", draft=draft, channel=Channel.EMAIL)
    by_portal = preview_question(cast.dossier, side="entrepreneur", subject="Bail", draft=draft)

    assert "reçoit le message lui-même par e-mail" in {why for one in by_mail.told for why in one.why}
    assert "reçoit le message lui-même par e-mail" not in {why for one in by_portal.told for why in one.why}
