"""Photo, ID, trigram and e-mail address, by program: the same rules as the page's."""

import pytest
from django.test.client import MULTIPART_CONTENT, encode_multipart
from django.utils import timezone

from comptoir.accounts.models import User
from comptoir.profile.models import EmailChange
from tests.cast import PASSWORD
from tests.profile.pictures import encoded, halves, plain, upload
from tests.profile.test_photos import colour_at, opened, photo_of

from .conftest import fields_in_error

NEW = "marie@nouveau.example"


def put_form(caller, fields, **headers):
    """PUT as multipart/form-data."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    body = encode_multipart("BoUnDaRyStRiNg", fields)
    return caller.client.put("/api/v1/me/photo", body, content_type=MULTIPART_CONTENT, headers=caller.headers | more)


def put_raw(caller, content, kind="image/png"):
    return caller.client.put("/api/v1/me/photo", content, content_type=kind, headers=caller.headers)


def test_id_trigram_and_tint_are_changed_and_read(cast, call):
    after = call(cast.marie).patch("me", {"number": " A-7 ", "trigram": "mdü", "tint": 12, "phone": "03 20 00 00 00"}).json()

    assert (after["number"], after["trigram"], after["tint"], after["phone"]) == ("A-7", "MDU", 12, "+33320000000")
    assert call(cast.marie).get("me").json() == after


@pytest.mark.parametrize(
    "change",
    [{"trigram": "M1"}, {"trigram": "ABCD"}, {"tint": 0}, {"tint": 13}, {"tint": "3"}, {"number": "1\u200b2"}, {"phone": "12"}, {"first_name": "R2D2"}],
)
def test_what_the_page_refuses_is_refused(cast, call, change):
    assert fields_in_error(call(cast.marie).patch("me", change)) == list(change)


@pytest.mark.parametrize("change", [{"number": "A-7"}, {"trigram": "ABC"}])
def test_a_colleagues_id_and_trigram_are_named_as_taken_and_clients_have_none(cast, call, change):
    call(cast.paul).patch("me", change)

    refused = call(cast.marie).patch("me", change | {"job_title": "Associée"})

    assert fields_in_error(refused) == list(change)
    assert "Paul Petit" in refused.json()["errors"][0]["message"]
    assert User.objects.get(pk=cast.marie.pk).job_title == ""
    assert fields_in_error(call(cast.helene).patch("me", change)) == list(change)
    assert call(cast.vera).patch("me", change).status_code == 200


def test_a_photo_is_put_as_it_is_or_as_a_form_and_deleted(cast, call):
    marie = call(cast.marie)

    assert put_raw(marie, plain("JPEG"), "image/jpeg").json()["has_photo"] is True
    form = {"photo": upload(encoded(halves(), "PNG")), "x": "0", "y": "0", "size": "1"}
    assert put_form(marie, form).status_code == 200
    assert colour_at(opened(photo_of(cast.marie)), 0.9, 0.5) == "red"
    assert [marie.delete("me/photo").status_code for _ in range(2)] == [204, 204]
    assert marie.get("me").json()["has_photo"] is False


def test_a_file_that_makes_no_photo_is_refused_with_its_reason(cast, call):
    refused = put_raw(call(cast.marie), b"%PDF-1.7", "application/pdf")

    assert fields_in_error(refused) == ["photo"]
    assert refused.json()["errors"][0]["message"] == "Ce fichier n’est pas une photo JPEG, PNG, WebP ou HEIC. Choisissez-en une."
    assert fields_in_error(put_raw(call(cast.marie), b"")) == ["photo"]
    assert fields_in_error(put_form(call(cast.marie), {"x": "0"})) == ["photo"]
    assert fields_in_error(put_form(call(cast.marie), {"photo": upload(plain()), "x": "-1", "size": "nan"})) == ["x", "size"]
    assert call(cast.helene).put("me/photo", "x").status_code == call(cast.helene).delete("me/photo").status_code == 404


def test_a_key_that_sent_one_photo_sends_no_other(cast, call):
    marie = call(cast.marie)
    red, blue = [{"photo": upload(plain(colour=colour))} for colour in ("red", "blue")]

    assert put_form(marie, red, Idempotency_Key="a").status_code == 200
    assert put_form(marie, blue, Idempotency_Key="a").status_code == 422


def test_a_new_address_is_asked_for_with_the_password(cast, call):
    marie = call(cast.marie)

    asked = marie.post("me/email-changes", {"email": NEW.upper(), "password": PASSWORD})

    assert (asked.status_code, asked.json()["email"]) == (201, NEW)
    assert (marie.get("me").json()["email"], marie.get("me").json()["pending_email"]) == ("marie@example.com", NEW)
    assert marie.post("me/email-changes/resending").status_code == 201
    assert [marie.delete("me/email-changes").status_code for _ in range(2)] == [204, 204]
    assert marie.get("me").json()["pending_email"] is None
    assert marie.post("me/email-changes/resending").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [({"password": "Pas-le-bon-2026"}, "password"), ({"email": "marie"}, "email"), ({"email": "marie@example.com"}, "email"), ({"user": 1}, "user")],
)
def test_a_request_that_cannot_be_is_refused_with_its_field(cast, call, change, field):
    assert fields_in_error(call(cast.marie).post("me/email-changes", {"email": NEW, "password": PASSWORD} | change)) == [field]
    assert not EmailChange.objects.exists()


def test_somebody_elses_address_gets_the_same_answer(cast, call):
    free, taken = [call(cast.marie).post("me/email-changes", {"email": email, "password": PASSWORD}) for email in ("libre@example.net", "paul@example.com")]

    assert (free.status_code, set(free.json())) == (taken.status_code, set(taken.json()))


def test_five_requests_an_hour(cast, call):
    marie = call(cast.marie)

    answers = [marie.post("me/email-changes", {"email": f"m{number}@example.net", "password": PASSWORD}) for number in range(6)]

    assert [answer.status_code for answer in answers] == [201] * 5 + [429]
    assert answers[-1].headers["Retry-After"]
    assert EmailChange.objects.pending(timezone.now()).count() == 1


def test_guessing_the_password_stops_after_ten_tries(cast, call):
    marie = call(cast.marie)

    answers = [marie.post("me/email-changes", {"email": NEW, "password": "Pas-le-bon-2026"}) for _ in range(11)]

    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert marie.post("me/email-changes", {"email": NEW, "password": PASSWORD}).status_code == 429
