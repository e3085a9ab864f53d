"""The door of a link: nothing happens by looking at it, and whoever comes in has shown what the firm asks for (K11, K5)."""

import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from comptoir.clients.models import Client as Company
from comptoir.links.decisions import GRANT_SECONDS
from comptoir.links.grants import GRANTS
from comptoir.links.models import Link, LinkUse

from .parcels import BROWSER, SECRET, SENTENCE, address, link_to

MFA, CODE, ACCOUNT = "mfa", "code", "account"


def visitor(**headers):
    return Client(**(BROWSER | headers))


def text(response):
    return response.content.decode()


def kinds(link):
    return list(link.uses.order_by("id").values_list("kind", flat=True))


def test_the_door_says_whose_firm_it_is_and_nothing_of_what_lies_behind(cast, link):
    for method in ("get", "head"):
        response = getattr(visitor(), method)(address(link))

        assert response.status_code == 200
        assert SECRET not in text(response)
        assert cast.client.name not in text(response)
        assert link.contact.last_name not in text(response)
    page = text(visitor().get(address(link)))
    assert "Cabinet Lormeau" in page
    assert SENTENCE in page
    assert "Ouvrir" in page


def test_looking_consumes_nothing_and_opening_does_nothing_either(link):
    browser = visitor()
    for _again in range(3):
        browser.get(address(link))
    assert browser.post(address(link, "entry/")).headers["Location"] == address(link)

    assert text(browser.get(address(link))) == SECRET
    assert Link.objects.get(pk=link.pk).consumed_at is None


def test_another_browser_stands_before_the_door_again(link):
    visitor().post(address(link, "entry/"))

    assert SECRET not in text(visitor().get(address(link)))


def test_what_is_posted_without_having_come_in_is_not_served(link):
    response = visitor().post(address(link), {"anything": "x"})

    assert response.status_code == 403
    assert "Ouvrir" in text(response)
    assert Link.objects.get(pk=link.pk).consumed_at is None


def test_a_link_serves_once(link):
    browser = visitor()
    browser.post(address(link, "entry/"))

    assert text(browser.post(address(link))) == "Fait."
    response = browser.get(address(link))
    assert response.status_code == 410
    assert "Ce lien a déjà servi" in text(response)
    assert SECRET not in text(response)


def test_coming_in_holds_for_two_hours(link, monkeypatch):
    browser = visitor()
    browser.post(address(link, "entry/"))
    assert text(browser.get(address(link))) == SECRET

    now = time.time()
    monkeypatch.setattr("comptoir.links.grants.time.time", lambda: now + GRANT_SECONDS + 1)
    assert SECRET not in text(browser.get(address(link)))


def test_the_session_s_key_changes_at_entry(link):
    browser = visitor()
    session = browser.session
    session["planted"] = True
    session.save()
    browser.cookies["session"] = planted = session.session_key

    browser.post(address(link, "entry/"))

    assert browser.session.session_key != planted
    assert list(browser.session[GRANTS]) == [str(link.pk)]


def test_a_grant_for_one_link_opens_no_other(cast, lea, link):
    letter = link_to(cast, lea, purpose="letter")
    browser = visitor()
    browser.post(address(link, "entry/"))

    assert SECRET not in text(browser.get(address(letter)))
    assert text(browser.get(address(link))) == SECRET


def test_pages_of_links_are_kept_by_nobody(link):
    browser = visitor()
    browser.post(address(link, "entry/"))
    for response in (visitor().get(address(link)), browser.get(address(link)), visitor().get("/l/nothing/")):
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert response.headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("token", ["l_" + "0" * 64, "x", "%00", "é" * 40, "l_" + "f" * 5000])
def test_a_forged_token_is_a_page_that_does_not_exist_and_says_what_to_do(db, token):
    for path in (f"/l/{token}/", f"/l/{token}/?for=see"):
        response = visitor().get(path)
        assert response.status_code == 404
        assert "Ce lien n’existe pas" in text(response)
    for rest in ("entry/", "code/", "renewal/"):
        assert visitor().post(f"/l/{token}/{rest}").status_code == 404
        assert visitor().get(f"/l/{token}/{rest}").status_code == 405


def test_a_token_that_is_a_little_different_opens_nothing(link):
    token = link.token
    for other in (token[:-1], token + "0", token.upper(), token[:-1] + ("0" if token[-1] != "0" else "1"), link.nonce, link.digest):
        assert visitor().get(f"/l/{other}/").status_code == 404


def test_forms_of_other_sites_are_refused(link):
    strict = Client(enforce_csrf_checks=True, **BROWSER)
    for rest in ("entry/", "code/", "renewal/", ""):
        assert strict.post(address(link, rest)).status_code == 403
    assert kinds(link) == []


def test_revoked_used_and_gone_each_say_what_to_do(cast, lea):
    now = timezone.now()
    revoked = link_to(cast, lea, revoked_at=now)
    used = link_to(cast, lea, purpose="letter", consumed_at=now)
    gone = link_to(cast, lea, purpose="approval", target_id=10**9)
    unknown = link_to(cast, lea, purpose="open_letter")
    Link.objects.filter(pk=unknown.pk).update(purpose="no-longer-declared")

    for link, title in (
        (revoked, "Ce lien a été retiré"),
        (used, "Ce lien a déjà servi"),
        (gone, "Il n’y a plus rien derrière ce lien"),
        (unknown, "Il n’y a plus rien derrière ce lien"),
    ):
        response = visitor().get(address(link))
        assert (response.status_code, title in text(response)) == (410, True), title
        assert visitor().post(address(link, "entry/")).status_code == 410
        assert "Recevoir un nouveau lien" not in text(response)
        assert kinds(link) == ["too_late"]


def test_the_link_before_the_newest_says_that_there_is_a_newer_one(cast, lea, link):
    newer = link_to(cast, lea)

    assert "Un lien plus récent vous a été envoyé" in text(visitor().get(address(link)))
    assert SENTENCE in text(visitor().get(address(newer)))


def test_an_expired_link_offers_a_new_one_to_the_same_address_only(cast, lea, link):
    Link.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(days=1))
    page = text(visitor().get(address(link)))
    assert "Ce lien a expiré" in page
    assert "l…@b….example" in page
    assert lea.email not in page

    answer = visitor().post(address(link, "renewal/"), {"email": "thief@example.com"}, follow=True)

    assert "Un lien plus récent vous a été envoyé" in text(answer)
    assert "Un nouveau lien est parti à l…@b….example." in text(answer)
    new = Link.objects.latest("pk")
    assert (new.pk != link.pk, new.email) == (True, "lea@boulangerie.example")
    assert kinds(link) == ["too_late", "renewed"]
    visitor().post(address(link, "renewal/"))
    assert Link.objects.count() == 2


def test_a_new_link_goes_to_no_address_but_that_of_the_old_one(lea, link):
    Link.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(days=1))
    lea.email = "elsewhere@example.com"
    lea.save()
    page = text(visitor().get(address(link)))
    visitor().post(address(link, "renewal/"))

    assert "Recevoir un nouveau lien" not in page
    assert "une adresse qui a changé depuis" in page
    assert Link.objects.count() == 1


def test_a_link_that_is_open_or_withdrawn_is_not_renewed(cast, lea, link):
    visitor().post(address(link, "renewal/"))
    Link.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(days=1), revoked_at=timezone.now())
    visitor().post(address(link, "renewal/"))
    Link.objects.filter(pk=link.pk).update(revoked_at=None, target_id=10**9)
    visitor().post(address(link, "renewal/"))

    assert Link.objects.count() == 1


def test_a_page_that_reveals_nothing_is_served_at_once(cast, lea):
    link = link_to(cast, lea, purpose="open_letter")

    assert text(visitor().get(address(link))) == SECRET
    assert kinds(link) == ["opened"]


def test_whoever_is_signed_in_as_somebody_else_is_told_so_and_shown_the_ways_out(cast, link):
    browser = visitor()
    browser.force_login(cast.gaston)
    page = text(browser.get(address(link)))

    assert "Ce lien a été envoyé à une autre adresse" in page
    assert "Gaston Delattre" in page
    assert "l…@b….example" in page
    assert "Se déconnecter" in page
    assert SECRET not in page
    assert "Ce lien a été envoyé à une autre adresse" not in text(visitor().get(address(link)))


def test_whoever_is_signed_in_as_the_person_goes_on_at_the_portal(cast):
    cast.put_on_portal(cast.client)
    link = link_to(cast, cast.contact_of(cast.helene, cast.client))
    browser = visitor()
    browser.force_login(cast.helene)

    assert browser.get(address(link)).headers["Location"] == f"/conversations/?client={cast.client.pk}"


def test_without_portal_the_person_is_served_here(cast):
    link = link_to(cast, cast.contact_of(cast.helene, cast.client))
    browser = visitor()
    browser.force_login(cast.helene)

    assert text(browser.get(address(link))) == SECRET


def test_who_lost_the_access_stands_before_the_door_like_everybody(cast, asks):
    cast.put_on_portal(cast.client)
    link = link_to(cast, cast.contact_of(cast.helene, cast.client))
    cast.let_jules_administer()
    cast.helene.client_accesses.update(closed_at=timezone.now())
    asks(see=MFA)
    browser = visitor()
    browser.force_login(cast.helene)

    page = text(browser.get(address(link)))
    assert SECRET not in page
    assert "Se connecter" in page


def test_a_client_on_the_portal_can_sign_in_even_where_the_link_suffices(cast, link):
    assert "Se connecter" not in text(visitor().get(address(link)))
    cast.put_on_portal(cast.client)

    page = text(visitor().get(address(link)))
    assert "Ouvrir" in page
    assert f"/p/lormeau/?next=%2Fconversations%2F%3Fclient%3D{cast.client.pk}" in page


@pytest.mark.parametrize("way", [ACCOUNT, MFA])
def test_where_an_account_is_asked_for_the_link_leads_to_the_sign_in_and_opens_nothing(cast, link, asks, way):
    cast.put_on_portal(cast.client)
    asks(see=way)
    browser = visitor()

    page = text(browser.get(address(link)))
    assert "/p/lormeau/?next=" in page
    assert "Ouvrir</button>" not in page
    assert ("second facteur" in page) == (way == MFA)
    browser.post(address(link, "entry/"))
    browser.post(address(link, "code/"))
    assert SECRET not in text(browser.get(address(link)))
    assert kinds(link) == ["opened"]


def test_approvals_stay_open_to_links_whatever_requests_ask_for(cast, lea, asks):
    cast.put_on_portal(cast.client)
    asks(see=MFA, upload=MFA, answer=MFA)
    link = link_to(cast, lea, purpose="approval")
    browser = visitor()
    browser.post(address(link, "entry/"))

    assert text(browser.get(address(link))) == SECRET


def test_a_client_that_is_not_on_the_portal_is_asked_for_a_code_at_most(cast, link, asks):
    asks(see=MFA)

    assert "Recevoir un code par e-mail" in text(visitor().get(address(link)))


def test_a_link_of_another_firm_asks_for_what_that_firm_asks(cast, link, asks):
    asks(see=CODE)
    theirs = link_to(
        cast, cast.contact(cast.foreign_client, "Oscar", "Haddad", email="oscar@menuiserie.example"), firm=cast.other_firm, client=cast.foreign_client
    )

    assert "Recevoir un code par e-mail" in text(visitor().get(address(link)))
    assert "Ouvrir" in text(visitor().get(address(theirs)))
    assert "Cabinet Vasseur" in text(visitor().get(address(theirs)))


def test_visitors_read_the_language_of_their_mails_unless_they_chose_another(lea, link, settings):
    lea.language = "en"
    lea.save()

    assert visitor().get(address(link)).headers["Content-Language"] == "en"
    dutch = visitor()
    dutch.cookies[settings.LANGUAGE_COOKIE_NAME] = "nl"
    assert dutch.get(address(link)).headers["Content-Language"] == "nl"


def test_what_was_done_with_a_link_is_written_down_and_bursts_once(link):
    for _again in range(5):
        visitor().head(address(link))
        visitor().get(address(link))
        visitor(HTTP_USER_AGENT="curl/8.14").get(address(link))
    browser = visitor()
    browser.post(address(link, "entry/"))
    browser.post(address(link))

    assert kinds(link) == ["scanned", "opened", "scanned", "entered", "consumed"]
    opened = link.uses.get(kind="opened")
    assert (opened.address, opened.agent) == ("127.0.0.1", BROWSER["HTTP_USER_AGENT"])


def test_a_log_never_grows_beyond_twenty_of_a_kind(link):
    for number in range(30):
        visitor(HTTP_USER_AGENT=f"Mozilla/5.0 Firefox/{number} " + "x" * 300).get(address(link))

    assert link.uses.count() == 20
    assert max(len(use.agent) for use in link.uses.all()) == 200


def test_the_object_may_be_renamed_or_deleted_without_a_trace_at_the_door(cast, link):
    Company.objects.filter(pk=cast.client.pk).update(name="Zibeline")

    assert "Zibeline" not in text(visitor().get(address(link)))
    assert LinkUse.objects.filter(link=link, kind="opened").exists()
