"""A new e-mail address: asked, confirmed, stopped; told to whom it belongs and to nobody else (P2, promises A5, A8, A10)."""

import re
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comptoir.accounts.models import User
from comptoir.events.models import Event
from comptoir.kernel.emails import read_address, shown_address, with_ascii_domain
from comptoir.kernel.identifiers import Unread
from comptoir.profile.actions import AddressTaken, LinkUseless, TooManyAsks, ask_email_change, confirm_email_change, stop_email_change
from comptoir.profile.models import EmailChange
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import MailboxMessage
from tests.cast import PASSWORD
from tests.web.signing_in import sign_in

from .browsers import browser_of

PAGE, ASK = "/settings/profile/", "/settings/profile/email-changes/"
NEW, OLD = "marie.dubois@nouveau.example", "marie@example.com"
FORM = {"first_name": "Marie", "last_name": "Dubois", "language": "fr", "job_title": "Associée"}


def fresh(person):
    return User.objects.get(pk=person.pk)


def is_in(browser):
    return browser.get("/notifications/").status_code == 200


def mails(drain):
    """{address: [(subject, text)]} of everything that has left by now."""
    while drain():
        pass
    while send_due(MailboxOutlet()):
        pass
    found = {}
    for mail in MailboxMessage.objects.order_by("pk"):
        message = message_from_bytes(bytes(mail.source), policy=policy.default)
        found.setdefault(mail.recipient, []).append((message["Subject"], message.get_body(["plain"]).get_content()))
    return found


def link_in(mail):
    return re.search(r"http://localhost:\d+(/accounts/email/\S+)", mail[1])[1]


@pytest.fixture
def asked(cast):
    return ask_email_change(cast.marie, NEW, by=cast.marie)


def test_the_profile_saves_the_rest_asks_who_is_there_and_then_writes_to_the_new_address(cast, drain):
    browser = browser_of(cast.marie)

    answer = browser.post(PAGE, FORM | {"email": f" {NEW.upper()} "}, follow=True)

    assert (fresh(cast.marie).job_title, fresh(cast.marie).email, EmailChange.objects.count()) == ("Associée", OLD, 0)
    assert [status for _url, status in answer.redirect_chain] == [307, 302]
    assert answer.redirect_chain[-1][0].startswith("/accounts/reauthenticate/")
    assert "Modifications enregistrées." in answer.content.decode()
    page = browser.post(answer.redirect_chain[-1][0], {"password": PASSWORD}, follow=True).content.decode()
    assert f"Un message est parti à {NEW}. Ouvrez-le pour confirmer votre nouvelle adresse." in page
    assert f"En attente de confirmation\u202f: <b>{NEW}</b>" in page
    assert fresh(cast.marie).email == OLD
    assert set(mails(drain)) == {NEW, OLD}


def test_the_wrong_password_asks_for_nothing(cast):
    browser = browser_of(cast.marie)
    browser.post(ASK, {"email": NEW})

    browser.post(f"/accounts/reauthenticate/?next={ASK}", {"password": "Pas-le-bon-2026"})

    assert not EmailChange.objects.exists()


def test_the_link_changes_nothing_until_somebody_presses_the_button(cast, asked, drain):
    subject, text = mails(drain)[NEW][0]
    link = link_in((subject, text))
    scanner = Client()

    pages = [scanner.get(link) for _ in range(3)] + [scanner.head(link)]

    assert {page.status_code for page in pages[:3]} == {200}
    assert (subject, fresh(cast.marie).email) == ("Confirmez votre nouvelle adresse e-mail", OLD)
    page = Client().post(link)
    assert (page.status_code, fresh(cast.marie).email) == (200, NEW)
    assert NEW in page.content.decode()
    assert Client().post(link).status_code == Client().get(link).status_code == 410


def test_confirming_ends_the_other_sessions_and_tells_both_addresses(cast, drain):
    here, elsewhere = sign_in(cast.marie), sign_in(cast.marie)
    asked = ask_email_change(cast.marie, NEW, by=cast.marie)
    mails(drain)
    MailboxMessage.objects.all().delete()

    here.post(f"/accounts/email/confirmation/{asked.confirm_token}/")

    assert (is_in(here), is_in(elsewhere)) == (True, False)
    told = mails(drain)
    assert [subject for subject, _text in told[OLD]] == ["Votre adresse e-mail a changé"]
    assert [subject for subject, _text in told[NEW]] == [f"Votre adresse e-mail est maintenant {NEW}"]
    assert Event.objects.get(verb="email.changed").data == {"old": OLD, "new": NEW}
    cast.marie.refresh_from_db()
    assert sign_in(cast.marie)


def test_asking_tells_the_present_address_once_and_the_bell(cast, asked, drain):
    told = mails(drain)

    assert [subject for subject, _text in told[OLD]] == ["On demande à changer votre adresse e-mail"]
    assert NEW in told[OLD][0][1]
    assert list(cast.marie.notifications.values_list("event__verb", flat=True)) == ["email_change.asked"]
    assert cast.marie.deliveries.filter(content="notification").count() == 0


def test_whoever_reads_the_new_address_learns_nothing_of_the_person(cast, asked, drain):
    mails(drain)
    source = bytes(MailboxMessage.objects.get(recipient=NEW).source).decode()

    assert not any(word in source for word in ("Dubois", "Marie ", OLD, "Lormeau"))


def test_the_old_address_stops_it_before(cast, asked, drain):
    link = link_in(mails(drain)[OLD][0])
    browser = sign_in(cast.marie)
    assert browser.get(link).status_code == 200
    assert is_in(browser)

    page = browser.post(link).content.decode()

    assert "Votre adresse est protégée" in page
    assert "choisissez-en un nouveau maintenant" in page
    assert (fresh(cast.marie).email, is_in(browser)) == (OLD, False)
    assert Client().get(f"/accounts/email/confirmation/{asked.confirm_token}/").status_code == 410
    assert browser.post(link).status_code == 410
    mails(drain)
    assert "email_change.stopped" in cast.marie.notifications.values_list("event__verb", flat=True)


def test_the_old_address_takes_it_back_for_seven_days(cast, asked, drain):
    confirm_email_change(asked.confirm_token)
    thief = sign_in(fresh(cast.marie))
    link = link_in(mails(drain)[OLD][-1])

    assert Client().post(link).status_code == 200

    assert (fresh(cast.marie).email, is_in(thief)) == (OLD, False)


def test_links_end_with_their_time(cast, asked):
    confirm, stop = f"/accounts/email/confirmation/{asked.confirm_token}/", f"/accounts/email/stop/{asked.stop_token}/"

    def answers(later):
        with time_machine.travel(asked.asked_at + later):
            return Client().get(confirm).status_code, Client().get(stop).status_code

    assert answers(timedelta(hours=23, minutes=59)) == (200, 200)
    assert answers(timedelta(hours=24, seconds=1)) == (410, 200)
    assert answers(timedelta(days=6, hours=23)) == (410, 200)
    assert answers(timedelta(days=7, seconds=1)) == (410, 410)
    with time_machine.travel(asked.asked_at + timedelta(hours=24, seconds=1)), pytest.raises(LinkUseless):
        confirm_email_change(asked.confirm_token)
    with time_machine.travel(asked.asked_at + timedelta(days=7, seconds=1)), pytest.raises(LinkUseless):
        stop_email_change(asked.stop_token)


@pytest.mark.parametrize("kind", ["confirmation", "stop"])
@pytest.mark.parametrize("token", ["x", "0" * 64, "é" * 20, "a" * 5000])
def test_a_link_that_nobody_sent_does_nothing(cast, asked, kind, token):
    for answer in (Client().get(f"/accounts/email/{kind}/{token}/"), Client().post(f"/accounts/email/{kind}/{token}/")):
        assert (answer.status_code, "Ce lien ne sert plus" in answer.content.decode()) == (404, True)


def test_the_two_links_do_not_stand_for_each_other(cast, asked):
    assert Client().get(f"/accounts/email/confirmation/{asked.stop_token}/").status_code == 404
    assert Client().get(f"/accounts/email/stop/{asked.confirm_token}/").status_code == 404


def test_no_table_holds_a_link(cast, asked, drain):
    rows = [EmailChange.objects.values().get(), *Event.objects.values(), *cast.marie.deliveries.values()]

    assert not any(token in str(row) for row in rows for token in (asked.confirm_token, asked.stop_token))


def test_what_a_thief_asked_for_afterwards_ends_with_the_first_stop(cast, asked):
    confirm_email_change(asked.confirm_token)
    second = ask_email_change(fresh(cast.marie), "voleur@example.net", by=cast.marie)
    confirm_email_change(second.confirm_token)

    stop_email_change(asked.stop_token)

    assert fresh(cast.marie).email == OLD
    with pytest.raises(LinkUseless):
        stop_email_change(second.stop_token)
    assert fresh(cast.marie).email == OLD


def test_a_new_request_replaces_the_one_before(cast, asked):
    second = ask_email_change(cast.marie, "autre@example.net", by=cast.marie)

    with pytest.raises(LinkUseless):
        confirm_email_change(asked.confirm_token)
    confirm_email_change(second.confirm_token)
    assert fresh(cast.marie).email == "autre@example.net"


SAME_AS_PAULS = ["paul@example.com", "Paul@Example.COM", "  paul@example.com\u00a0", "paul@EXAMPLE.com"]


@pytest.mark.parametrize("typed", SAME_AS_PAULS)
def test_somebody_elses_address_gets_the_same_answer_and_its_owner_is_told(cast, drain, typed):
    browser = sign_in(cast.marie)
    browser.post(f"/accounts/reauthenticate/?next={PAGE}", {"password": PASSWORD})

    page = browser.post(ASK, {"email": typed}, follow=True).content.decode()

    assert "Un message est parti à paul@example.com. Ouvrez-le pour confirmer votre nouvelle adresse." in page
    told = mails(drain)
    assert [subject for subject, _text in told["paul@example.com"]] == ["Votre adresse e-mail a déjà un compte"]
    assert not any("confirmation" in text or "Marie" in text for _subject, text in told["paul@example.com"])


def test_plus_addresses_are_other_addresses(cast, drain):
    ask_email_change(cast.marie, read_address("paul+lille@example.com"), by=cast.marie)

    assert [subject for subject, _text in mails(drain)["paul+lille@example.com"]] == ["Confirmez votre nouvelle adresse e-mail"]


def test_an_address_taken_between_asking_and_confirming_is_said_on_the_page(cast, asked):
    User.objects.filter(pk=cast.paul.pk).update(email=NEW)

    answer = Client().post(f"/accounts/email/confirmation/{asked.confirm_token}/")

    assert (answer.status_code, "Un autre compte l’a prise entre-temps" in answer.content.decode()) == (409, True)
    assert fresh(cast.marie).email == OLD


def test_an_old_address_that_is_another_accounts_by_now_cannot_come_back(cast, asked):
    confirm_email_change(asked.confirm_token)
    User.objects.filter(pk=cast.paul.pk).update(email=OLD)

    with pytest.raises(AddressTaken):
        stop_email_change(asked.stop_token)

    assert "Prévenez tout de suite l’administrateur" in Client().post(f"/accounts/email/stop/{asked.stop_token}/").content.decode()


def test_five_mails_an_hour_then_a_pause(cast):
    for number in range(5):
        ask_email_change(cast.marie, f"essai{number}@example.net", by=cast.marie)

    with pytest.raises(TooManyAsks):
        ask_email_change(cast.marie, NEW, by=cast.marie)
    page = browser_of(cast.marie).post(f"{ASK}resending/", follow=True).content.decode()
    assert "Cinq messages sont déjà partis en une heure." in page
    assert EmailChange.objects.pending(timezone.now()).get().new == "essai4@example.net"
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        ask_email_change(cast.marie, NEW, by=cast.marie)


def test_a_pending_change_is_sent_again_or_given_up(cast, asked, drain):
    browser = browser_of(cast.marie)

    assert "Un message est parti à" in browser.post(f"{ASK}resending/", follow=True).content.decode()
    first, second = [link_in(mail) for mail in mails(drain)[NEW]]
    assert first == second
    page = browser.post(f"{ASK}cancellation/", follow=True).content.decode()
    assert "Changement d’adresse abandonné. Votre adresse reste la même." in page
    assert "En attente de confirmation" not in page
    assert Client().get(first).status_code == 410
    assert "Aucun changement d’adresse n’attend plus." in browser.post(f"{ASK}cancellation/", follow=True).content.decode()
    assert "Aucun changement d’adresse n’attend plus." in browser.post(f"{ASK}resending/", follow=True).content.decode()


def test_a_mail_that_would_lead_nowhere_does_not_leave(cast, asked, drain):
    browser_of(cast.marie).post(f"{ASK}cancellation/")

    assert NEW not in mails(drain)
    assert cast.marie.deliveries.get(content="email_change_confirm").outcome == "withdrawn"


@pytest.mark.parametrize(
    "typed", ["marie", "marie@", "@example.com", "ma rie@example.com", "hélène@example.com", "a@b", "a" * 250 + "@x.fr", "m@ex\nample.com"]
)
def test_an_address_that_cannot_be_is_refused_at_its_field(cast, typed):
    answer = browser_of(cast.marie).post(PAGE, FORM | {"email": typed})

    assert answer.status_code == 422
    assert 'id="id_email_error"' in answer.content.decode()
    assert fresh(cast.marie).job_title == ""


def test_an_address_with_accents_in_its_domain_is_one_address(cast, drain):
    ask_email_change(cast.marie, read_address("Marie@Cafe\u0301-Lormeau.Example"), by=cast.marie)
    change = EmailChange.objects.get()

    assert (change.new, change.new_shown) == ("marie@xn--caf-lormeau-dbb.example", "marie@café-lormeau.example")
    assert change.new in mails(drain)
    confirm_email_change(change.confirm_token)
    assert 'value="marie@café-lormeau.example"' in browser_of(fresh(cast.marie)).get(PAGE).content.decode()
    assert read_address("marie@CAFÉ-lormeau.example") == fresh(cast.marie).email


@given(st.text(max_size=60))
def test_reading_an_address_twice_is_reading_it_once(text):
    try:
        address = read_address(text)
    except Unread:
        return
    assert address == read_address(address) == read_address(shown_address(address)) == with_ascii_domain(address)
    assert address.isascii()
    assert address == address.lower().strip()


def test_a_closed_account_neither_confirms_nor_writes(cast, asked, drain):
    User.objects.filter(pk=cast.marie.pk).update(is_active=False)

    assert mails(drain) == {}
    assert Client().post(f"/accounts/email/confirmation/{asked.confirm_token}/").status_code == 410


def test_links_lead_to_the_installation_whatever_host_was_asked(cast, drain, settings):
    settings.BASE_URL = "https://portail.example"
    browser = sign_in(cast.marie)
    browser.post(f"/accounts/reauthenticate/?next={PAGE}", {"password": PASSWORD})
    browser.post(ASK, {"email": NEW}, headers={"Host": "evil.example"})

    assert all("https://portail.example/accounts/email/" in text for found in mails(drain).values() for _subject, text in found)


def test_the_mails_are_in_the_persons_language(cast, drain):
    User.objects.filter(pk=cast.marie.pk).update(language="en")
    ask_email_change(fresh(cast.marie), NEW, by=cast.marie)
    mails(drain)

    assert {message_from_bytes(bytes(mail.source))["Content-Language"] for mail in MailboxMessage.objects.all()} == {"en"}
