"""«Paramètres > Portail client»: who finds it, on and off, the firm's door (K1, K4)."""

import pytest
from django.utils import timezone

from comptoir.events.models import Event
from comptoir.firms.models import Firm, FirmSlug
from comptoir.firms.portal_page import Section, _sections, declare
from comptoir.portal.actions import SlugTaken, change_slug, disable_portal, enable_portal
from tests.profile.browsers import browser_of
from tests.web.signing_in import sign_in

from .pages import PAGE, fresh


def page_of(person):
    return browser_of(person).get(PAGE)


def told(verb):
    return list(Event.objects.filter(verb=verb).values_list("actor__first_name", flat=True))


def test_only_administrators_find_the_page_and_it_stands_in_their_menu(cast):
    people = (cast.admin, cast.marie, cast.paul, cast.helene, cast.jules, cast.operator, cast.vera)

    assert [page_of(person).status_code for person in people] == [200, 404, 404, 404, 404, 404, 200]
    assert 'href="/firm/portal/"' in browser_of(cast.admin).get("/settings/").content.decode()
    assert 'href="/firm/portal/"' not in browser_of(cast.marie).get("/settings/").content.decode()
    assert "Cabinet Lormeau" not in page_of(cast.vera).content.decode()


def test_activer_says_that_nothing_changes_yet_and_is_kept_in_the_history(cast):
    before = page_of(cast.admin).content.decode()
    assert "L’activer ne change rien pour vos clients" in before

    after = browser_of(cast.admin).post(f"{PAGE}activation/", follow=True).content.decode()

    assert "Rien ne change pour un client tant que vous ne l’avez pas activé." in after
    assert "Le portail est activé" in after
    assert "Portail client activé" in after.split('id="history-title"')[1]
    assert fresh(cast.firm).portal_enabled_by == cast.admin
    assert told("firm.portal_enabled") == ["Alix"]


def test_activating_twice_records_it_once_and_keeps_the_first_moment(cast):
    first = enable_portal(cast.firm, by=cast.admin).portal_enabled_at

    assert enable_portal(Firm.objects.get(pk=cast.firm.pk), by=cast.admin).portal_enabled_at == first
    assert told("firm.portal_enabled") == ["Alix"]


def test_taking_it_back_says_before_in_numbers_what_it_does_and_closes_no_access(cast):
    cast.put_on_portal(cast.client, cast.other_client)
    admin = browser_of(cast.admin)

    asked = admin.get(f"{PAGE}deactivation/").content.decode()
    after = admin.post(f"{PAGE}deactivation/", follow=True).content.decode()

    assert "2 clients activés" in asked
    assert "3 utilisateurs gardent leur accès" in asked
    assert "Le portail n’est pas activé" in after
    assert browser_of(cast.helene).get("/p/lormeau/").status_code == 200
    cast.client.refresh_from_db()
    assert cast.client.portal_enabled_at is not None
    assert [disable_portal(cast.firm, by=cast.admin).portal_enabled_at for _ in range(2)] == [None, None]
    assert told("firm.portal_disabled") == ["Alix"]


def test_asking_alone_takes_nothing_back(cast):
    cast.put_on_portal(cast.client)

    browser_of(cast.admin).get(f"{PAGE}deactivation/")

    assert fresh(cast.firm).portal_enabled_at is not None


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_few_and_for_many(cast, number, django_assert_max_num_queries):
    for one in range(number):
        client, _dossier = cast.make_client(f"Client {one}", cast.lille)
        cast.client_user(f"c{one}", "Camille", f"Client {one}", client, level="full")
        enable_portal(cast.firm, by=cast.admin)
        disable_portal(cast.firm, by=cast.admin)
    admin = sign_in(cast.admin)
    admin.get(PAGE)

    with django_assert_max_num_queries(13):
        assert admin.get(PAGE).status_code == 200


def test_the_sign_in_address_stands_there_whole_whatever_host_was_asked(cast, settings):
    settings.BASE_URL = "https://portail.example"

    refused = browser_of(cast.admin).get(PAGE, headers={"host": "mechant.example"})
    page = browser_of(cast.admin).get(PAGE, headers={"x-forwarded-host": "mechant.example"}).content.decode()

    assert refused.status_code == 400
    assert 'value="https://portail.example/p/lormeau/"' in page
    assert "Copier dans le presse-papiers" in page
    assert "mechant" not in page


def test_the_door_gets_another_name_and_the_old_one_leads_to_it(cast, client):
    after = browser_of(cast.admin).post(f"{PAGE}address/", {"slug": "lormeau-lille"}, follow=True).content.decode()

    assert "/p/lormeau-lille/" in after
    assert "de lormeau à lormeau-lille" in after
    assert client.get("/p/lormeau/").headers["Location"] == "/p/lormeau-lille/"
    assert browser_of(cast.helene).get("/p/lormeau/").headers["Location"] == "/p/lormeau-lille/"
    assert browser_of(cast.helene).get("/p/lormeau-lille/").status_code == 200
    assert client.get("/p/nobody/").status_code == 404


def test_a_stranger_is_not_let_in_by_the_old_name(cast):
    change_slug(cast.firm, "lormeau-lille", by=cast.admin)

    response = browser_of(cast.omar).get("/p/lormeau/", follow=True)

    assert response.status_code == 404


@pytest.mark.parametrize("slug", ["vasseur", "vasseur-ancien"])
def test_a_name_that_is_or_was_another_firm_s_is_taken(cast, slug):
    change_slug(cast.other_firm, "vasseur-ancien", by=cast.vera)
    change_slug(cast.other_firm, "vasseur", by=cast.vera)

    response = browser_of(cast.admin).post(f"{PAGE}address/", {"slug": slug})

    assert response.status_code == 422
    assert "déjà pris" in response.content.decode()
    assert f'value="{slug}"' in response.content.decode()
    assert fresh(cast.firm).slug == "lormeau"


def test_a_firm_takes_its_own_name_back(cast):
    for slug in ("lormeau-lille", "lormeau"):
        change_slug(cast.firm, slug, by=cast.admin)

    assert fresh(cast.firm).slug == "lormeau"
    assert sorted(FirmSlug.objects.values_list("slug", flat=True)) == ["lormeau", "lormeau-lille"]


def test_the_same_name_again_changes_nothing(cast):
    change_slug(cast.firm, "lormeau", by=cast.admin)

    assert not Event.objects.filter(verb="firm.slug_changed").exists()
    with pytest.raises(SlugTaken):
        change_slug(cast.firm, "vasseur", by=cast.admin)


@pytest.mark.parametrize(
    "slug", ["", "ab", "Lormeau", "-lormeau", "lormeau-", "lor--meau", "cabinet lormeau", "lormeau/..", "é" * 5, "a" * 41, "lormeau\n", "\0\0\0"]
)
def test_a_name_that_cannot_be_comes_back_with_a_sentence(cast, slug):
    response = browser_of(cast.admin).post(f"{PAGE}address/", {"slug": slug})

    # A line's end is cut off like the spaces around a name.
    assert response.status_code == (302 if slug == "lormeau\n" else 422)
    assert fresh(cast.firm).slug == "lormeau"


def test_who_declares_a_section_has_it_on_the_page(cast, settings, tmp_path):
    (tmp_path / "extra.html").write_text('<section id="extra">{{ words }}</section>{{ presets }}')
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    declare(Section("extra", "extra.html", lambda request, firm: {"words": f"{firm.slug} {timezone.localdate().year}"}))
    try:
        page = page_of(cast.admin).content.decode()
    finally:
        del _sections["extra"]

    assert f'<section id="extra">lormeau {timezone.localdate().year}</section><' in page.replace("\n", "")
