"""The installed application: its name and pictures, what it does without a network; and the page part that switches a device on (N4, F6)."""

import io
import json
import re

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.utils import timezone
from PIL import Image

from comptoir.transports.devices import devices_of
from comptoir.transports.models import PushDevice
from comptoir.transports.push import from_text
from comptoir.ui.app_icons import pictures
from tests.notifications.producers import question
from tests.transports.push_receiver import Browser, push_device_of, running_push_service


@pytest.fixture
def marie(cast, client):
    client.force_login(cast.marie)
    return client


@pytest.fixture
def service(settings):
    with running_push_service() as running:
        settings.OUTGOING_ALLOWED = [running.place]
        yield running
    cache.clear()


def said(response):
    return [str(message).replace("\u202f", " ") for message in get_messages(response.wsgi_request)]


# --- The application ---


def test_every_page_names_the_application(cast, marie):
    for browser, path in [(marie, "/conversations/"), (Client(), "/accounts/login/")]:
        page = browser.get(path).content.decode()
        assert '<link rel="manifest" href="/manifest.webmanifest">' in page
        assert 'rel="apple-touch-icon"' in page
        assert 'name="theme-color"' in page


@pytest.mark.parametrize(("language", "shortcut"), [("fr", "Conversations"), ("nl", "Gesprekken")])
def test_the_manifest_describes_it_and_names_nobody(cast, language, shortcut):
    browser = Client()
    browser.cookies["langue"] = language

    response = browser.get("/manifest.webmanifest")

    described = json.loads(response.content)
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert {name: described[name] for name in ("name", "start_url", "scope", "display", "id", "lang")} == {
        "name": "Comptoir",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "id": "/",
        "lang": language,
    }
    assert described["shortcuts"][0] == {"name": shortcut, "url": "/conversations/"}
    assert {(icon["sizes"], icon["purpose"]) for icon in described["icons"]} >= {("192x192", "any"), ("512x512", "any"), ("512x512", "maskable")}
    made = pictures()
    for icon in described["icons"]:
        picture = Image.open(io.BytesIO(made[icon["src"].rpartition("/")[2]]))
        assert icon["sizes"] == f"{picture.width}x{picture.height}"


def test_pictures_are_the_mark_on_their_ground():
    made = {name: Image.open(io.BytesIO(data)).convert("RGBA") for name, data in pictures().items()}

    green, white = (11, 90, 65, 255), (255, 255, 255, 255)
    assert made["icon-512.png"].getpixel((0, 0))[3] == 0  # round corners
    assert made["icon-maskable-512.png"].getpixel((0, 0)) == made["apple-touch-icon.png"].getpixel((0, 0)) == green
    assert made["icon-512.png"].getpixel((256, 21 * 16)) == made["icon-maskable-512.png"].getpixel((256, 256 + round(7 * 16 * 0.78))) == white
    assert {pixel[:3] for _count, pixel in made["badge-96.png"].getcolors(9999) if pixel[3] == 255} == {(255, 255, 255)}


def test_the_worker_may_have_the_whole_site_and_is_asked_for_again(client, db):
    response = client.get("/service-worker.js")

    assert response.headers["Content-Type"].startswith("text/javascript")
    assert (response.headers["Service-Worker-Allowed"], response.headers["Cache-Control"]) == ("/", "no-cache")
    source = response.content.decode()
    assert "{%" not in source
    assert "{{" not in source


def test_what_is_kept_for_a_day_without_network_is_the_same_for_everybody(cast, marie):
    source = marie.get("/service-worker.js").content.decode()
    kept = json.loads(re.search(r"const KEPT = \[OFFLINE(?:, )?(.*)\];", source).group(1).join("[]"))
    question(cast)

    assert kept
    assert all(path.startswith("/static/") for path in kept)
    assert source == Client().get("/service-worker.js").content.decode()
    assert marie.get("/offline/").content == Client().get("/offline/").content


def test_the_page_for_a_day_without_network_speaks_every_language_and_asks_for_nothing(db, client):
    page = client.get("/offline/").content.decode()

    assert re.findall(r'<section class="stack" lang="(\w+)"', page) == ["fr", "en", "nl"]
    assert "Pas de connexion" in page
    assert "<script" not in page
    assert "csrf" not in page


# --- The devices of a person ---


def test_the_key_is_for_who_is_signed_in(cast, marie):
    given = json.loads(marie.get("/notifications/devices/key/").content)

    assert len(from_text(given["key"])) == 65
    assert given["csrf"]
    assert Client().get("/notifications/devices/key/").status_code == 302


def test_a_browser_switches_itself_on(cast, marie):
    browser = Browser("https://push.example/4711")
    agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"

    response = marie.post("/notifications/devices/", browser.subscription | {"channel": "mobile"}, headers={"user-agent": agent})

    (device,) = devices_of(cast.marie)
    assert (response.status_code, json.loads(response.content)) == (201, {"id": device.pk, "digest": device.endpoint_digest})
    assert (device.name, device.channel) == ("Safari sur iPhone", "mobile")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"endpoint": "https://10.0.0.8/x"}, "Cette adresse mène à l’intérieur du réseau, où Comptoir n’envoie rien."),
        ({"endpoint": ""}, "Cette adresse n’est pas celle d’un service de notifications."),
        ({"p256dh": "AAAA"}, "Cette clé n’est pas un point de la courbe P-256 (65 octets, en base64url)."),
        ({"auth": "AAAA"}, "Ce secret doit compter 16 octets, en base64url."),
        ({"channel": "pigeon"}, "Ce canal n’existe pas."),
    ],
)
def test_a_wrong_subscription_is_answered_on_its_field(cast, marie, wrong, sentence):
    response = marie.post("/notifications/devices/", Browser("https://push.example/1").subscription | wrong)

    assert (response.status_code, json.loads(response.content)) == (422, {"errors": {next(iter(wrong)): sentence}})
    assert not PushDevice.objects.exists()


def test_nothing_is_switched_on_from_another_site(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.marie)

    assert browser.post("/notifications/devices/", Browser("https://push.example/1").subscription).status_code == 403


def test_a_device_is_renamed_and_a_name_of_nothing_keeps_what_was_typed(cast, marie):
    device = push_device_of(cast.marie)
    path = f"/notifications/devices/{device.pk}/"

    assert 'value="Firefox sur Linux"' in marie.get(path).content.decode()
    refused = marie.post(path, {"name": "x" * 81})
    assert (refused.status_code, "x" * 81 in refused.content.decode()) == (422, True)
    renamed = marie.post(path, {"name": "Mon bureau"})

    assert (renamed.status_code, renamed.headers["Location"]) == (302, "/settings/notifications/#devices")
    assert said(renamed) == ["Appareil renommé."]
    assert devices_of(cast.marie).get().name == "Mon bureau"


def test_a_trial_is_answered_beside_the_device_or_on_the_next_page(cast, marie, service):
    device = push_device_of(cast.marie, service.browser("bureau"))
    path = f"/notifications/devices/{device.pk}/test/"

    beside = marie.post(path, headers={"HX-Request": "true"}).content.decode()
    assert "Essai envoyé." in beside
    assert "<html" not in beside
    service.days["/bureau"] = 500
    assert said(marie.post(path)) == [
        "Le service de notifications de cet appareil ne répond pas. Comptoir réessaie ; l’e-mail prend le relais après une heure."
    ]
    assert len(service.asked) == 2


def test_a_device_is_removed_without_javascript(cast, marie):
    device = push_device_of(cast.marie)

    response = marie.post(f"/notifications/devices/{device.pk}/removal/")

    assert (response.status_code, said(response)) == (302, ["Appareil retiré : il ne reçoit plus rien."])
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize("deed", ["", "test/", "removal/"])
def test_a_device_of_somebody_else_is_not_there(cast, marie, deed):
    device = push_device_of(cast.paul)

    assert marie.post(f"/notifications/devices/{device.pk}/{deed}").status_code == 404
    assert PushDevice.objects.filter(pk=device.pk).exists()


def part_of(user):
    request = RequestFactory().get("/settings/notifications/")
    request.user = user
    return render_to_string("notifications/devices.html", {"devices": devices_of(user)}, request).replace("\u202f", " ")


def test_the_list_says_how_each_device_is(cast):
    now = timezone.now()
    push_device_of(cast.marie, name="Bureau", last_sent_at=now)
    push_device_of(cast.marie, name="Poche", channel="mobile", failing_since=now, last_error="slow")
    push_device_of(cast.marie, name="Parti", gone_at=now)
    push_device_of(cast.paul, name="De Paul")

    part = part_of(cast.marie)

    assert re.findall(r"<b>(\w+)</b>", part) == ["Poche", "Bureau"]
    assert "Dernière notification : " in part
    assert "Le service de notifications de cet appareil ne répond pas." in part
    assert "Rien n’arrive depuis" in part
    assert part.count("Envoyer un essai") == part.count("Retirer<") == 2


def test_every_sentence_stands_in_the_page_and_none_is_shown_before_it_is_known_to_be_true(cast):
    part = part_of(cast.marie)

    states = re.findall(r'data-(?:push|browser|problem)="(\w+)"[^>]*>', part)
    assert set(states) == {
        "off", "on", "install", "unsupported", "insecure", "denied",
        "chrome", "edge", "firefox", "safari", "ios", "android", "other", "dismissed", "service", "failed", "said",
    }  # fmt: skip
    assert all(" hidden" in tag for tag in re.findall(r'<[^>]*data-(?:push|browser|problem)="[^>]*>', part))
    assert "votre navigateur doit autoriser JavaScript" in part
    assert "Aucun appareil pour l’instant" in part


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_one_question_to_the_database(cast, django_assert_num_queries, count):
    for _ in range(count):
        push_device_of(cast.marie)

    with django_assert_num_queries(1):
        part_of(cast.marie)
