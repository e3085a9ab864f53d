"""The devices that are told by push, by program."""

import pytest
from django.core.cache import cache

from comptoir.transports.devices import MOST_DEVICES
from comptoir.transports.models import PushDevice
from comptoir.transports.push import from_text
from tests.transports.push_receiver import Browser, push_device_of, running_push_service

from .conftest import fields_in_error, ids

SUBSCRIPTION = Browser("https://push.example/4711").subscription


@pytest.fixture
def service(settings):
    with running_push_service() as running:
        settings.OUTGOING_ALLOWED = [running.place]
        yield running
    cache.clear()


def test_a_device_is_added_listed_renamed_and_removed(cast, call):
    marie = call(cast.marie)

    added = marie.post("me/devices", SUBSCRIPTION | {"channel": "mobile", "name": "Poche"})

    assert added.status_code == 201
    shown = added.json()
    assert {name: shown[name] for name in ("name", "channel", "last_sent_at", "failing_since", "last_error")} == {
        "name": "Poche",
        "channel": "mobile",
        "last_sent_at": None,
        "failing_since": None,
        "last_error": "",
    }
    assert marie.get("me/devices").json()["items"] == [shown]
    assert marie.patch(f"me/devices/{shown['id']}", {"name": "Ma poche"}).json()["name"] == "Ma poche"
    assert [marie.delete(f"me/devices/{shown['id']}").status_code for _ in range(2)] == [204, 404]
    assert ids(marie.get("me/devices")) == []


def test_nothing_of_a_subscription_comes_out(cast, call):
    marie = call(cast.marie)

    answers = marie.post("me/devices", SUBSCRIPTION).content + marie.get("me/devices").content

    assert [secret for secret in SUBSCRIPTION.values() if secret.encode() in answers] == []


def test_the_same_key_adds_one_device(cast, call):
    marie = call(cast.marie)

    first, second = [marie.post("me/devices", SUBSCRIPTION, Idempotency_Key="une-seule-fois") for _ in range(2)]

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert PushDevice.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"endpoint": "https://192.168.1.1/x"}, "endpoint"),
        ({"endpoint": "http://push.example/x"}, "endpoint"),
        ({"endpoint": "https://metadata.internal/x"}, "endpoint"),
        ({"endpoint": ""}, "endpoint"),
        ({"endpoint": 7}, "endpoint"),
        ({"p256dh": "BAAA"}, "p256dh"),
        ({"auth": "pas du base64 !"}, "auth"),
        ({"channel": "email"}, "channel"),
        ({"name": "x" * 81}, "name"),
        ({"user": 1}, "user"),
    ],
)
def test_a_wrong_value_is_named(cast, call, wrong, field):
    assert fields_in_error(call(cast.marie).post("me/devices", SUBSCRIPTION | wrong)) == [field]
    assert not PushDevice.objects.exists()


def test_one_too_many_is_refused(cast, call):
    for _ in range(MOST_DEVICES):
        push_device_of(cast.marie)

    answer = call(cast.marie).post("me/devices", SUBSCRIPTION)

    assert fields_in_error(answer) == ["endpoint"]
    assert "20 appareils" in answer.json()["errors"][0]["message"]


def test_the_key_is_a_point_that_browsers_take(cast, call):
    assert len(from_text(call(cast.marie).get("me/devices/key").json()["key"])) == 65


def test_a_trial_says_what_came_of_it(cast, call, service):
    device = push_device_of(cast.marie, service.browser("bureau"))
    marie, path = call(cast.marie), f"me/devices/{device.pk}/tests"

    assert marie.post(path).json()["code"] == "taken"
    service.days["/bureau"] = 410
    answer = marie.post(path).json()

    assert (answer["ok"], answer["code"]) == (False, "gone 410")
    assert answer["message"].startswith("Cet appareil n’accepte plus les notifications")
    assert marie.post(path).status_code == 404


def test_devices_of_others_are_not_there(cast, call):
    device = push_device_of(cast.marie)
    vera = call(cast.vera)

    assert [vera.delete(f"me/devices/{device.pk}").status_code, vera.post(f"me/devices/{device.pk}/tests").status_code] == [404, 404]
    assert ids(vera.get("me/devices")) == []
    assert PushDevice.objects.filter(pk=device.pk).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_for_three_as_for_one(cast, call, django_assert_num_queries, count):
    for _ in range(count):
        push_device_of(cast.marie)
    marie = call(cast.marie)
    marie.get("me/devices")

    with django_assert_num_queries(2):
        marie.get("me/devices")
