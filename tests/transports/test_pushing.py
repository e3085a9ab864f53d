"""From a delivery to what a browser shows: a real push service here, read by another implementation of RFC 8291 (N2, N4; promises D4, H4)."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from comptoir.events.models import Event
from comptoir.kernel.secrets import is_sealed
from comptoir.preferences.history import changes_of, events_of
from comptoir.transports import push_service
from comptoir.transports.devices import (
    MOST_DEVICES,
    BadDevice,
    PushState,
    TooManyDevices,
    channels_of,
    devices_of,
    forget_gone_devices,
    register_device,
    remove_device,
    rename_device,
)
from comptoir.transports.models import Delivery, PushDevice
from comptoir.transports.pushing import PAUSES, push_due, send_test
from comptoir.transports.registry import Content, Later, Push, Together, registry
from comptoir.transports.verdicts import Fate, asked_wait, verdict_of_answer
from tests.notifications.producers import question

from .push_receiver import Browser, push_device_of, running_push_service

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0"


@pytest.fixture
def service(settings, monkeypatch):
    """A push service running here, and less patience with it, so that no test waits."""
    monkeypatch.setattr(push_service, "PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(push_service, "LINE_SECONDS", 0.4)
    with running_push_service() as running:
        settings.OUTGOING_ALLOWED = [running.place]
        yield running
    cache.clear()


@pytest.fixture
def news(monkeypatch):
    """A content whose deliveries say what their data holds: a title, «drop», «later» or «boom»."""

    def said(delivery):
        if "drop" in delivery.data:
            return delivery.data["drop"]
        if "later" in delivery.data:
            return Later(timezone.now() + timedelta(hours=3))
        return Push(title=delivery.data["title"], body="Ouvrir", url="/conversations/7/", tag="conversation:7", language="fr", unread=3)

    def one_by_one(deliveries):
        if any("boom" in delivery.data for delivery in deliveries):
            raise RuntimeError("boom")
        return {delivery.pk: said(delivery) for delivery in deliveries}

    def all_at_once(deliveries):
        left_out = {one.pk: said(one) for one in deliveries if "title" not in one.data}
        count = len(deliveries) - len(left_out)
        return Together(said(deliveries[0]) if count == 1 else Push(f"{count} nouvelles", "", "/notifications/", "digest", "fr") if count else None, left_out)

    monkeypatch.setitem(registry.contents, "news", Content("news", render=None, render_push=one_by_one, render_together=all_at_once))


def owe(user, title="Nouveau message", channel="web", **fields):
    return Delivery.objects.create(user=user, channel=channel, content="news", **{"data": {"title": title}} | fields)


def state_of(delivery):
    delivery.refresh_from_db()
    return delivery.state, delivery.outcome


# --- What arrives ---


def test_a_push_arrives_encrypted_and_signed_and_is_read_by_the_browser(cast, service, news, settings):
    device = register_device(cast.marie, **service.browser("marie").subscription, agent=FIREFOX)
    delivery = owe(cast.marie)

    assert push_due() == 1

    (shown,) = service.shown("marie")
    assert shown == {"title": "Nouveau message", "body": "Ouvrir", "url": "/conversations/7/", "tag": "conversation:7", "lang": "fr", "unread": 3}
    ((_path, headers, body),) = service.taken
    assert len(body) <= 4096
    assert {name: headers[name] for name in ("Content-Encoding", "TTL", "Urgency")} == {"Content-Encoding": "aes128gcm", "TTL": "43200", "Urgency": "normal"}
    assert headers["Authorization"].startswith("vapid t=")
    assert len(headers["Topic"]) == 32
    assert "conversation" not in headers["Topic"]
    device.refresh_from_db()
    assert state_of(delivery) == ("sent", "")
    assert (device.name, device.failing_since, device.last_error, device.last_sent_at is not None) == ("Firefox sur Linux", None, "", True)


def test_every_device_of_the_channel_is_told_and_no_other(cast, service, news):
    for name, user, channel in [("bureau", cast.marie, "web"), ("maison", cast.marie, "web"), ("poche", cast.marie, "mobile"), ("paul", cast.paul, "web")]:
        push_device_of(user, service.browser(name), channel=channel)
    owe(cast.marie)

    push_due()

    assert sorted(service.asked) == ["/bureau", "/maison"]


def test_without_a_device_a_push_is_dropped(cast, service, news):
    delivery = owe(cast.marie, channel="mobile")
    push_device_of(cast.marie, service.browser("bureau"), channel="web")

    push_due()

    assert (state_of(delivery), service.asked) == (("dropped", "no_device"), [])


def test_what_is_not_due_or_goes_by_mail_is_left_alone(cast, service, news):
    push_device_of(cast.marie, service.browser("bureau"))
    owe(cast.marie, due_at=timezone.now() + timedelta(minutes=5))
    owe(cast.marie, channel="email")

    assert (push_due(), service.asked) == (0, [])


def test_what_is_due_together_is_one_push(cast, service, news):
    push_device_of(cast.marie, service.browser("bureau"))
    both = [owe(cast.marie, is_grouped=True) for _ in range(2)]
    read = owe(cast.marie, is_grouped=True, data={"drop": "read_meanwhile"})

    assert push_due() == 3

    assert [one["title"] for one in service.shown("bureau")] == ["2 nouvelles"]
    assert [state_of(one) for one in [*both, read]] == [("sent", ""), ("sent", ""), ("dropped", "read_meanwhile")]


def test_no_push_is_empty(cast, service, news):
    push_device_of(cast.marie, service.browser("bureau"))
    delivery = owe(cast.marie, is_grouped=True, data={"drop": "read_meanwhile"})

    push_due()

    assert (state_of(delivery), service.asked) == (("dropped", "read_meanwhile"), [])


def test_what_became_pointless_is_dropped_and_a_quiet_time_is_waited_out(cast, service, news):
    push_device_of(cast.marie, service.browser("bureau"))
    pointless, quiet = owe(cast.marie, data={"drop": "read_meanwhile"}), owe(cast.marie, data={"later": True})

    push_due()

    assert (state_of(pointless), state_of(quiet), service.asked) == (("dropped", "read_meanwhile"), ("pending", ""), [])
    assert (quiet.is_grouped, quiet.attempts, quiet.due_at > timezone.now() + timedelta(hours=2)) == (True, 0, True)


def test_one_that_cannot_be_rendered_keeps_no_other_back(cast, service, news):
    push_device_of(cast.marie, service.browser("bureau"))
    broken, good = owe(cast.marie, data={"boom": True}), owe(cast.marie)

    push_due()

    assert (state_of(broken)[0], broken.error, state_of(good)[0]) == ("pending", "RuntimeError", "sent")


# --- What goes wrong ---


@pytest.mark.parametrize("status", [404, 410])
def test_a_dead_subscription_removes_itself(cast, service, news, status):
    device = push_device_of(cast.marie, service.browser("bureau"))
    service.days["/bureau"] = status
    first = owe(cast.marie)
    push_due()
    second = owe(cast.marie)
    push_due()

    assert (state_of(first), state_of(second), service.asked) == (("dropped", "no_device"), ("dropped", "no_device"), ["/bureau"])
    device.refresh_from_db()
    assert (device.gone_at is not None, device.last_error) == (True, f"gone {status}")
    assert list(devices_of(cast.marie)) == []
    assert channels_of([cast.marie.pk]) == {cast.marie.pk: PushState(failing=frozenset({"web"}))}


def test_a_service_that_asks_to_wait_is_waited_for(cast, service, news):
    device = push_device_of(cast.marie, service.browser("bureau"))
    service.days["/bureau"] = 429, {"Retry-After": "600"}
    delivery = owe(cast.marie)

    push_due()

    assert state_of(delivery) == ("pending", "")
    assert timedelta(minutes=9) < delivery.due_at - timezone.now() <= timedelta(minutes=10)
    device.refresh_from_db()
    assert device.failing_since is None
    service.days.clear()
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        push_due()
    assert (state_of(delivery), len(service.shown("bureau"))) == (("sent", ""), 1)


def test_a_service_in_trouble_is_tried_for_an_hour_and_no_longer(cast, service, news):
    push_device_of(cast.marie, service.browser("bureau"))
    service.days["/bureau"] = 503
    delivery, moment = owe(cast.marie), timezone.now()
    for _attempt in range(len(PAUSES) + 1):
        with time_machine.travel(moment, tick=True):
            push_due()
            delivery.refresh_from_db()
            moment = delivery.due_at + timedelta(seconds=1)

    assert state_of(delivery) == ("dropped", "no_answer")
    assert len(service.asked) == len(PAUSES) + 1
    assert timedelta(minutes=45) < sum(PAUSES, timedelta()) < timedelta(minutes=75)
    assert not Event.objects.filter(verb="delivery.failed").exists()


def test_one_device_that_takes_it_is_enough(cast, service, news):
    broken, good = [push_device_of(cast.marie, service.browser(name)) for name in ("panne", "bureau")]
    service.days["/panne"] = 500
    delivery = owe(cast.marie)

    push_due()

    assert state_of(delivery) == ("sent", "")
    for device in (broken, good):
        device.refresh_from_db()
    assert (broken.last_error, broken.failing_since is not None, good.failing_since) == ("server_error 500", True, None)


def test_a_service_that_hangs_holds_nobody_up_for_long(cast, service, news, settings):
    with running_push_service() as other:
        settings.OUTGOING_ALLOWED = [service.place, other.place]
        push_device_of(cast.marie, service.browser("bureau"))
        service.days["/bureau"] = "hang"
        push_device_of(cast.paul, other.browser("paul"))
        waiting, good = [owe(cast.marie) for _ in range(5)], owe(cast.paul)

        push_due()

    assert [state_of(one)[0] for one in waiting] == ["pending"] * 5
    assert len(service.asked) == 1
    assert state_of(good) == ("sent", "")


def test_a_service_that_refuses_is_not_asked_again_for_the_same_news(cast, service, news):
    device = push_device_of(cast.marie, service.browser("bureau"))
    service.days["/bureau"] = 403
    delivery = owe(cast.marie)

    push_due()

    assert state_of(delivery) == ("dropped", "refused")
    device.refresh_from_db()
    assert "refuse" in device.trouble


def test_nothing_inside_is_reached_even_when_the_row_says_so(cast, service, news, settings):
    push_device_of(cast.marie, service.browser("bureau"))
    settings.OUTGOING_ALLOWED = []
    delivery = owe(cast.marie)

    push_due()

    assert (state_of(delivery), service.asked) == (("dropped", "refused"), [])


def test_a_redirect_is_not_followed(cast, service, news):
    push_device_of(cast.marie, service.browser("bureau"))
    service.days["/bureau"] = 307, {"Location": f"http://{service.place}/ailleurs"}
    owe(cast.marie)

    push_due()

    assert service.asked == ["/bureau"]


def test_a_dead_worker_s_push_is_sent_by_the_next_one(cast, service, news):
    push_device_of(cast.marie, service.browser("bureau"))
    owe(cast.marie, claimed_until=timezone.now() + timedelta(seconds=60))

    assert push_due() == 0
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=True):
        assert push_due() == 1
    assert len(service.shown("bureau")) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_questions_to_the_database_grows_with_what_is_sent_and_no_more(cast, service, news, django_assert_num_queries, count):
    for number in range(count):
        push_device_of([cast.marie, cast.paul, cast.nora][number], service.browser(f"d{number}"))
        owe([cast.marie, cast.paul, cast.nora][number])

    # Two claims with their savepoint, the devices, and for each push its end and its device's.
    with django_assert_num_queries(7 + 2 * count):
        push_due()


@pytest.mark.parametrize(
    ("words", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("99999999999", timedelta(hours=1)),
        (format_datetime(datetime(2026, 11, 30, 9, 10, tzinfo=UTC), usegmt=True), timedelta(minutes=10)),
        (format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True), timedelta(0)),
        ("", timedelta(0)),
        ("soon", timedelta(0)),
        ("-5", timedelta(0)),
        ("²", timedelta(0)),
    ],
)
def test_a_wait_is_read_in_seconds_or_as_a_date(words, wait):
    assert asked_wait(words, datetime(2026, 11, 30, 9, 0, tzinfo=UTC)) == wait


@pytest.mark.parametrize(
    ("status", "fate"), [(200, "taken"), (201, "taken"), (202, "taken"), (400, "refused"), (401, "refused"), (413, "refused"), (429, "later"), (502, "later")]
)
def test_answers_have_their_meaning(status, fate):
    assert verdict_of_answer(status, "", timezone.now()).fate == fate


# --- Devices ---


def test_e_mail_takes_over_after_an_hour_without_a_working_device(cast, django_assert_num_queries):
    now = timezone.now()
    push_device_of(cast.marie, failing_since=now - timedelta(minutes=61))
    push_device_of(cast.marie, channel="mobile", failing_since=now - timedelta(minutes=59))
    push_device_of(cast.paul, failing_since=now - timedelta(hours=9))
    push_device_of(cast.paul)
    push_device_of(cast.nora, channel="mobile", gone_at=now)

    with django_assert_num_queries(1):
        found = channels_of([cast.marie.pk, cast.paul.pk, cast.nora.pk, cast.jean.pk])

    assert found == {
        cast.marie.pk: PushState(frozenset({"mobile"}), frozenset({"web"}), frozenset({"web", "mobile"})),
        cast.paul.pk: PushState(frozenset({"web"}), frozenset(), frozenset({"web"})),
        cast.nora.pk: PushState(frozenset(), frozenset({"mobile"})),
        cast.jean.pk: PushState(),
    }


def test_a_subscription_is_kept_sealed(cast):
    browser = Browser("https://push.example/4711")

    device = register_device(cast.marie, **browser.subscription)

    device.refresh_from_db()
    assert is_sealed(device.endpoint)
    assert is_sealed(device.auth)
    assert "4711" not in str(PushDevice.objects.values().get())


def test_the_same_subscription_again_is_the_same_device_and_well_again(cast):
    browser = Browser("https://push.example/4711")
    first = register_device(cast.marie, **browser.subscription, name="Mon bureau")
    PushDevice.objects.update(gone_at=timezone.now(), failing_since=timezone.now(), last_error="gone 410")

    again = register_device(cast.marie, **browser.subscription, agent=FIREFOX)

    assert (again.pk, again.name, again.gone_at, again.failing_since) == (first.pk, "Mon bureau", None, None)
    assert Event.objects.filter(verb="device.added").count() == 1


def test_a_shared_browser_belongs_to_who_switched_it_on_last(cast):
    browser = Browser("https://push.example/4711")
    register_device(cast.marie, **browser.subscription, name="Le bureau de Marie")

    moved = register_device(cast.paul, **browser.subscription, agent=FIREFOX)

    assert (PushDevice.objects.get().user, moved.name) == (cast.paul, "Firefox sur Linux")
    assert list(devices_of(cast.marie)) == []


def test_a_browser_whose_address_changed_keeps_its_name(cast):
    first = register_device(cast.marie, **Browser("https://push.example/1").subscription, name="Mon bureau", channel="mobile")

    second = register_device(cast.marie, **Browser("https://push.example/2").subscription, replaces="https://push.example/1")
    other = register_device(cast.paul, **Browser("https://push.example/3").subscription, replaces="https://push.example/2")

    assert (second.pk, second.name, second.channel) == (first.pk, "Mon bureau", "mobile")
    assert (other.pk != first.pk, PushDevice.objects.get(pk=first.pk).user) == (True, cast.marie)


def test_there_are_at_most_twenty_and_dead_ones_do_not_count(cast):
    for _ in range(MOST_DEVICES):
        push_device_of(cast.marie)

    with pytest.raises(TooManyDevices):
        register_device(cast.marie, **Browser("https://push.example/1").subscription)

    PushDevice.objects.filter(pk=PushDevice.objects.first().pk).update(gone_at=timezone.now())
    register_device(cast.marie, **Browser("https://push.example/1").subscription)


@pytest.mark.parametrize(
    ("endpoint", "sentence"),
    [
        ("http://push.example/1", "https"),
        ("https://127.0.0.1/1", "intérieur"),
        ("https://10.1.2.3/1", "intérieur"),
        ("https://[::1]/1", "intérieur"),
        ("https://[fd12::1]/1", "intérieur"),
        ("https://169.254.169.254/latest", "intérieur"),
        ("https://2130706433/1", "intérieur"),
        ("https://localhost/1", "intérieur"),
        ("https://redis/1", "intérieur"),
        ("https://printer.local/1", "intérieur"),
        ("https://api.internal./1", "intérieur"),
        ("https://user:secret@push.example/1", "service de notifications"),
        ("ftp://push.example/1", "service de notifications"),
        ("https://push.example/" + "x" * 2000, "service de notifications"),
        ("https://exämple.fr/1", "service de notifications"),
        ("", "service de notifications"),
    ],
)
def test_an_endpoint_that_is_none_is_refused_on_its_field(cast, endpoint, sentence):
    with pytest.raises(BadDevice, match=sentence) as refusal:
        register_device(cast.marie, **Browser(endpoint).subscription)

    assert (refusal.value.field, PushDevice.objects.count()) == ("endpoint", 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("p256dh", ""), ("p256dh", "AAAA"), ("p256dh", "B" + "A" * 86), ("p256dh", "B" * 87), ("p256dh", "é"), ("auth", ""), ("auth", "AAAA"), ("auth", "%%%")],
)
def test_keys_that_are_none_are_refused_on_their_field(cast, field, value):
    with pytest.raises(BadDevice) as refusal:
        register_device(cast.marie, **Browser("https://push.example/1").subscription | {field: value})

    assert refusal.value.field == field


def test_a_device_s_life_stands_in_its_owner_s_history(cast):
    device = register_device(cast.marie, **Browser("https://push.example/1").subscription, agent=FIREFOX)
    rename_device(device, name="  Mon\x00 bureau ", by=cast.marie)
    remove_device(device, by=cast.marie)

    titles = [change.title.replace("\u202f", " ") for change in changes_of(events_of(cast.marie), "monday")]

    assert titles == [
        "Appareil retiré des notifications : Mon bureau",
        "Appareil renommé : Firefox sur Linux → Mon bureau",
        "Notifications activées sur un appareil : Firefox sur Linux",
    ]


def test_devices_gone_for_a_month_are_forgotten(cast):
    now = timezone.now()
    push_device_of(cast.marie, gone_at=now - timedelta(days=31))
    kept = [push_device_of(cast.marie, gone_at=now - timedelta(days=29)), push_device_of(cast.marie)]

    forget_gone_devices(now)

    assert list(PushDevice.objects.order_by("pk")) == kept


def test_a_trial_says_at_once_what_came_of_it(cast, service):
    device = push_device_of(cast.marie, service.browser("bureau"))

    assert send_test(device, by=cast.marie).fate is Fate.TAKEN
    assert service.shown("bureau")[0]["body"] == "Les notifications de Comptoir arrivent sur cet appareil."

    service.days["/bureau"] = 410
    assert send_test(device, by=cast.marie).fate is Fate.GONE
    assert list(devices_of(cast.marie)) == []


def test_one_trial_at_a_time(cast, service):
    device = push_device_of(cast.marie, service.browser("bureau"))
    cache.add(f"push-test:{cast.marie.pk}", True, 5)

    assert (send_test(device, by=cast.marie).code, service.asked) == ("busy", [])


def test_a_question_reaches_browser_and_telephone_without_a_word_of_it(cast, service, drain):
    push_device_of(cast.marie, service.browser("bureau"))
    push_device_of(cast.marie, service.browser("poche"), channel="mobile")
    with time_machine.travel(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), tick=True):  # a Tuesday at ten: nobody's quiet time
        question(cast)
        while drain():
            pass
        Delivery.objects.update(due_at=timezone.now())
        push_due()

    shown = [*service.shown("bureau"), *service.shown("poche")]
    assert len(shown) == 2
    words = json.dumps(shown, ensure_ascii=False)
    assert [private for private in ("Roux", "TVA", "prélevée", "Hélène") if private in words] == []
    assert {(one["unread"], one["lang"], one["url"][0], bool(one["title"])) for one in shown} == {(1, "fr", "/", True)}
