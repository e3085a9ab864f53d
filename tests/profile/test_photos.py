"""The photo: what is taken, what is kept of it, who sees it (P2; promises E1, E3)."""

import gc
import subprocess
import sys
import tracemalloc

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from comptoir.events.models import Event
from comptoir.kernel.darkroom import crop_box
from comptoir.kernel.pictures import DARKROOM
from tests.notifications.producers import question

from .browsers import browser_of
from .pictures import bomb, colour_at, encoded, halves, opened, plain, upload

PAGE = "/settings/profile/photo/"
MEGABYTE = 1024 * 1024
REMOVAL = "/settings/profile/photo/removal/"


def put(browser, content, name="photo.png", follow=False, **crop):
    return browser.post(PAGE, {"photo": upload(content, name)} | crop, follow=follow)


def photo_of(person, size=512):
    name = type(person).objects.get(pk=person.pk).photo
    path = f"photos/{name}" if size == 512 else f"photos/{name.removesuffix('.webp')}-{size}.webp"
    with default_storage.open(path) as file:
        return file.read()


def files():
    return sorted(default_storage.listdir("photos")[1]) if default_storage.exists("photos") else []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_each_kind_becomes_two_squares_in_webp(cast, kind):
    browser = browser_of(cast.marie)

    page = put(browser, plain(kind), name="whatever.txt", follow=True).content.decode()

    assert "Photo enregistrée. Seuls vos collègues la voient." in page
    assert [(photo.format, photo.size) for photo in (opened(photo_of(cast.marie)), opened(photo_of(cast.marie, 96)))] == [
        ("WEBP", (512, 512)),
        ("WEBP", (96, 96)),
    ]
    assert Event.objects.get(verb="photo.changed").actor == cast.marie


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_each_way_of_keeping_colours_is_read(cast, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"

    assert put(browser_of(cast.marie), encoded(Image.new(mode, (40, 30)), kind)).status_code == 302


def test_what_is_transparent_becomes_white(cast):
    put(browser_of(cast.marie), encoded(Image.new("RGBA", (40, 40), (200, 0, 0, 0)), "PNG"))

    assert min(opened(photo_of(cast.marie)).convert("RGB").getpixel((256, 256))) > 250


def test_a_photo_taken_lying_stands_upright_and_says_nothing_of_where_it_was_taken(cast):
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera lay on its side: a viewer turns it clockwise
    exif[0x010F] = "Zibeline Optique"
    exif.get_ifd(0x8825)[1] = "N"
    image = halves(size=(400, 400))
    put(browser_of(cast.marie), encoded(image, "JPEG", exif=exif, quality=95, comment=b"Zibeline"))

    kept = photo_of(cast.marie)
    assert (colour_at(opened(kept), 0.5, 0.1), colour_at(opened(kept), 0.5, 0.9)) == ("red", "blue")
    assert (dict(opened(kept).getexif()), "icc_profile" in opened(kept).info, b"Zibeline" in kept) == ({}, False, False)


@pytest.mark.parametrize(
    ("crop", "seen"),
    [
        ({"x": "0", "y": "0", "size": "1"}, "red"),
        ({"x": "0.5", "y": "0", "size": "1"}, "blue"),
        ({"x": "0.9", "y": "0.9", "size": "0.2"}, "blue"),
    ],
)
def test_the_square_that_was_chosen_is_kept(cast, crop, seen):
    put(browser_of(cast.marie), encoded(halves(), "JPEG", quality=95), **crop)

    kept = opened(photo_of(cast.marie))
    assert {colour_at(kept, x, y) for x in (0.1, 0.5, 0.9) for y in (0.1, 0.9)} == {seen}


@pytest.mark.parametrize("crop", [{}, {"x": "nan", "y": "0", "size": "1"}, {"x": "abc"}, {"x": "-1", "y": "5", "size": "9"}, {"x": "0", "y": "0", "size": "0"}])
def test_without_a_square_or_with_nonsense_the_middle_is_kept(cast, crop):
    put(browser_of(cast.marie), encoded(halves(), "PNG"), **crop)

    kept = opened(photo_of(cast.marie))
    assert (colour_at(kept, 0.2, 0.5), colour_at(kept, 0.8, 0.5)) == ("red", "blue")


@given(st.integers(1, 60_000), st.integers(1, 60_000), st.lists(st.floats(allow_nan=True), min_size=0, max_size=3))
def test_the_square_is_always_inside_the_picture(width, height, crop):
    left, top, side = crop_box(width, height, crop)

    assert 0 < side <= min(width, height)
    assert -1e-6 <= left <= width - side + 1e-6
    assert -1e-6 <= top <= height - side + 1e-6


GIF, TRUNCATED = encoded(Image.new("RGB", (20, 20)), "GIF"), plain("JPEG", (900, 900))
NO_PHOTO = "Ce fichier n’est pas une photo JPEG, PNG, WebP ou HEIC. Choisissez-en une."
BROKEN = "Cette image est incomplète ou abîmée. Ouvrez-la, enregistrez-la à nouveau et renvoyez-la."


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', NO_PHOTO),
        (GIF, NO_PHOTO),
        (b"%PDF-1.7\n1 0 obj", NO_PHOTO),
        (b"Bonjour", NO_PHOTO),
        (b"PK\x03\x04photo.png", NO_PHOTO),
        (TRUNCATED[: len(TRUNCATED) // 2], BROKEN),
        (plain()[:60], BROKEN),
        (plain("HEIF", (600, 600))[:700], BROKEN),
        (b"\x89PNG\r\n\x1a\n", BROKEN),
        (b"", "Ce fichier est vide. Choisissez une photo JPEG, PNG, WebP ou HEIC."),
        (b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024), "Cette photo dépasse 10 Mo. Choisissez-en une plus légère."),
        (plain(size=(9000, 5000)), "Cette image est trop grande : 9 000 × 5 000 pixels. Choisissez-en une de 40 millions de pixels au plus."),
    ],
)
def test_what_makes_no_photo_is_refused_with_its_reason_at_the_field(cast, content, sentence):
    answer = put(browser_of(cast.marie), content)

    page = answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert answer.status_code == 422
    assert sentence.replace("\u202f", " ") in page.split('id="id_photo_error"')[1].split("</p>")[0]
    assert 'aria-describedby="id_photo_error"' in page
    assert (files(), Event.objects.filter(verb="photo.changed").count()) == ([], 0)


def test_no_file_at_all_is_said(cast):
    answer = browser_of(cast.marie).post(PAGE, {})

    assert answer.status_code == 422
    assert "Choisissez d’abord une photo." in answer.content.decode()


def test_a_bomb_is_refused_without_the_memory_it_asks_for(cast):
    """Fifty thousand pixels square are 7.5 GB: neither this process nor the one that looks at pictures opens them."""
    browser, picture = browser_of(cast.marie), bomb()
    gc.collect()
    tracemalloc.start()
    answer = put(browser, picture)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert "50 000 × 50 000 pixels" in answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert peak < 20 * MEGABYTE
    assert memory_of_the_darkroom(picture) < 80 * MEGABYTE


def memory_of_the_darkroom(picture):
    """The most bytes that the process which looks at `picture` ever held; asked through a small one, since a child's figure begins with its parent's."""
    measure = "import resource, subprocess, sys; subprocess.run(sys.argv[1:]); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    command = [sys.executable, "-I", "-c", measure, sys.executable, "-I", DARKROOM, "photo"]
    ended = subprocess.run(command, input=picture, capture_output=True, check=True)
    assert b'{"refused": ["too_large", 50000, 50000]}' in ended.stdout
    return int(ended.stdout.rpartition(b"}")[2]) * 1024


def test_a_replaced_photo_has_another_address_and_its_files_go(cast, django_capture_on_commit_callbacks):
    browser = browser_of(cast.marie)
    put(browser, plain(colour="red"))
    first = files()
    before = browser.get("/settings/profile/").content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        put(browser, plain(colour="blue"))

    assert (len(first), len(files()), set(first) & set(files())) == (2, 2, set())
    after = browser.get("/settings/profile/").content.decode()
    address = f"/people/{cast.marie.pk}/photo/512/?v="
    assert before.split(address)[1][:8] != after.split(address)[1][:8]


def test_a_deleted_photo_leaves_the_initials_and_no_file(cast, django_capture_on_commit_callbacks):
    browser = browser_of(cast.marie)
    put(browser, plain())

    with django_capture_on_commit_callbacks(execute=True):
        page = browser.post(REMOVAL, follow=True).content.decode()

    assert "Photo supprimée." in page
    assert "MDU" in page
    assert files() == []
    browser.post(REMOVAL)
    assert Event.objects.filter(verb="photo.removed").count() == 1


def test_a_photo_that_cannot_be_recorded_leaves_no_file(cast):
    from comptoir.profile.actions import set_photo

    cast.marie.pk = 10**9  # whose account is gone
    with pytest.raises(type(cast.marie).DoesNotExist):
        set_photo(cast.marie, (b"large", b"small"), by=None)

    assert files() == []


def test_colleagues_see_it_and_nobody_else(cast):
    put(browser_of(cast.marie), plain())
    path = f"/people/{cast.marie.pk}/photo/96/"

    seen = {
        who: browser_of(getattr(cast, who)).get(path).status_code for who in ("marie", "paul", "luc", "admin", "helene", "jules", "gaston", "vera", "operator")
    }
    seen["visitor"] = Client().get(path).status_code

    assert {who for who, status in seen.items() if status == 200} == {"marie", "paul", "luc", "admin"}
    assert {status for status in seen.values() if status != 200} == {404}


@pytest.mark.parametrize("path", ["/people/0/photo/96/", "/people/999999/photo/96/"])
def test_unknown_people_and_sizes_are_not_there(cast, path):
    put(browser_of(cast.marie), plain())
    browser = browser_of(cast.paul)

    assert browser.get(path).status_code == 404
    assert browser.get(f"/people/{cast.paul.pk}/photo/96/").status_code == 404
    assert browser.get(f"/people/{cast.marie.pk}/photo/97/").status_code == 404


def test_who_left_the_firm_neither_sees_nor_is_seen(cast):
    put(browser_of(cast.marie), plain())
    paul, path = browser_of(cast.paul), f"/people/{cast.marie.pk}/photo/96/"
    cast.marie.memberships.update(left_at=timezone.now())
    assert paul.get(path).status_code == 404

    cast.marie.memberships.update(left_at=None)
    cast.paul.memberships.update(left_at=timezone.now())
    assert browser_of(cast.paul).get(path).status_code == 404


def test_it_is_served_as_a_picture_that_runs_nowhere_and_is_kept_by_nobody_else(cast):
    put(browser_of(cast.marie), plain())
    browser = browser_of(cast.paul)
    answer = browser.get(f"/people/{cast.marie.pk}/photo/96/")

    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"].startswith("private")
    again = browser.get(f"/people/{cast.marie.pk}/photo/96/", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_clients_have_no_photo(cast):
    browser = browser_of(cast.helene)

    assert "Téléverser la photo" not in browser.get("/settings/profile/").content.decode()
    assert put(browser, plain()).status_code == 404
    assert browser.post(REMOVAL).status_code == 404


def test_photos_stand_on_the_firms_pages_and_never_at_the_clients(cast, drain):
    put(browser_of(cast.marie), plain())
    conversation = question(cast).conversation
    drain()
    address = f"/people/{cast.marie.pk}/photo/"
    firm, client = browser_of(cast.paul), browser_of(cast.helene)

    shown = {
        path: address in firm.get(path).content.decode() for path in ("/firm/members/", f"/dossiers/{cast.dossier.pk}/", f"/conversations/{conversation.pk}/")
    }
    hidden = {
        path: address in client.get(path).content.decode()
        for path in ("/p/lormeau/", f"/conversations/{conversation.pk}/", "/settings/profile/", "/notifications/")
    }

    assert (set(shown.values()), set(hidden.values())) == ({True}, {False})


def test_photos_are_in_no_mail(cast, drain):
    from comptoir.transports.actions import send_due
    from comptoir.transports.email import MailboxOutlet
    from comptoir.transports.models import MailboxMessage

    put(browser_of(cast.helene), plain())
    put(browser_of(cast.marie), plain())
    question(cast, by=cast.marie)
    drain()
    while send_due(MailboxOutlet()):
        pass

    assert MailboxMessage.objects.exists()
    assert not any(b"/photo/" in bytes(mail.source) for mail in MailboxMessage.objects.all())


@pytest.mark.parametrize("path", ["/firm/members/", "/", "/conversations/"])
def test_photos_cost_the_lists_no_query(cast, path):
    browser = browser_of(cast.paul)
    browser.get(path)
    with CaptureQueriesContext(connection) as without:
        browser.get(path)
    type(cast.marie).objects.update(photo="abc.webp")

    with CaptureQueriesContext(connection) as with_photos:
        assert "/photo/96/?v=abc.webp" in browser.get(path).content.decode()

    assert len(with_photos) == len(without)


def test_the_page_holds_what_the_crop_needs_and_works_without_it(cast):
    page = browser_of(cast.marie).get("/settings/profile/").content.decode()

    assert 'profile/crop.js"' in page
    assert all(f'name="{name}"' in page for name in ("x", "y", "size"))
    assert "Enregistrer la photo" in page
