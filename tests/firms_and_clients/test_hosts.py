"""By which names the installation answers: its own, firms' verified domains, and nothing else (promise A8)."""

import re
from html import unescape

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comptoir.firms.addresses import firm_url
from comptoir.firms.decisions import BadHost, Refusal, read_host, shown_host
from comptoir.firms.hosts import answer_of, hosts, path_of
from comptoir.firms.models import Domain, Firm
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage
from tests.cast import PASSWORD
from tests.security.people import confirmed
from tests.security.soft_key import SoftKey
from tests.security.test_factors_passkeys import add

HOST = "portail.lormeau.example"
TOKEN = "jeton-de-preuve-assez-long-4711"


def domain_of(firm, host=HOST, *, verified=True, token=TOKEN):
    made = Domain.objects.create(firm=firm, host=host, token=token, verified_at=timezone.now() if verified else None)
    hosts.forget()
    return made


def at(host=HOST, **words):
    return Client(headers={"host": host} | words)


def words(response):
    return unescape(response.content.decode())


@pytest.mark.parametrize(
    ("typed", "host"),
    [
        ("portail.lormeau.example", "portail.lormeau.example"),
        ("  Portail.LORMEAU.example. ", "portail.lormeau.example"),
        ("portail.café.example", "portail.xn--caf-dma.example"),
        ("PORTAIL.CAFÉ.EXAMPLE", "portail.xn--caf-dma.example"),
        ("portail.xn--caf-dma.example", "portail.xn--caf-dma.example"),
        ("straße.example", "xn--strae-oqa.example"),
        ("a-b.c1.example", "a-b.c1.example"),
    ],
)
def test_a_host_has_one_form(typed, host):
    assert read_host(typed) == host
    assert read_host(shown_host(host)) == host


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", Refusal.EMPTY), (" . ", Refusal.EMPTY), ("https://portail.lormeau.example", Refusal.ADDRESS), ("portail.lormeau.example/p/", Refusal.ADDRESS),
        ("moi@lormeau.example", Refusal.ADDRESS), ("portail.lormeau.example?x", Refusal.ADDRESS), ("portail.lormeau.example:8443", Refusal.PORT),
        ("192.0.2.1", Refusal.NUMBER), ("[2001:db8::1]", Refusal.NUMBER), ("2001:db8::1", Refusal.NUMBER),
        ("127.1", Refusal.NUMBER), ("0x7f.1", Refusal.NUMBER),
        ("lormeau.0x7f", Refusal.NUMBER), ("portail", Refusal.ONE_WORD), ("portail.localhost", Refusal.INSIDE), ("serveur.local", Refusal.INSIDE),
        ("comptoir.example", Refusal.OURS), ("Comptoir.Example.", Refusal.OURS), ("portail lormeau.example", Refusal.UNREADABLE),
        ("a..example", Refusal.UNREADABLE),
        ("-a.example", Refusal.UNREADABLE), ("a_b.example", Refusal.UNREADABLE), ("*.example", Refusal.UNREADABLE), ("a\x00b.example", Refusal.UNREADABLE),
        ("é" * 70 + ".example", Refusal.UNREADABLE), (".".join(["a" * 60] * 5), Refusal.UNREADABLE),
    ],
)  # fmt: skip
def test_what_is_no_host_of_a_firm_is_refused_with_its_reason(typed, refusal):
    with pytest.raises(BadHost) as refused:
        read_host(typed, ours={"comptoir.example"})
    assert refused.value.args == (refusal,)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_a_plain_host_or_refused(typed):
    try:
        host = read_host(typed)
    except BadHost:
        return
    assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host)
    assert read_host(host) == host


@pytest.mark.parametrize("host", ["evil.example", "portail.lormeau.example", "127.0.0.2", "testserver.evil.example", "a b", "é.example", "x" * 300, "[::1", ""])
def test_a_host_that_nobody_registered_gets_400_and_nothing_else(cast, host):
    answers = [at(host).get(path) for path in ("/", "/accounts/login/", "/p/lormeau/", "/static/ui/icon.svg", "/api/v1/me")]
    answers.append(at(host).post("/accounts/login/", {"login": cast.helene.email, "password": PASSWORD}))

    assert {(answer.status_code, "Set-Cookie" in answer.headers) for answer in answers} == {(400, False)}
    assert {b"Traceback" in answer.content or b"DisallowedHost" in answer.content for answer in answers} == {False}


def test_a_domain_that_waits_serves_nothing_but_the_proof(cast):
    domain_of(cast.firm, verified=False)

    assert at().get("/").status_code == 400
    proof = at().get(path_of(TOKEN))
    assert (proof.status_code, proof.content.decode()) == (200, answer_of(HOST, TOKEN))


def test_the_proof_is_given_on_its_own_host_alone(cast):
    domain_of(cast.firm, verified=False)
    domain_of(cast.other_firm, "portail.vasseur.example", token="un-autre-jeton-de-preuve-4711")

    assert at("testserver").get(path_of(TOKEN)).status_code == 404
    assert at("portail.vasseur.example").get(path_of(TOKEN)).status_code == 404
    assert at().get(path_of("jamais-donne-a-personne-4711")).status_code == 404
    assert answer_of(HOST, TOKEN) != answer_of("portail.vasseur.example", TOKEN)


@pytest.mark.parametrize("host", [HOST, "PORTAIL.Lormeau.example", f"{HOST}.", f"{HOST}:8443"])
def test_on_its_own_domain_the_first_page_is_the_firm_s(cast, host):
    domain_of(cast.firm)

    page = at(host).get("/")

    assert page.status_code == 200
    assert "Se connecter à l’espace client de Cabinet Lormeau" in words(page)


def test_a_sign_in_there_ends_at_the_portal_and_signing_out_leads_back(cast):
    domain_of(cast.firm)
    browser = at()

    assert browser.post("/p/lormeau/", {"login": cast.helene.email, "password": PASSWORD}).headers["Location"] == "/p/lormeau/"
    assert re.search("Bon(jour|soir) Hélène", words(browser.get("/")))
    assert browser.post("/accounts/logout/").headers["Location"] == "/"


def test_colleagues_come_in_there_too_and_land_on_the_firm_s_side(cast):
    domain_of(cast.firm)
    browser = at()

    assert browser.post("/p/lormeau/", {"login": cast.marie.email, "password": PASSWORD}).headers["Location"] == "/"
    assert not re.search("Bon(jour|soir) Hélène", words(browser.get("/")))
    assert browser.get("/").status_code == 200


def test_everything_that_needs_a_session_leads_to_that_page(cast):
    domain_of(cast.firm)

    asked = [at().get(path).headers["Location"] for path in ("/conversations/?box=closed", "/clients/", "/accounts/login/?next=/conversations/")]

    assert asked == ["/?next=%2Fconversations%2F%3Fbox%3Dclosed", "/?next=%2Fclients%2F", "/?next=%2Fconversations%2F"]


@pytest.mark.parametrize("path", ["", "account/", "code/confirmation/", "code/"])
def test_another_firm_s_door_is_not_there(cast, path):
    domain_of(cast.firm)

    assert at().get(f"/p/vasseur/{path}").status_code == 404
    assert at().post(f"/p/vasseur/{path}", {"login": cast.omar.email, "password": PASSWORD}).status_code == 404
    assert at("testserver").get(f"/p/vasseur/{path}").status_code in {200, 302, 405}


def test_who_is_served_by_another_firm_is_led_to_the_installation_s_address(cast, settings):
    settings.BASE_URL = "https://comptoir.example"
    domain_of(cast.firm)
    browser = at()
    browser.post("/p/lormeau/", {"login": cast.omar.email, "password": PASSWORD})

    told = words(browser.get("/"))

    assert "n’a pas d’accès au portail de Cabinet Lormeau" in told
    assert 'href="https://comptoir.example/p/vasseur/"' in told


def test_passkeys_are_not_offered_where_they_cannot_serve(cast):
    domain_of(cast.firm)

    assert "data-passkey" not in words(at().get("/"))
    assert "data-passkey" in words(at("testserver").get("/p/lormeau/"))


def test_forms_are_taken_from_the_domain_s_own_pages_and_from_no_other_site(cast):
    domain_of(cast.firm)

    def posted(origin):
        browser = Client(enforce_csrf_checks=True, headers={"host": HOST})
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', words(browser.get("/")))[1]
        data = {"login": cast.helene.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
        return browser.post("/p/lormeau/", data, headers={"origin": origin}).status_code

    assert (posted(f"http://{HOST}"), posted("http://evil.example"), posted("http://portail.vasseur.example")) == (302, 403, 403)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "http://portail.vasseur.example/"])
def test_nobody_is_sent_from_there_to_another_site(cast, elsewhere):
    domain_of(cast.firm)
    domain_of(cast.other_firm, "portail.vasseur.example", token="un-autre-jeton-de-preuve-4711")

    assert at().post("/p/lormeau/", {"login": cast.helene.email, "password": PASSWORD, "next": elsewhere}).headers["Location"] == "/p/lormeau/"


def test_two_firms_may_wait_for_a_host_and_one_has_it(cast):
    domain_of(cast.firm)
    waiting = domain_of(cast.other_firm, verified=False, token="un-autre-jeton-de-preuve-4711")

    with pytest.raises(IntegrityError), transaction.atomic():
        Domain.objects.filter(pk=waiting.pk).update(verified_at=timezone.now())


def test_a_removed_domain_is_refused_again(cast):
    domain = domain_of(cast.firm)
    assert at().get("/").status_code == 200

    domain.delete()
    hosts.forget()

    assert at().get("/").status_code == 400


def test_hosts_cost_no_query_however_many_are_invented(cast, django_assert_num_queries):
    domain_of(cast.firm)
    at().get("/")

    with django_assert_num_queries(0):
        answers = {at(f"nom-{number}.example").get("/").status_code for number in range(20)}

    assert answers == {400}


# Addresses are built from what is registered


@pytest.mark.parametrize(
    ("base", "address"),
    [("https://comptoir.example", f"https://{HOST}/p/lormeau/"), ("http://localhost:8102", f"http://{HOST}:8102/p/lormeau/")],
)
def test_a_firm_s_addresses_are_on_its_domain_once_it_is_verified(cast, settings, base, address):
    settings.BASE_URL = base
    domain = domain_of(cast.firm, verified=False)
    assert firm_url(cast.firm, "/p/lormeau/") == f"{base}/p/lormeau/"

    Domain.objects.filter(pk=domain.pk).update(verified_at=timezone.now())
    hosts.forget()

    assert firm_url(cast.firm, "/p/lormeau/") == address
    assert firm_url(cast.other_firm, "/p/vasseur/") == f"{base}/p/vasseur/"


def test_asking_for_many_addresses_is_one_query(cast, django_assert_num_queries):
    domain_of(cast.firm)
    firms = [cast.firm, cast.other_firm, Firm.objects.create(name="Cabinet Troisième", slug="troisieme")]

    with django_assert_num_queries(1):
        assert len({firm_url(firm, "/") for firm in firms * 10}) == 2


@pytest.mark.parametrize("forged", [{"x-forwarded-host": "evil.example"}, {"forwarded": "host=evil.example"}, {"x-host": "evil.example"}])
def test_a_forged_header_is_in_no_mail_no_redirect_and_no_page(cast, settings, forged):
    settings.BASE_URL = "https://comptoir.example"
    browser = at("testserver", **forged)

    reset = browser.post("/accounts/password/reset/", {"email": cast.helene.email})
    answers = [reset, browser.get("/p/lormeau/"), browser.get("/conversations/"), browser.post("/p/lormeau/code/", {"login": cast.helene.email})]

    assert "evil.example" not in "".join(words(one) + str(one.headers) for one in answers)
    assert Delivery.objects.get(content="password_reset").data["url"].startswith("https://comptoir.example/")


def test_a_link_to_an_account_never_leads_over_another_firm_s_domain(cast, settings):
    """Whoever holds that domain could put a server of theirs before it, once it is verified."""
    settings.BASE_URL = "https://comptoir.example"
    domain_of(cast.firm)
    for user in (cast.omar, cast.marie, cast.helene):
        at().post("/accounts/password/reset/", {"email": user.email})

    bases = {row.user.first_name: row.data["url"].partition("/accounts/")[0] for row in Delivery.objects.filter(content="password_reset")}

    assert bases == {"Omar": "https://comptoir.example", "Marie": "https://comptoir.example", "Hélène": f"https://{HOST}"}


def test_mails_of_news_lead_clients_to_the_domain_and_colleagues_to_the_installation(cast, settings, drain):
    from comptoir.conversations.actions import Draft, ask, post_message

    settings.BASE_URL = "https://comptoir.example"
    domain_of(cast.firm)
    question = ask(cast.dossier, side="entrepreneur", subject="Pièces", draft=Draft("Bonjour", cast.marie), recipient_ids=[cast.helene.pk])
    post_message(question.conversation, Draft("Voici", cast.helene))
    while drain():
        pass
    while send_due(MailboxOutlet()):
        pass

    sent = {mail.recipient: bytes(mail.source).decode().replace("=\n", "") for mail in MailboxMessage.objects.all()}
    assert f"https://{HOST}/" in sent[cast.helene.email]
    assert "https://comptoir.example/" not in sent[cast.helene.email]
    assert HOST not in sent[cast.marie.email]


def test_as_a_second_factor_a_passkey_is_not_asked_for_where_it_cannot_serve(cast, settings):
    domain_of(cast.firm)
    add(confirmed(cast.helene), SoftKey(settings.BASE_URL))
    browser = at()
    step = browser.post("/p/lormeau/", {"login": cast.helene.email, "password": PASSWORD}).headers["Location"]

    page = words(browser.get(step))

    assert step == "/accounts/second-factor/"
    assert "data-passkey" not in page
    assert "liée à une autre adresse" in page
    assert re.search(r'<details class="other-way" open>\s*<summary>Je n’ai pas mon appareil', page)
