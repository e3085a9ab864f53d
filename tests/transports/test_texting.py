"""From a delivery to a telephone: real providers here, one of which checks OVH's signature; what they refuse, put off, and say afterwards (C7)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from comptoir.events.models import Event
from comptoir.transports.actions import CLAIM, PAUSES, send_again
from comptoir.transports.email import SmtpOutlet
from comptoir.transports.models import AddressState, Delivery, MailboxMessage, NumberState
from comptoir.transports.registry import Content, Later, Sms, registry
from comptoir.transports.sms import numbers
from comptoir.transports.sms.outlets import can_text, sms_outlet
from comptoir.transports.sms.service import read_service
from comptoir.transports.texting import hear_status, reference_of, text_due
from tests.cast import Cast

from .servers import free_port
from .sms_providers import running_provider
from .threads import threaded_db, together  # noqa: F401

MOBILE, OTHER_MOBILE, LANDLINE = "+33612345678", "+33698765432", "+33320000001"


@pytest.fixture
def provider(settings):
    with running_provider() as running:
        settings.OUTGOING_ALLOWED = [running.place]
        settings.SMS = read_service(running.ovh)
        yield running


@pytest.fixture
def gateway(provider, settings):
    settings.SMS = read_service(provider.gateway)
    return provider


@pytest.fixture(autouse=True)
def texts(monkeypatch):
    """A content whose deliveries say what their data holds."""

    def said(delivery):
        if "boom" in delivery.data:
            raise RuntimeError("boom")
        if "later" in delivery.data:
            return Later(timezone.now() + timedelta(hours=3))
        return delivery.data.get("drop") or Sms(delivery.data.get("text", "Le 24."), firm="lormeau")

    monkeypatch.setitem(registry.contents, "texts", Content("texts", None, render_sms=lambda rows: {row.pk: said(row) for row in rows}))


@pytest.fixture
def helene(cast):
    cast.helene.phone = MOBILE
    cast.helene.save()
    return cast.helene


def owe(user, **data):
    return Delivery.objects.create(user=user, channel="sms", content="texts", data=data)


def send(later=timedelta(0)):
    with time_machine.travel(timezone.now() + later, tick=True):
        return text_due(sms_outlet())


def state_of(delivery):
    """Its state and its words, with plain spaces before their punctuation."""
    delivery.refresh_from_db()
    return delivery.state, delivery.error.replace("\u202f", " ")


# --- What arrives ---


def test_ovh_is_handed_a_signed_job_and_its_id_is_kept(helene, provider):
    delivery = owe(helene, text="L'échéance est le 24.")

    assert send() == 1

    assert provider.taken == [
        {
            "receivers": [MOBILE], "message": "L'échéance est le 24.", "charset": "UTF-8", "coding": "7bit", "class": "phoneDisplay",
            "priority": "high", "noStopClause": True, "validityPeriod": 1440, "senderForResponse": True,
        }
    ]  # fmt: skip
    assert state_of(delivery) == ("sent", "")
    assert (delivery.provider_id, delivery.attempts, delivery.sent_at is not None, delivery.arrived_at) == ("1001", 1, True, None)


def test_a_sender_s_name_and_letters_outside_of_the_alphabet(helene, provider, settings):
    settings.SMS = read_service(provider.ovh + "&sender=Comptoir&sender.lormeau=LORMEAU")
    owe(helene, text="La fête 🎂")

    send()

    assert {name: provider.taken[0][name] for name in ("sender", "senderForResponse", "coding")} == {
        "sender": "LORMEAU", "senderForResponse": False, "coding": "8bit",
    }  # fmt: skip


def test_a_clock_that_goes_wrong_here_is_no_reason_to_be_refused(helene, provider):
    provider.ahead = 400

    owe(helene)
    send()

    assert len(provider.taken) == 1


def test_a_gateway_is_handed_signed_json_with_a_reference(helene, gateway):
    delivery = owe(helene, text="Le 24.")

    send()

    assert gateway.taken == [{"to": MOBILE, "from": "", "text": "Le 24.", "reference": reference_of(delivery), "segments": 1}]
    assert state_of(delivery) == ("sent", "")
    assert delivery.provider_id == "gw-1"


def test_apprise_speaks_to_whom_it_knows(helene, provider, settings):
    settings.SMS = read_service(f"apprise+json://{provider.place}/others/{{number}}")
    delivery = owe(helene, text="Le 24.")

    send()

    assert [(path, said["message"]) for path, _headers, said in provider.asked] == [(f"/others/{MOBILE}", "Le 24.")]
    assert (state_of(delivery), delivery.provider_id) == (("sent", ""), "")


def test_without_a_service_the_demo_s_mailbox_takes_it(helene, settings):
    settings.SMS = settings.SMTP = None
    owe(helene, text="Le 24.")

    send()

    row = MailboxMessage.objects.get()
    assert (can_text(), row.channel, row.recipient, row.subject, bytes(row.source)) == (True, "sms", MOBILE, "Le 24.", b"Le 24.")


def test_an_installation_without_a_service_says_so_rather_than_keeping_it(helene, settings):
    settings.SMS, settings.SMTP = None, {"host": "mail.example"}
    delivery = owe(helene)

    send()

    assert (can_text(), MailboxMessage.objects.count()) == (False, 0)
    assert state_of(delivery)[0] == "failed"
    assert "n’a pas de service de SMS" in delivery.error


# --- What does not ---


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ("", "Hélène Roux n’a pas de numéro de téléphone."),
        ("12", "Le numéro de Hélène Roux ne peut pas être lu : 12."),
        (LANDLINE, "Le numéro de Hélène Roux est celui d’un téléphone fixe : 03 20 00 00 01."),
    ],
)
def test_a_number_that_takes_no_message_fails_with_words(cast, provider, phone, said):
    cast.helene.phone = phone
    cast.helene.save()
    delivery = owe(cast.helene)

    send()

    assert (*state_of(delivery), provider.asked) == ("failed", said, [])
    assert Event.objects.filter(verb="delivery.failed", target_id=delivery.pk).count() == 1


def test_a_number_typed_as_french_people_write_it_is_understood(cast, provider):
    cast.helene.phone = "06 12 34 56 78"
    cast.helene.save()
    owe(cast.helene)

    send()

    assert provider.taken[0]["receivers"] == [MOBILE]


def test_a_number_that_ovh_refuses(helene, provider):
    provider.unknown = {MOBILE}
    delivery = owe(helene)

    send()

    assert state_of(delivery) == ("failed", f"Le service de SMS n’accepte pas le numéro {MOBILE}.")


def test_a_text_of_seven_segments_is_not_sent(helene, provider):
    delivery = owe(helene, text="a" * (153 * 6 + 1))

    send()

    assert (state_of(delivery)[0], provider.asked) == ("failed", [])
    assert "7 SMS, 6 au plus" in delivery.error


def test_a_refusal_of_a_text_marks_no_mail_address(helene, gateway):
    gateway.day = (422, {"error": "550 5.1.1 no such user"})
    delivery = owe(helene)

    send()

    assert state_of(delivery) == ("failed", "Le service de SMS a répondu : 550 5.1.1 no such user")
    assert not AddressState.objects.exists()


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ((500, {}), "Le service de SMS a répondu 500."),
        ((503, b"<html>"), "Le service de SMS a répondu 503."),
        ((429, {"error": "slow down"}), "Le service de SMS a répondu : slow down"),
        ((401, {"error": "bad key"}), "Le service de SMS a répondu : bad key"),
    ],
)
def test_what_may_pass_is_tried_again_with_the_pauses_of_mails(helene, gateway, day, said):
    gateway.day = day
    delivery = owe(helene)

    send()

    assert (state_of(delivery), delivery.attempts) == (("pending", said), 1)
    assert abs(delivery.due_at - timezone.now() - PAUSES[0]) < timedelta(seconds=3)
    assert send() == 0
    gateway.day = None
    assert send(later=timedelta(seconds=10)) == 1
    assert (state_of(delivery), delivery.attempts) == (("sent", ""), 2)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ((400, {"errorCode": "INVALID_SIGNATURE", "message": "Invalid signature"}), "pending"),
        ((403, {"errorCode": "INVALID_CREDENTIAL", "message": "This credential is not valid"}), "pending"),
        ((402, {"message": "Not enough credits"}), "pending"),
        ((400, {"errorCode": "BAD_SENDER", "message": "Sender unknown"}), "failed"),
        ((400, b"not json"), "failed"),
        ((200, {"ids": []}), "failed"),
        ((200, b"<html>"), "pending"),
        ((302, b""), "pending"),
    ],
)
def test_what_ovh_answers_decides(helene, provider, day, state):
    provider.day = day
    delivery = owe(helene)

    send()

    assert state_of(delivery)[0] == state
    assert delivery.error


def test_a_provider_that_is_away_or_hangs_is_tried_again(helene, gateway, settings, monkeypatch):
    monkeypatch.setattr("comptoir.kernel.outgoing.SECONDS_FOR_EACH_STEP", 0.2)
    gateway.day = "hang"
    slow = owe(helene)
    send()
    settings.SMS = read_service(f"http+json://:un-secret-de-passerelle@127.0.0.1:{free_port()}/")
    settings.OUTGOING_ALLOWED = ["127.0.0.0/8"]
    absent = owe(helene)
    send()

    assert state_of(slow) == ("pending", "Le service de SMS ne répond pas (slow).")
    assert state_of(absent)[0] == "pending"


def test_an_address_inside_that_nobody_opened_is_never_called(helene, gateway, settings):
    settings.OUTGOING_ALLOWED = []
    delivery = owe(helene)

    send()

    assert (state_of(delivery)[0], gateway.asked) == ("pending", [])


def test_it_is_given_up_after_the_last_pause_and_the_author_hears_of_it(helene, gateway):
    gateway.day = (500, {})
    delivery = owe(helene)
    Delivery.objects.update(attempts=len(PAUSES))

    send()

    assert state_of(delivery)[0] == "failed"
    assert Event.objects.filter(verb="delivery.failed").count() == 1


def test_what_cannot_be_rendered_or_is_dropped_keeps_nobody_back(helene, provider):
    boom, dropped, later, good = owe(helene, boom=1), owe(helene, drop="no_longer_allowed"), owe(helene, later=1), owe(helene)

    assert send() == 4

    assert [state_of(one)[0] for one in (boom, dropped, later, good)] == ["pending", "dropped", "pending", "sent"]
    assert len(provider.taken) == 1


# --- Once ---


def test_a_kill_between_sending_and_writing_it_down_sends_once_through_a_gateway(helene, gateway, monkeypatch):
    delivery = owe(helene)
    monkeypatch.setattr("comptoir.transports.actions.settle", lambda *args, **changes: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        send()
    monkeypatch.undo()
    monkeypatch.setitem(registry.contents, "texts", Content("texts", None, render_sms=lambda rows: {row.pk: Sms("Le 24.") for row in rows}))

    assert send() == 0  # its claim still holds
    assert send(later=CLAIM + timedelta(seconds=1)) == 1

    assert (len(gateway.asked), len(gateway.taken), state_of(delivery)[0]) == (2, 1, "sent")


def test_what_the_provider_delivered_before_we_wrote_it_down_is_not_sent_again(helene, provider):
    delivery = owe(helene)
    assert hear_status(reference=reference_of(delivery), arrived=True)

    send()

    assert (state_of(delivery)[0], provider.asked) == ("sent", [])


def test_asked_for_again_it_bears_another_reference(helene, gateway):
    gateway.day = (422, {"error": "no"})
    delivery = owe(helene)
    before = reference_of(delivery)
    send()
    gateway.day = None

    send_again(delivery, by=helene)
    send()

    delivery.refresh_from_db()
    assert (delivery.state, delivery.repeats, gateway.taken[0]["reference"] == reference_of(delivery) != before) == ("sent", 1, True)
    assert not hear_status(reference=before, arrived=False)


@pytest.mark.django_db(transaction=True)
def test_workers_at_the_same_moment_send_each_once(threaded_db, settings):  # noqa: F811
    cast = Cast()
    cast.helene.phone = MOBILE
    cast.helene.save()
    owed = [owe(cast.helene) for _ in range(24)]
    with running_provider() as provider:
        settings.OUTGOING_ALLOWED, settings.SMS = [provider.place], read_service(provider.gateway)

        def work():
            sent = 0
            while number := text_due(sms_outlet(), limit=4):
                sent += number
            return sent

        done = together(work, work, work)

    assert sum(done) == 24
    assert len(provider.asked) == len({said["reference"] for said in provider.taken}) == 24
    assert set(Delivery.objects.filter(pk__in=[one.pk for one in owed]).values_list("state", "attempts")) == {("sent", 1)}


def test_no_more_leave_in_a_minute_than_the_rate_allows(helene, provider, settings):
    settings.SMS = read_service(provider.ovh + "&rate=3")
    for _ in range(5):
        owe(helene)

    assert [send(), send(), send(later=timedelta(seconds=62)), send(later=timedelta(seconds=63))] == [3, 0, 2, 0]


def test_mails_and_texts_are_claimed_apart(helene, provider):
    from comptoir.transports.actions import send_due

    owe(helene)

    assert send_due(SmtpOutlet({})) == 0
    assert send() == 1


# --- What the provider says afterwards ---


def test_a_provider_says_that_it_arrived_and_says_it_again(helene, provider):
    delivery = owe(helene)
    send()

    assert [hear_status(provider_id="1001", arrived=True), hear_status(provider_id="1001", arrived=True)] == [True, False]

    delivery.refresh_from_db()
    assert (delivery.state, delivery.arrived_at is not None) == ("sent", True)


def test_a_provider_says_that_it_never_will(helene, provider):
    delivery = owe(helene)
    send()

    assert [hear_status(provider_id="1001", arrived=False, reason="Numéro inconnu") for _ in range(2)] == [True, False]

    assert state_of(delivery) == ("failed", "Numéro inconnu")
    assert Event.objects.filter(verb="delivery.failed").count() == 1


def test_a_failure_after_the_arrival_says_nothing_new(helene, provider):
    delivery = owe(helene)
    send()
    hear_status(provider_id="1001", arrived=True)

    assert not hear_status(provider_id="1001", arrived=False)
    assert state_of(delivery)[0] == "sent"


@pytest.mark.parametrize("reference", ["", "1-0-", "9999999-0-0123456789abcdef", "1-0-0123456789abcdeé", "x" * 5000, "1-0-0123456789abcdef"])
def test_a_forged_reference_is_nobody_s(helene, provider, reference):
    owe(helene)
    send()

    assert not hear_status(reference=reference, arrived=False)
    assert not hear_status(provider_id="of somebody else", arrived=False)


def test_a_mail_is_never_spoken_of_by_a_provider_of_texts(helene, provider):
    mail = Delivery.objects.create(user=helene, channel="email", content="texts", state="sent", provider_id="77")

    assert not hear_status(provider_id="77", arrived=False)
    assert not hear_status(reference=reference_of(mail), arrived=False)


# --- STOP ---


def test_after_stop_nothing_leaves_and_what_waits_fails_with_words(helene, provider):
    delivery = owe(helene)
    assert [numbers.stop(MOBILE), numbers.stop(MOBILE)] == [True, False]

    send()

    assert (state_of(delivery), provider.asked) == (("failed", "Hélène Roux a répondu STOP : plus aucun SMS ne part vers ce numéro."), [])
    assert Event.objects.filter(verb="number.stopped", target_id=helene.pk).count() == 1


def test_start_takes_it_back_and_stop_may_come_again(helene, provider):
    assert not numbers.start(MOBILE)
    numbers.stop(MOBILE)

    assert [numbers.start(MOBILE), numbers.start(MOBILE)] == [True, False]
    owe(helene)
    send()
    assert len(provider.taken) == 1
    assert numbers.stop(MOBILE)
    assert NumberState.objects.stopped().count() == 1


@pytest.mark.parametrize(
    ("text", "is_stop"),
    [("STOP", True), (" stop. ", True), ("Arrêt", True), ("Stop !", True), ("stop envoyer le relevé", False), ("Non stop", False), ("", False)],
)
def test_stop_is_a_word_alone(text, is_stop):
    assert numbers.asks_to_stop(text) is is_stop
