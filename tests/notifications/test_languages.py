"""In which language something is told: the profile's, or the one that was chosen for conversations (C2, N6)."""

from comptoir.client_notes.actions import add_note
from comptoir.conversations.actions import Draft, ask
from comptoir.notifications.contents import render_pushes
from comptoir.transports.models import Delivery
from tests.transports.push_receiver import push_device_of

from .choosing import want
from .producers import question
from .test_digests import MONDAY, at, drain_all, mails_to, send_all, text_of


def ask_paul(cast, drain):
    ask(cast.dossier, side="accountant", subject="Bilan", draft=Draft("?", cast.admin), recipient_ids=[cast.paul.pk])
    drain_all(drain)


def test_a_mail_about_a_conversation_speaks_the_language_chosen_for_them(cast, drain):
    want(cast.paul, conversations__language="en")
    with at(MONDAY):
        question(cast)
        drain_all(drain)
        send_all()

    (to_paul,), (to_marie,) = mails_to(cast.paul), mails_to(cast.marie)
    assert (to_paul["Content-Language"], to_marie["Content-Language"]) == ("en", "fr")
    assert 'lang="en"' in to_paul.get_body(("html",)).get_content()
    assert "Hélène Roux wrote: TVA de novembre" in text_of(to_paul)
    assert "Conversation assignée : TVA de novembre" in text_of(to_marie)


def test_like_the_profile_follows_the_profile(cast, drain):
    cast.paul.language = "nl"
    cast.paul.save()
    want(cast.paul, conversations__language="profile")
    with at(MONDAY):
        ask_paul(cast, drain)
        send_all()

    assert [mail["Content-Language"] for mail in mails_to(cast.paul)] == ["nl"]


def test_a_push_speaks_it_too(cast, drain):
    want(cast.paul, conversations__language="en")
    push_device_of(cast.paul)
    with at(MONDAY):
        ask_paul(cast, drain)
        delivery = Delivery.objects.get(user=cast.paul, channel="web")
        (push,) = render_pushes([delivery]).values()

    assert (push.language, push.title) == ("en", "Assigned conversations")


def test_a_digest_of_conversations_speaks_it_and_a_mixed_one_the_profile_s(cast, drain):
    for person in (cast.paul, cast.jean):
        want(person, conversations__language="en", frequency__conversations="daily", frequency__clients="daily", digest__hour="18")
    with at(MONDAY):
        ask(cast.dossier, side="accountant", subject="Bilan", draft=Draft("?", cast.admin), recipient_ids=[cast.paul.pk, cast.jean.pk])
        add_note(cast.client, body="@Jean Lefort", by=cast.admin, mentioned=[cast.jean])
        drain_all(drain)
    with at(MONDAY.replace(hour=17)):
        send_all()

    assert [mail["Content-Language"] for mail in mails_to(cast.paul)] == ["en"]
    assert [mail["Content-Language"] for mail in mails_to(cast.jean)] == ["fr"]
