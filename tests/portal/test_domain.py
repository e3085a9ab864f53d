"""A firm's own domain: registered, shown to lead here, looked at again, removed."""

import socket
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from comptoir.events.models import Event
from comptoir.firms.addresses import firm_url
from comptoir.firms.decisions import BadHost
from comptoir.firms.hosts import hosts, path_of
from comptoir.firms.models import Domain
from comptoir.kernel import outgoing
from comptoir.portal.domain_words import problem_sentence, refusal_sentence
from comptoir.portal.domains import HostTaken, check_domains, register_domain, remove_domain, verify_domain

from .places import HOST, answer_here, ours, standing_server

PAGE = "/firm/portal/domain/"


def words(response):
    return unescape(response.content.decode())


@pytest.fixture
def lead(settings, monkeypatch):
    """lead(answer): the firm's host leads to a server that answers so. Names are resolved to this machine, which the guard is told to allow."""
    opened = []

    def to(answer):
        context = standing_server(answer)
        server = context.__enter__()
        opened.append(context)
        settings.BASE_URL = f"http://comptoir.example:{server.port}"
        settings.OUTGOING_ALLOWED = [f"{HOST}:{server.port}"]
        return server

    real = socket.getaddrinfo
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda host, *args, **kwargs: real("127.0.0.1" if host == HOST else host, *args, **kwargs))
    yield to
    for context in opened:
        context.__exit__(None, None, None)


@pytest.fixture
def registered(cast):
    return register_domain(cast.firm, HOST, by=cast.admin)


def lead_here(lead, domain):
    path = path_of(domain.token)
    return lead(ours({(path, HOST): answer_here(path, HOST)}))


def verbs():
    return list(Event.objects.filter(verb__startswith="domain.").order_by("pk").values_list("verb", flat=True))


def test_a_host_that_leads_here_is_verified_and_used(cast, lead, registered):
    server = lead_here(lead, registered)
    assert firm_url(cast.firm, "/").startswith("http://comptoir.example")

    domain = verify_domain(registered, by=cast.admin)

    assert (domain.is_verified, domain.problem, domain.failing_since) == (True, "", None)
    assert server.asked == [(f"{HOST}:{server.port}", path_of(domain.token))]
    assert firm_url(cast.firm, "/p/lormeau/") == f"http://{HOST}:{server.port}/p/lormeau/"
    assert Client(headers={"host": HOST}).get("/").status_code == 200
    assert verbs() == ["domain.registered", "domain.verified"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ((200, b"Bienvenue"), "other_answer"),
        ((404, b""), "other_answer"),
        ((302, b""), "redirect"),
        ((500, b"x"), "other_answer"),
        ((200, b"x" * 2**21), "too_large"),
    ],
)
def test_a_host_that_leads_elsewhere_is_not(cast, lead, registered, answer, problem):
    lead(lambda path, host: answer)

    domain = verify_domain(registered)

    assert (domain.is_verified, domain.problem) == (False, problem)
    assert HOST in problem_sentence(domain)
    assert Client(headers={"host": HOST}).get("/").status_code == 400


def test_the_answer_for_another_firm_proves_nothing(cast, lead, registered):
    other = register_domain(cast.other_firm, HOST, by=cast.vera)
    path = path_of(other.token)
    _status, answer = answer_here(path, HOST)
    lead(lambda path, host: (200, answer))

    assert verify_domain(registered).problem == "other_answer"


def test_nothing_inside_is_asked(cast, settings, registered):
    """Whoever registers a name that leads into our network learns nothing of it (promise D4)."""
    settings.BASE_URL = "https://comptoir.example"
    with standing_server(lambda path, host: (200, b"secret")) as server:
        Domain.objects.filter(pk=registered.pk).update(host="127.0.0.1.nip.example")
        registered.refresh_from_db()
        domain = verify_domain(registered)

        assert server.asked == []
    assert (domain.is_verified, domain.problem) == (False, "unknown_host")


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"])
def test_a_name_that_leads_inside_is_refused(cast, settings, monkeypatch, registered, address):
    settings.BASE_URL = "https://comptoir.example"
    real = socket.getaddrinfo
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda host, *args, **kwargs: real(address, *args, **kwargs))

    assert verify_domain(registered).problem == "inside"


def test_the_first_of_two_firms_that_shows_it_has_the_host(cast, lead, registered):
    other = register_domain(cast.other_firm, HOST, by=cast.vera)
    paths = [path_of(one.token) for one in (registered, other)]
    lead(ours({(path, HOST): answer_here(path, HOST) for path in paths}))

    first, second = verify_domain(registered), verify_domain(other)

    assert (first.is_verified, second.is_verified, second.problem) == (True, False, "taken")
    with pytest.raises(HostTaken):
        register_domain(cast.other_firm, f"{HOST}.", by=cast.vera)


def test_the_installation_s_own_hosts_are_nobody_s(cast):
    with pytest.raises(BadHost):
        register_domain(cast.firm, "testserver", by=cast.admin)
    with pytest.raises(BadHost):
        register_domain(cast.firm, "LOCALHOST", by=cast.admin)


def test_another_host_takes_the_place_of_the_first_and_waits_anew(cast, lead, registered):
    lead_here(lead, registered)
    verify_domain(registered)

    changed = register_domain(cast.firm, "clients.lormeau.example", by=cast.admin)

    assert (changed.pk, changed.is_verified, changed.problem) == (registered.pk, False, "")
    assert changed.token != registered.token
    assert Client(headers={"host": HOST}).get("/").status_code == 400


def test_the_same_host_once_more_changes_nothing(cast, lead, registered):
    lead_here(lead, registered)
    verify_domain(registered)

    assert register_domain(cast.firm, HOST.upper(), by=cast.admin).is_verified
    assert verbs() == ["domain.registered", "domain.verified"]


def test_a_look_that_ends_after_the_host_was_changed_verifies_nothing(cast, lead, registered):
    lead_here(lead, registered)
    asked = Domain.objects.select_related("firm").get(pk=registered.pk)
    register_domain(cast.firm, "clients.lormeau.example", by=cast.admin)

    assert not verify_domain(asked).is_verified


def test_a_verified_domain_that_fails_is_forgiven_for_three_days(cast, lead, registered):
    server, start = lead_here(lead, registered), timezone.now()
    verify_domain(registered)
    server.answer = lambda path, host: (500, b"")
    states = []

    for after in (timedelta(hours=7), timedelta(days=3, hours=6), timedelta(days=3, hours=13)):
        with time_machine.travel(start + after, tick=False):
            hosts.forget()
            check_domains(timezone.now())
            states.append(Domain.objects.get().is_verified)

    assert states == [True, True, False]
    assert verbs()[-1] == "domain.lapsed"
    assert firm_url(cast.firm, "/").startswith("http://comptoir.example")


def test_it_comes_back_by_itself(cast, lead, registered):
    server, start = lead_here(lead, registered), timezone.now()
    served = server.answer
    verify_domain(registered)
    server.answer = lambda path, host: (500, b"")
    with time_machine.travel(start + timedelta(hours=7), tick=False):
        check_domains(timezone.now())
        assert Domain.objects.get().problem == "other_answer"
    server.answer = served
    with time_machine.travel(start + timedelta(hours=14), tick=False):
        check_domains(timezone.now())

    found = Domain.objects.get()
    assert (found.is_verified, found.problem, found.failing_since) == (True, "", None)


@pytest.mark.parametrize(
    ("verified", "registered_ago", "checked_ago", "is_due"),
    [
        (False, timedelta(0), None, True),
        (False, timedelta(days=1), timedelta(minutes=9), False),
        (False, timedelta(days=1), timedelta(minutes=10), True),
        (False, timedelta(days=8), timedelta(days=1), False),
        (True, timedelta(days=90), timedelta(hours=5), False),
        (True, timedelta(days=90), timedelta(hours=6), True),
    ],
)
def test_when_the_worker_looks_again(cast, registered, verified, registered_ago, checked_ago, is_due):
    now = timezone.now()
    Domain.objects.update(
        verified_at=now if verified else None, registered_at=now - registered_ago, checked_at=now - checked_ago if checked_ago is not None else None
    )

    assert Domain.objects.to_check(now).exists() is is_due


def test_one_worker_looks_at_a_domain_at_a_time(cast, lead, registered):
    server = lead_here(lead, registered)

    assert [check_domains(timezone.now()) for _ in range(2)] == [1, 0]
    assert len(server.asked) == 1


def test_removing_leads_clients_back_to_the_installation(cast, lead, registered):
    lead_here(lead, registered)
    verify_domain(registered)

    assert (remove_domain(cast.firm, by=cast.admin), remove_domain(cast.firm, by=cast.admin)) == (True, False)

    assert firm_url(cast.firm, "/").startswith("http://comptoir.example")
    assert Client(headers={"host": HOST}).get("/").status_code == 400
    assert verbs()[-1] == "domain.removed"


# The page


@pytest.fixture
def admin(cast):
    browser = Client()
    browser.force_login(cast.admin)
    return browser


def test_an_administrator_registers_a_host_and_reads_which_record_is_missing(cast, admin):
    assert admin.post(PAGE, {"host": "Portail.Café.example"}).headers["Location"] == PAGE

    page = words(admin.get(PAGE))

    assert "en attente" in page
    assert "portail.café.example" in page
    assert "<code>portail.xn--caf-dma.example</code> <b>CNAME</b> <code>localhost</code>" in page


@pytest.mark.parametrize("host", ["", "https://portail.lormeau.example", "192.0.2.1", "portail", "portail.lormeau.example:80", "serveur.local", "testserver"])
def test_what_is_no_host_is_said_at_the_field_and_stays(cast, admin, host):
    response = admin.post(PAGE, {"host": host})

    assert response.status_code == 422
    assert 'id="id_host_error"' in words(response)
    assert f'value="{host}"' in words(response) or not host
    assert not Domain.objects.exists()


def test_every_refusal_and_every_problem_has_its_sentence(cast, registered):
    from comptoir.firms.decisions import Refusal

    problems = ["unknown_host", "inside", "tls", "not_https", "slow", "redirect", "other_answer", "taken", "broken", "no_network", "too_large", "unreadable"]
    sentences = [refusal_sentence(refusal) for refusal in Refusal]
    for problem in problems:
        registered.problem = problem
        sentences.append(problem_sentence(registered))

    assert all(sentence.endswith(".") and "%(" not in sentence for sentence in sentences)


def test_the_page_says_since_when_it_is_verified_what_is_wrong_and_what_of_passkeys(cast, admin, lead, registered):
    server = lead_here(lead, registered)
    admin.post(f"{PAGE}verification/")
    verified = words(admin.get(PAGE))
    server.answer = lambda path, host: (500, b"")
    admin.post(f"{PAGE}verification/")
    failing = words(admin.get(PAGE))

    assert "vérifié depuis le" in verified
    assert "clés d’accès sont liées à l’adresse de cette installation" in verified
    assert f"http://{HOST}:{server.port}/" in verified
    assert "mène à un autre serveur" in failing
    assert "Si cela dure trois jours" in failing
    assert admin.post(f"{PAGE}removal/").headers["Location"] == PAGE
    assert "Enregistrer" in words(admin.get(PAGE))


def test_only_administrators_find_the_page_and_each_their_own_firm_s(cast, registered):
    answers = {}
    for person in (cast.marie, cast.helene, cast.operator, cast.vera):
        browser = Client()
        browser.force_login(person)
        answers[person.first_name] = [browser.get(PAGE).status_code, *(browser.post(f"{PAGE}{act}/").status_code for act in ("verification", "removal"))]

    assert answers == {"Marie": [404] * 3, "Hélène": [404] * 3, "Odile": [404] * 3, "Vera": [200, 404, 404]}
    assert Domain.objects.count() == 1
