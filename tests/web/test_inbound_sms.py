"""What providers hand in: answers by SMS in their conversation, once, or set aside; what became of ours; who is turned away."""

import json
import time
from datetime import UTC, datetime
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comptoir.clients.models import ClientAccess
from comptoir.conversations.actions import Draft, ask, close_conversation, post_message
from comptoir.conversations.attributing import Candidate, Doubt, attribute
from comptoir.conversations.models import Channel, Conversation, Incoming
from comptoir.kernel import signatures
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery, NumberState
from comptoir.transports.sms.incoming import IncomingText, NoText, Status, fields_of, read_status, read_text
from comptoir.transports.sms.outlets import MailboxOutlet
from comptoir.transports.sms.service import Service
from comptoir.transports.texting import reference_of, text_due
from comptoir.web.views.inbound_sms import MOST_BYTES, key_for_addresses
from tests.conversations.pages import words

SECRET = "un-secret-de-portail-0123456789"
BEARER = {"Authorization": f"Bearer {SECRET}"}
DOOR, STATUS = "/inbound/sms/", "/inbound/sms/status/"
MOBILE, OTHER = "+33612345678", "+33698765432"


@pytest.fixture
def door(client, settings):
    settings.INBOUND_SECRET = SECRET
    return client


@pytest.fixture
def conversation(cast):
    cast.helene.phone = MOBILE
    cast.helene.save()
    return by_sms(cast.dossier, cast.helene)


def by_sms(dossier, client_user, subject="TVA"):
    conversation = ask(dossier, side="accountant", subject=subject, draft=Draft("Quand ?", client_user)).conversation
    Conversation.objects.filter(pk=conversation.pk).update(channel=Channel.SMS)
    return conversation


def hand_in(door, headers=BEARER, where=DOOR, **said):
    return door.post(where, json.dumps({"id": "77", "from": MOBILE, "to": "36105", "text": "Merci !"} | said), content_type="application/json", headers=headers)


def rows():
    return list(Incoming.objects.order_by("pk").values_list("verdict", "reason", "firm__slug"))


# --- In the conversation ---


def test_an_answer_stands_in_the_conversation_and_its_people_hear_of_it(cast, conversation, door, drain):
    assert hand_in(door).status_code == 202

    message = conversation.messages.latest("pk")
    assert (message.author, message.body, message.channel, message.from_client, message.signature) == (cast.helene, "Merci !", "sms", True, "")
    incoming = Incoming.objects.get()
    assert (incoming.message, incoming.user, incoming.conversation, incoming.sender_address, incoming.channel, incoming.body) == (
        message, cast.helene, conversation, MOBILE, "sms", "",
    )  # fmt: skip
    assert rows() == [("posted", "", "lormeau")]
    drain()
    assert Notification.objects.filter(user=cast.marie, event=message.event).exists()


def test_handed_in_again_it_is_posted_once(cast, conversation, door):
    assert {hand_in(door).status_code for _ in range(3)} == {202}

    assert (conversation.messages.count(), len(rows())) == (2, 1)


def test_without_an_id_copies_are_known_by_what_they_say_and_when(cast, conversation, door):
    said = {"id": "", "received_at": timezone.now().isoformat()}
    hand_in(door, **said)
    hand_in(door, **said)
    hand_in(door, **said | {"text": "Merci encore"})

    assert [one.body for one in conversation.messages.order_by("pk")][1:] == ["Merci !", "Merci encore"]


def test_the_names_that_ovh_gives_and_numbers_without_a_plus(cast, conversation, door):
    form = {"id": "99", "sender": "0033612345678", "receiver": "36105", "message": "Bien reçu", "creationDatetime": "2026-11-26T10:00:00+01:00"}

    posted = door.post(f"{DOOR}?key={key_for_addresses(SECRET)}", urlencode(form), content_type="application/x-www-form-urlencoded")
    fetched = door.get(DOOR, form | {"key": key_for_addresses(SECRET)})

    assert (posted.status_code, fetched.status_code) == (202, 202)
    assert [one.body for one in conversation.messages.order_by("pk")] == ["Quand ?", "Bien reçu"]


def test_the_conversation_that_was_texted_last_is_the_one_that_is_answered(cast, conversation, door, drain):
    later = by_sms(cast.dossier, cast.helene, "Paie")
    hand_in(door, id="1")
    assert later.messages.latest("pk").body == "Merci !"

    post_message(conversation, Draft("Le 24.", cast.marie))
    while drain():
        pass
    text_due(MailboxOutlet())
    hand_in(door, id="2", text="Parfait")

    assert conversation.messages.latest("pk").body == "Parfait"


def test_a_closed_conversation_is_opened_again(cast, conversation, door):
    close_conversation(conversation, by=cast.marie)

    hand_in(door)

    conversation.refresh_from_db()
    assert (conversation.closed_at, conversation.messages.latest("pk").body) == (None, "Merci !")


@pytest.mark.parametrize("text", ["", "   ", "\0", " \n "])
def test_an_empty_text_is_nothing(cast, conversation, door, text):
    assert hand_in(door, text=text).status_code == 202

    assert (conversation.messages.count(), rows()) == (1, [])


# --- Set aside ---


def test_an_unknown_number_waits_for_a_person(cast, conversation, door):
    cast.other_firm.delete()

    hand_in(door, **{"from": OTHER})

    incoming = Incoming.objects.get()
    assert (incoming.verdict, incoming.reason, incoming.firm, incoming.body, incoming.sender_address) == (
        "quarantined", "unknown_number", cast.firm, "Merci !", OTHER,
    )  # fmt: skip
    assert incoming in Incoming.objects.visible_to(cast.admin)


def test_an_unknown_number_is_no_firm_s_where_there_are_two(cast, conversation, door):
    hand_in(door, **{"from": OTHER})

    assert rows() == [("quarantined", "unknown_number", None)]


def test_a_known_number_without_a_conversation(cast, conversation, door):
    cast.jules.phone = OTHER
    cast.jules.save()

    hand_in(door, **{"from": OTHER})

    assert rows()[0][:2] == ("quarantined", "no_conversation")


def test_of_two_firms_nobody_can_say_which_and_neither_reads_it(cast, conversation, door):
    ClientAccess.objects.create(firm=cast.other_firm, client=cast.foreign_client, user=cast.helene, level="full", type="standard")
    abroad = by_sms(cast.foreign_dossier, cast.helene)

    hand_in(door)

    assert rows() == [("quarantined", "two_firms", None)]
    assert (conversation.messages.count(), abroad.messages.count()) == (1, 1)
    assert not Incoming.objects.visible_to(cast.admin).exists()


def test_a_firm_with_a_number_of_its_own_is_known_by_it(cast, conversation, door, settings):
    settings.SMS = Service("ovh", {}, senders={"vasseur": "+33700000001"})
    ClientAccess.objects.create(firm=cast.other_firm, client=cast.foreign_client, user=cast.helene, level="full", type="standard")
    abroad = by_sms(cast.foreign_dossier, cast.helene)

    hand_in(door, to="0033700000001")

    assert rows() == [("posted", "", "vasseur")]
    assert (conversation.messages.count(), abroad.messages.count()) == (1, 2)


def test_a_number_that_two_people_share_is_nobody_s_voice(cast, conversation, door):
    cast.jules.phone = MOBILE
    cast.jules.save()
    conversation.recipients.create(user=cast.jules)

    hand_in(door)

    assert rows() == [("quarantined", "shared_number", "lormeau")]
    assert Incoming.objects.get().conversation == conversation


def test_who_lost_access_no_longer_writes(cast, conversation, door):
    cast.let_jules_administer()
    ClientAccess.objects.filter(user=cast.helene).update(closed_at=timezone.now())

    hand_in(door)

    assert (conversation.messages.count(), rows()[0][:2]) == (1, ("quarantined", "no_conversation"))


def test_a_colleague_s_telephone_does_not_speak_for_the_firm(cast, conversation, door):
    cast.marie.phone = OTHER
    cast.marie.save()

    hand_in(door, **{"from": OTHER})

    assert (conversation.messages.count(), rows()[0][:2]) == (1, ("quarantined", "no_conversation"))


@pytest.mark.parametrize("sender", ["36105", "Banque", "x" * 400])
def test_what_is_no_telephone_is_nobody(cast, conversation, door, sender):
    hand_in(door, **{"from": sender})

    assert rows()[0][:2] == ("quarantined", "unknown_number")


def test_a_colleague_reads_why_it_waits_and_accepts_it_in_the_name_of_whose_number_it_is(cast, door, client):
    cast.other_firm.delete()
    cast.helene.phone = MOBILE
    cast.helene.save()
    conversation = ask(cast.dossier, side="accountant", subject="TVA", draft=Draft("Quand ?", cast.helene)).conversation
    hand_in(door)
    row = Incoming.objects.get()
    client.force_login(cast.admin)

    page = words(client.get(f"/conversations/incoming/{row.pk}/"))
    client.post(f"/conversations/incoming/{row.pk}/acceptance/", {"conversation": conversation.pk})

    assert "Ce numéro est connu, mais aucune conversation par SMS n’est en cours avec cette personne." in page
    assert "Hélène Roux" in page
    message = conversation.messages.latest("pk")
    assert (message.body, message.author, message.channel) == ("Merci !", cast.helene, "sms")


# --- STOP ---


def test_stop_is_heard_and_the_author_reads_it(cast, conversation, door, drain):
    post_message(conversation, Draft("Le 24.", cast.marie))

    hand_in(door, text="STOP")
    while drain():
        pass
    text_due(MailboxOutlet())
    drain()

    assert NumberState.objects.stopped().get().number == MOBILE
    assert conversation.messages.latest("pk").body == "STOP"
    assert Delivery.objects.get(channel="sms").state == "failed"
    topics = set(Notification.objects.filter(user=cast.marie).values_list("topic", flat=True))
    assert {"conversation.send_error", "conversation.message"} <= topics


def test_start_takes_it_back(cast, conversation, door):
    hand_in(door, id="1", text="Stop")
    hand_in(door, id="2", text="START")

    assert not NumberState.objects.stopped().exists()


def test_stop_of_an_unknown_number_is_heard_too(cast, conversation, door):
    hand_in(door, **{"from": OTHER, "text": "Arrêt"})

    assert NumberState.objects.stopped().get().number == OTHER


# --- What became of ours ---


@pytest.fixture
def sent(cast, conversation):
    return Delivery.objects.create(user=cast.helene, channel="sms", content="conversation.sms", state="sent", sent_at=timezone.now(), provider_id="1001")


@pytest.mark.parametrize(
    ("said", "state", "has_arrived"),
    [
        ({"id": "1001", "status": "delivered"}, "sent", True),
        ({"id": "1001", "status": "Failed", "error": "Numéro\ninconnu"}, "failed", False),
        ({"id": "1001", "status": "queued"}, "sent", False),
        ({"id": "1001", "ptt": "4"}, "sent", True),
        ({"id": "1001", "ptt": "3"}, "sent", False),
        ({"id": "1001", "ptt": 23}, "failed", False),
        ({"id": "1002", "status": "delivered"}, "sent", False),
    ],
)
def test_the_last_word_of_a_provider(sent, door, said, state, has_arrived):
    response = door.post(STATUS, json.dumps(said), content_type="application/json", headers=BEARER)

    sent.refresh_from_db()
    assert (response.status_code, sent.state, sent.arrived_at is not None) == (202, state, has_arrived)


def test_by_our_own_reference(sent, door):
    said = {"reference": reference_of(sent), "status": "delivered"}
    door.post(STATUS, json.dumps(said), content_type="application/json", headers=BEARER)

    sent.refresh_from_db()
    assert sent.arrived_at is not None


def test_ovh_calls_an_address_that_only_who_knows_the_secret_can_make(sent, door):
    said = {"id": "1001", "ptt": "4", "date": "20261126", "description": "1", "descriptionDlr": "Success"}
    assert door.get(STATUS, said | {"key": "0" * 64}).status_code == 401
    assert door.get(STATUS, said | {"key": key_for_addresses(SECRET)}).status_code == 202

    sent.refresh_from_db()
    assert sent.arrived_at is not None
    assert key_for_addresses(SECRET) != SECRET


# --- Who is turned away ---


@pytest.mark.parametrize("where", [DOOR, STATUS])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer un-autre-secret"},
        {"Authorization": "Bearer é"},
        {"X-Comptoir-Signature": f"t={int(time.time())},v1=é"},
        {"X-Comptoir-Signature": signatures.sign(b"another body", SECRET)},
    ],
)
def test_who_does_not_know_the_secret(conversation, door, where, headers):
    assert hand_in(door, headers, where).status_code == 401
    assert (conversation.messages.count(), rows()) == (1, [])


def test_without_a_secret_the_doors_are_not_there(conversation, client, settings):
    settings.INBOUND_SECRET = ""

    assert [hand_in(client, where=where).status_code for where in (DOOR, STATUS)] == [404, 404]


def test_a_signature_opens_as_well(conversation, door):
    body = json.dumps({"id": "5", "from": MOBILE, "text": "Merci !"}).encode()

    assert door.post(DOOR, body, content_type="application/json", headers={signatures.HEADER: signatures.sign(body, SECRET)}).status_code == 202
    assert conversation.messages.count() == 2


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"{", b'{"from": "+33612345678"}', b'{"text": "x"}', b'{"from": [], "text": {}}', b"\xff\xfe", b"[" * 50_000]
)
def test_what_is_no_message_is_refused_with_a_sentence(conversation, door, body):
    response = door.post(DOOR, body, content_type="application/json", headers=BEARER)

    assert (response.status_code, response.content.decode()) == (400, "Il n’y a pas de SMS dans cette requête.\n")
    assert door.post(STATUS, body, content_type="application/json", headers=BEARER).status_code == 400


def test_too_much_is_refused(conversation, door):
    assert hand_in(door, text="x" * MOST_BYTES).status_code == 413
    assert door.put(DOOR, b"{}", headers=BEARER).status_code == 405


# --- Pure ---

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
candidates = st.builds(Candidate, st.integers(1, 5), st.integers(1, 2), st.integers(1, 3), st.datetimes(timezones=st.just(UTC)))


@given(st.lists(candidates, max_size=6), st.booleans(), st.none() | st.integers(1, 2))
def test_a_message_is_posted_only_where_there_is_no_doubt(found, is_known, firm_id):
    answer = attribute(found, is_known=is_known, firm_id=firm_id)

    theirs = [one for one in found if firm_id in (None, one.firm_id)]
    assert bool(answer.chosen) == (answer.doubt == "")
    if answer.chosen:
        assert answer.chosen in theirs
        assert len({one.firm_id for one in theirs}) == 1
        assert all(one.texted_at <= answer.chosen.texted_at for one in theirs)
        assert {one.user_id for one in theirs if one.conversation_id == answer.chosen.conversation_id} == {answer.chosen.user_id}
    elif answer.doubt == Doubt.TWO_FIRMS:
        assert answer.firm_id is answer.conversation_id is None


@given(
    st.dictionaries(
        st.sampled_from(["from", "to", "text", "id", "received_at", "date", "sender", "status", "ptt", "reference"]), st.text(max_size=40) | st.integers()
    )
)
def test_whatever_the_fields_are_they_are_read_or_refused(said):
    fields = fields_of(json.dumps(said).encode(), None)
    for read, kind in ((lambda: read_text(fields, NOW), IncomingText), (lambda: read_status(fields), Status | None)):
        try:
            assert isinstance(read(), kind)
        except NoText:
            continue


@pytest.mark.parametrize(
    ("given_moment", "expected"),
    [
        ("2026-11-26T11:59:00+00:00", datetime(2026, 11, 26, 11, 59, tzinfo=UTC)),
        ("2026-11-26 11:59:00", datetime(2026, 11, 26, 11, 59, tzinfo=UTC)),
        ("2031-01-01T00:00:00Z", NOW),
        ("1999-01-01T00:00:00Z", NOW),
        ("2026-13-45T00:00:00Z", NOW),
        ("hier", NOW),
    ],
)
def test_when_it_came_in(given_moment, expected):
    assert read_text({"from": MOBILE, "text": "x", "received_at": given_moment}, NOW).received_at == expected
