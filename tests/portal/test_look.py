"""The logo and the background: what is taken, what is kept, who can load it, where it stands (K2, K3)."""

from email import message_from_bytes, policy

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from PIL import Image

from comptoir.events.models import Event
from comptoir.firms.letterheads import letterhead_of
from comptoir.firms.models import Brand
from comptoir.portal.actions import change_slug, remove_logo
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import MailboxMessage
from comptoir.web.shell import shell
from tests.notifications.producers import question
from tests.profile.browsers import browser_of
from tests.profile.pictures import bomb, chunk, colour_at, encoded, opened, plain, upload
from tests.web.signing_in import sign_in

from .pages import PAGE, brand_of, fresh, logo, moving, photo, put_logo, put_picture

MEGABYTE = 1024 * 1024
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def stored(firm, kind="png"):
    brand = brand_of(firm)
    with default_storage.open(f"brands/{brand.logo if kind == 'png' else brand.picture}.{kind}") as file:
        return file.read()


def files():
    return sorted(default_storage.listdir("brands")[1]) if default_storage.exists("brands") else []


def heavy_png(size):
    """A PNG of that many bytes that begins as a small picture."""
    whole = logo()
    return whole[:-12] + chunk(b"teXt", b"\0" * (size - len(whole) - 12)) + whole[-12:]


# --- The logo ---
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "HEIF", "GIF"])
def test_each_kind_becomes_a_png_that_every_mail_program_shows(cast, kind):
    put_logo(cast.admin, plain(kind, (480, 120)), "whatever.txt")

    assert (opened(stored(cast.firm)).format, opened(stored(cast.firm)).size) == ("PNG", (480, 120))
    assert brand_of(cast.firm).shows_logo
    assert set(Event.objects.values_list("verb", flat=True)) == {"firm.logo_changed", "firm.brand_changed"}


def test_the_name_is_shown_until_a_logo_is_chosen(cast):
    page = browser_of(cast.helene).get("/p/lormeau/").content.decode()
    put_logo(cast.admin, logo())
    after = browser_of(cast.helene).get("/p/lormeau/").content.decode()

    assert '<span class="firm-mark" aria-hidden="true">L</span><span>Cabinet Lormeau</span>' in page
    assert f'src="/p/lormeau/logo/{brand_of(cast.firm).logo}" alt="Cabinet Lormeau"' in after
    assert "firm-mark" not in after.split("<main")[0]


def test_a_large_logo_is_made_smaller_and_its_empty_margin_goes(cast):
    image = Image.new("RGBA", (4000, 3000), (0, 0, 0, 0))
    image.paste((200, 0, 0, 255), (1000, 1000, 3000, 1500))
    put_logo(cast.admin, encoded(image, "PNG"))

    made = opened(stored(cast.firm))
    assert made.size == (640, 160)
    assert colour_at(made, 0.5, 0.5) == "red"
    assert brand_of(cast.firm).logo_size == (192, 48)


@pytest.mark.parametrize(("ink", "ground"), [((20, 20, 20), "light"), ((250, 250, 250), "dark"), ((120, 120, 120), "")])
def test_a_transparent_logo_keeps_being_seen_on_light_and_on_dark(cast, ink, ground):
    put_logo(cast.admin, logo(ink))

    page = browser_of(cast.helene).get("/p/lormeau/").content.decode()
    assert brand_of(cast.firm).logo_ground == ground
    assert (f"logo on-{ground}" in page) == bool(ground)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_each_way_of_keeping_colours_is_read(cast, mode):
    image = Image.new(mode, (300, 100), 90 if mode in {"L", "P", "I;16", "1"} else tuple([90] * (len(mode) - 1) + [255]))

    assert put_logo(cast.admin, encoded(image, "JPEG" if mode == "CMYK" else "PNG")).status_code == 302


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (SVG, "SVG s’enregistre d’abord en PNG"),
        (b"<script>alert(1)</script>", "n’est pas une image"),
        (b"GIF89a" + b"\0" * 20, "n’est pas une image"),
        (b"%PDF-1.7 " * 20, "n’est pas une image"),
        (b"", "Ce fichier est vide"),
        (logo()[:200], "abîmée"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, "abîmée"),
        (bomb(), "trop grande"),
        (plain("PNG", (10, 10)), "trop petit"),
        (plain("PNG", (4000, 20)), "trop étroit"),
        (encoded(Image.new("RGBA", (300, 100), (0, 0, 0, 0)), "PNG"), "entièrement transparent"),
        (heavy_png(11 * MEGABYTE), "dépasse 10\u202fMo"),
    ],
    ids=["svg", "script", "gif", "pdf", "empty", "cut", "noise", "bomb", "tiny", "narrow", "invisible", "heavy"],
)
def test_what_is_no_logo_comes_back_with_a_sentence_and_nothing_is_lost(cast, content, sentence):
    put_logo(cast.admin, logo())
    before = brand_of(cast.firm), files()

    response = put_logo(cast.admin, content, "logo.png")

    assert response.status_code == 422
    assert sentence.replace("\u202f", " ") in response.content.decode().replace("\u202f", " ").replace("&#x27;", "'")
    assert (brand_of(cast.firm).__dict__ | {"_state": None}, files()) == (before[0].__dict__ | {"_state": None}, before[1])


def test_three_hundred_megabytes_are_refused_with_a_sentence(cast):
    head = b'--x\r\nContent-Disposition: form-data; name="shows"\r\n\r\nlogo\r\n--x\r\nContent-Disposition: form-data; name="logo"; filename="l.png"\r\n\r\n'
    body = head + logo() + b"\0" * (300 * MEGABYTE) + b"\r\n--x--\r\n"

    response = browser_of(cast.admin).generic("POST", f"{PAGE}brand/", body, content_type="multipart/form-data; boundary=x")

    assert response.status_code == 422
    assert "Ce logo dépasse" in response.content.decode()
    assert not Brand.objects.exclude(logo="").exists()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_a_logo_that_moves_the_first_picture_is_kept_and_said(cast, kind):
    page = put_logo(cast.admin, moving(kind), follow=True).content.decode()

    assert "seule sa première vue est gardée" in page
    assert colour_at(opened(stored(cast.firm)), 0.5, 0.5) == "red"
    assert not getattr(opened(stored(cast.firm)), "is_animated", False)


def test_nothing_that_the_file_said_of_itself_survives(cast):
    exif = Image.Exif()
    exif[0x010F] = "Zibeline Optique"
    put_logo(cast.admin, encoded(Image.new("RGB", (480, 120), "red"), "PNG", exif=exif) + b"Zibeline <script>alert(1)</script>")

    assert b"Zibeline" not in stored(cast.firm)
    assert opened(stored(cast.firm)).info == {}


def test_choosing_the_logo_without_one_says_what_to_do(cast):
    response = browser_of(cast.admin).post(f"{PAGE}brand/", {"shows": "logo"})

    assert response.status_code == 422
    assert "Choisissez d’abord un logo." in response.content.decode()


@pytest.mark.parametrize("shows", ["", "both", "\0"])
def test_a_choice_that_is_none_comes_back(cast, shows):
    response = browser_of(cast.admin).post(f"{PAGE}brand/", {"shows": shows})

    assert response.status_code == 422
    assert "Choisissez le nom ou le logo." in response.content.decode()


def test_a_replaced_logo_has_another_address_and_its_file_goes(cast, django_capture_on_commit_callbacks):
    put_logo(cast.admin, logo((200, 0, 0)))
    first = brand_of(cast.firm).logo
    with django_capture_on_commit_callbacks(execute=True):
        put_logo(cast.admin, logo((0, 0, 200)))

    second = brand_of(cast.firm).logo
    assert first != second
    assert files() == [f"{second}.png"]
    assert [Client().get(f"/p/lormeau/logo/{name}").status_code for name in (first, second)] == [404, 200]


def test_the_same_logo_again_is_no_news(cast):
    for _ in range(2):
        put_logo(cast.admin, logo())

    assert Event.objects.filter(verb="firm.logo_changed").count() == 1
    assert len(files()) == 1


def test_removing_the_logo_brings_the_name_back(cast, django_capture_on_commit_callbacks):
    put_logo(cast.admin, logo())
    with django_capture_on_commit_callbacks(execute=True):
        page = browser_of(cast.admin).post(f"{PAGE}logo/removal/", follow=True).content.decode()
        remove_logo(cast.firm, by=cast.admin)

    assert "Le nom du cabinet prend sa place." in page
    assert (brand_of(cast.firm).shows, files()) == ("name", [])
    assert Event.objects.filter(verb="firm.logo_removed").count() == 1


def test_two_firms_with_one_logo_keep_their_own_files(cast, django_capture_on_commit_callbacks):
    put_logo(cast.admin, logo())
    put_logo(cast.vera, logo())
    with django_capture_on_commit_callbacks(execute=True):
        browser_of(cast.admin).post(f"{PAGE}logo/removal/")

    assert Client().get(f"/p/vasseur/logo/{brand_of(cast.other_firm).logo}").status_code == 200


# --- The background ---
def test_every_preset_is_offered_and_worn_by_the_home(cast):
    page = browser_of(cast.admin).get(PAGE).content.decode()
    browser_of(cast.admin).post(f"{PAGE}background/", {"background": "paper"})

    assert page.count('name="background"') == 9
    home = browser_of(cast.helene).get("/p/lormeau/").content.decode()
    address = fresh(cast.firm).appearance.look_path
    assert f'href="{address}"' in home
    assert "--hero-ink: light-dark(#1d2430, #ffffff)" in Client().get(address).content.decode()
    assert Event.objects.get(verb="firm.background_changed").data["background"] == "paper"


@pytest.mark.parametrize(
    ("colour", "tone", "has_veil"), [("black", "light", False), ("white", "dark", False), ((128, 128, 128), "dark", True), ((110, 110, 110), "light", False)]
)
def test_the_words_follow_the_picture(cast, colour, tone, has_veil):
    put_picture(cast.admin, photo(colour))

    brand = brand_of(cast.firm)
    assert (brand.background, brand.picture_tone, brand.picture_veil > 0) == ("picture", tone, has_veil)


def test_a_picture_of_every_brightness_gets_the_veil_that_its_words_need(cast):
    image = Image.new("RGB", (1600, 900), "white")
    image.paste("black", (0, 0, 800, 900))
    put_picture(cast.admin, encoded(image, "PNG"))

    sheet = Client().get(fresh(cast.firm).appearance.look_path).content.decode()
    assert 40 <= brand_of(cast.firm).picture_veil <= 65
    assert f'url("/p/lormeau/background/{brand_of(cast.firm).picture}")' in sheet
    assert f"/ {brand_of(cast.firm).picture_veil}%)" in sheet


def test_a_large_picture_is_made_smaller(cast):
    put_picture(cast.admin, photo(size=(6000, 4000)))

    made = opened(stored(cast.firm, "webp"))
    assert (made.format, made.size) == ("WEBP", (1800, 1200))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (SVG, "n’est pas une image"),
        (b"", "Ce fichier est vide"),
        (photo()[:500], "abîmée"),
        (bomb(), "trop grande"),
        (plain("PNG", (600, 600)), "trop petite pour un fond"),
        (heavy_png(11 * MEGABYTE), "Cette image dépasse"),
    ],
    ids=["svg", "empty", "cut", "bomb", "small", "heavy"],
)
def test_what_is_no_background_comes_back_with_a_sentence(cast, content, sentence):
    response = put_picture(cast.admin, content)

    assert response.status_code == 422
    assert sentence in response.content.decode().replace("\u202f", " ")
    assert files() == []


@pytest.mark.parametrize(
    ("background", "sentence"), [("picture", "Choisissez d’abord une image."), ("neon", "Choisissez une couleur ou une image."), ("", "Choisissez")]
)
def test_a_background_that_is_none_comes_back(cast, background, sentence):
    response = browser_of(cast.admin).post(f"{PAGE}background/", {"background": background})

    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_picture_is_kept_while_a_colour_is_shown_and_goes_when_removed(cast, django_capture_on_commit_callbacks):
    put_picture(cast.admin, photo())
    browser_of(cast.admin).post(f"{PAGE}background/", {"background": "plum"})
    browser_of(cast.admin).post(f"{PAGE}background/", {"background": "picture"})
    assert brand_of(cast.firm).shows_picture

    with django_capture_on_commit_callbacks(execute=True):
        browser_of(cast.admin).post(f"{PAGE}background/removal/")

    assert (brand_of(cast.firm).background, brand_of(cast.firm).picture, files()) == ("fir", "", [])


# --- The preview ---
def test_a_chosen_file_is_previewed_by_what_makes_it_and_nothing_is_kept(cast):
    admin = browser_of(cast.admin)

    made = admin.post(f"{PAGE}preview/", {"logo": upload(logo())}).json()
    worn = admin.post(f"{PAGE}preview/", {"picture": upload(photo("white"))}).json()
    refused = admin.post(f"{PAGE}preview/", {"logo": upload(SVG)})

    assert made["logo"].startswith("data:image/png;base64,")
    assert (made["ground"], made["width"], made["height"]) == ("light", 192, 48)
    assert worn["look"]["--hero-ink"] == "#1d2430"
    assert "data:image/webp;base64," in worn["look"]["--hero-picture"]
    assert (refused.status_code, "SVG" in refused.json()["sentence"]) == (422, True)
    assert (files(), Brand.objects.exclude(logo="").count()) == ([], 0)


# --- The addresses ---
def test_the_look_is_public_kept_for_good_and_says_nothing_of_anybody(cast):
    put_logo(cast.admin, logo())
    put_picture(cast.admin, photo())
    brand = fresh(cast.firm).appearance

    answers = [browser_of(cast.helene).get(path) for path in (brand.logo_path, brand.picture_path, brand.look_path)]

    assert [answer.headers["Content-Type"] for answer in answers] == ["image/png", "image/webp", "text/css; charset=utf-8"]
    for answer in answers:
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert not answer.cookies


def test_an_address_that_names_nothing_of_this_firm_is_not_there(cast):
    put_logo(cast.admin, logo())
    put_picture(cast.admin, photo())
    brand = fresh(cast.firm).appearance
    wrong = [
        brand.logo_path.replace("lormeau", "vasseur"),
        brand.logo_path.replace("/logo/", "/background/"),
        brand.picture_path.replace("/background/", "/logo/"),
        "/p/lormeau/logo/0123456789abcdef",
        "/p/lormeau/look.css",
        "/p/lormeau/look.css?v=0123456789ab",
        "/p/nobody/look.css?v=" + brand.look_path.partition("=")[2],
        "/p/lormeau/logo/..%2f..%2fsecret_key",
    ]

    assert {path: Client().get(path).status_code for path in wrong} == dict.fromkeys(wrong, 404)


def test_mails_of_before_a_change_of_name_still_show_the_logo(cast):
    put_logo(cast.admin, logo())
    before = fresh(cast.firm).appearance.logo_path
    change_slug(cast.firm, "lormeau-lille", by=cast.admin)

    assert Client().get(before).status_code == 200


# --- Where it stands ---
def test_colleagues_work_in_the_name_and_clients_see_the_logo(cast):
    put_logo(cast.admin, logo())

    pages = {person: browser_of(getattr(cast, person)).get("/notifications/").content.decode() for person in ("marie", "helene", "omar")}

    assert {person: "/p/lormeau/logo/" in page for person, page in pages.items()} == {"marie": False, "helene": True, "omar": False}
    assert "Cabinet Vasseur" in pages["omar"]


def test_a_page_before_the_sign_in_wears_the_firm_that_it_belongs_to(cast):
    put_logo(cast.admin, logo())
    firm = fresh(cast.firm)
    request = RequestFactory().get("/p/lormeau/")

    worn = render_to_string("plain.html", {"firm_of_page": firm} | shell(request), request)
    plain_page = render_to_string("plain.html", shell(request), request)

    assert 'class="on-brand"' in worn
    assert firm.appearance.look_path in worn
    assert 'alt="Cabinet Lormeau"' in worn
    assert "Comptoir</p>" in plain_page
    assert "on-brand" not in plain_page


def test_mails_show_the_logo_by_its_whole_address_or_the_name(cast, drain, settings):
    settings.BASE_URL = "https://portail.example"

    def mail():
        MailboxMessage.objects.all().delete()
        question(cast)
        while drain():
            pass
        while send_due(MailboxOutlet()):
            pass
        source = MailboxMessage.objects.filter(recipient=cast.marie.email).latest("pk").source
        return message_from_bytes(bytes(source), policy=policy.default).get_body(("html",)).get_content()

    by_name = mail()
    put_logo(cast.admin, logo())
    by_logo = mail()

    assert "<img" not in by_name
    assert ">Cabinet Lormeau</p>" in by_name
    assert f'src="https://portail.example/p/lormeau/logo/{brand_of(cast.firm).logo}" alt="Cabinet Lormeau" width="192" height="48"' in by_logo
    assert "background:#ffffff" in by_logo
    assert letterhead_of(cast.other_firm) is None
    assert letterhead_of(None) is None


@pytest.mark.parametrize("path", ["/p/lormeau/", "/conversations/", "/notifications/"])
def test_the_look_costs_a_client_s_page_no_query(cast, path):
    helene = sign_in(cast.helene)
    before = cost(helene, path)

    put_logo(cast.admin, logo())
    put_picture(cast.admin, photo())

    assert cost(helene, path) == before


def cost(browser, path):
    browser.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    return len(queries)
