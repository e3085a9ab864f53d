"""«Notifications» among one's settings, and «Notifications du cabinet»: what a person sees and does there (N1, F4, X2)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from comptoir.firms.models import Membership
from comptoir.notifications.choices import choice_key, topics_for
from comptoir.notifications.models import Notification
from comptoir.notifications.registry import Channel, all_topics
from comptoir.preferences.actions import change_settings_at, set_value
from comptoir.preferences.models import Holder, SettingValue
from comptoir.preferences.resolver import resolved_for

from .choosing import choose, chosen, decree, want
from .producers import question

HTMX = {"HX-Request": "true"}
PAGE = "/settings/notifications/"
MESSAGE = f"{PAGE}topics/conversation.message/"
POLICY = "/firm/policy/notifications/"


@pytest.fixture
def browser_of():
    def browser(person):
        client = Client()
        client.force_login(person)
        return client

    return browser


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def switches(response):
    """{accessible name: whether it is on} of every switch on the page."""
    found = re.findall(r'<input class="switch"[^>]*aria-label="([^"]+)"([^>]*)>', response.content.decode())
    return {name.replace("\u202f", " "): "checked" in more for name, more in found}


@pytest.mark.parametrize("who", ["marie", "helene"])
def test_each_topic_that_one_can_receive_has_its_row_and_no_other_has(cast, browser_of, who):
    person = getattr(cast, who)

    with override("fr"):
        labels = {"in_app": "Cloche", "web": "Navigateur", "mobile": "Mobile", "email": "E-mail"}
        expected = {f"{topic.label} : {labels[channel]}": channel in topic.default for topic in topics_for(person) for channel in Channel}
    assert switches(browser_of(person).get(PAGE)) == expected


def test_every_registered_topic_is_on_somebodys_page(cast):
    assert {topic.code for topic in all_topics()} == {topic.code for who in (cast.marie, cast.helene) for topic in topics_for(who)}


def test_a_switch_is_saved_at_once_undone_and_given_back(cast, browser_of):
    marie = browser_of(cast.marie)
    on = {"channels": ["in_app", "web", "mobile"]}

    off = marie.post(MESSAGE, on, headers=HTMX)
    assert "Enregistré" in words(off)
    assert "Modifié par vous" in words(off)
    assert chosen(cast.marie) == {("conversation.message", "email", False)}
    event = re.search(r'name="event" value="(\d+)"', off.content.decode())[1]

    undone = marie.post(f"{MESSAGE}reversal/", {"event": event}, headers=HTMX)
    assert "Modifié par vous" not in words(undone)
    assert chosen(cast.marie) == set()

    marie.post(MESSAGE, on, headers=HTMX)
    back = marie.post(f"{MESSAGE}inheritance/", headers=HTMX)
    assert switches(back)["Nouveaux messages : E-mail"] is True
    assert chosen(cast.marie) == set()


def test_without_javascript_the_page_comes_back_and_says_so(cast, browser_of):
    answer = browser_of(cast.marie).post(MESSAGE, {"channels": ["in_app"], "next": PAGE}, follow=True)

    assert "Enregistré" in words(answer)
    assert chosen(cast.marie) == {("conversation.message", channel, False) for channel in ("web", "mobile", "email")}


def test_a_topic_that_nothing_will_tell_says_so(cast, browser_of):
    answer = browser_of(cast.marie).post(MESSAGE, {}, headers=HTMX)

    assert "Aucun canal : rien ne le dira." in words(answer).replace("\u202f", " ")


def test_what_concerns_the_account_can_be_switched_by_nobody(cast, browser_of):
    page = browser_of(cast.marie).get(PAGE).content.decode()

    assert page.count("disabled") == len(Channel)
    assert "Toujours envoyé" in page
    assert browser_of(cast.marie).post(f"{PAGE}topics/security.account/", {}, headers=HTMX).status_code == 404


def test_a_topic_of_the_other_side_of_the_counter_is_not_found(cast, browser_of):
    assert browser_of(cast.helene).post(f"{PAGE}topics/conversation.note/", {}, headers=HTMX).status_code == 404


def test_everything_goes_back_to_the_firm_in_one_click_and_the_history_takes_it_back(cast, browser_of):
    choose(cast.marie, "conversation.message", "email", enabled=False)
    want(cast.marie, frequency__conversations="weekly", quiet__hours="19:00-07:00")
    marie = browser_of(cast.marie)

    assert "3 réglages rendus au cabinet" in words(marie.post(f"{PAGE}inheritance/", follow=True))
    assert not SettingValue.objects.filter(user=cast.marie).exists()
    assert "Aucun de vos réglages ne s’écarte" in words(marie.post(f"{PAGE}inheritance/", follow=True))
    assert "Rétablir" in words(marie.get("/settings/history/"))


@pytest.mark.parametrize(("key", "value", "sentence"), [
    ("quiet.days", ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"], "Du calme tous les jours"),
    ("quiet.hours", ["19:00", "19:00"], "Du calme jour et nuit"),
    ("quiet.hours", ["25:00", "07:00"], "Indiquez une heure de début"),
    ("quiet.days", ["doomsday"], "Choisissez parmi les possibilités"),
    ("frequency.conversations", "fortnightly", "Choisissez l’une des possibilités"),
    ("digest.hour", "24", "Choisissez l’une des possibilités"),
    ("dates.time_zone", "Europe/Atlantis", "Choisissez l’une des possibilités"),
])  # fmt: skip
def test_a_time_that_cannot_be_is_refused_with_the_reason(cast, browser_of, key, value, sentence):
    answer = browser_of(cast.marie).post(f"/settings/values/{key}/", {"value": value}, headers=HTMX)

    assert answer.status_code == 422
    assert sentence in words(answer)
    assert not SettingValue.objects.filter(user=cast.marie).exists()


def test_quiet_hours_without_an_end_end_in_the_morning_and_without_a_start_are_none(cast, browser_of):
    marie = browser_of(cast.marie)

    marie.post("/settings/values/quiet.hours/", {"value": ["19:30", ""]}, headers=HTMX)
    assert SettingValue.objects.get(user=cast.marie).value == "19:30-08:00"
    marie.post("/settings/values/quiet.hours/", {"value": ["", "08:00"]}, headers=HTMX)
    assert SettingValue.objects.get(user=cast.marie).value == ""


@pytest.mark.parametrize("own", [0, 30])
def test_the_page_costs_the_same_whatever_one_chose(cast, browser_of, django_assert_max_num_queries, own):
    for topic in [topic for topic in topics_for(cast.marie) if not topic.critical][:own]:
        choose(cast.marie, topic.code, "email", enabled="email" not in topic.default)
    marie = browser_of(cast.marie)
    marie.get(PAGE)

    with django_assert_max_num_queries(8):
        answer = marie.get(PAGE)

    assert len(answer.content) < 60_000


# --- the firm (F4) ---


def wants_mail(person):
    found = resolved_for([person.pk], [choice_key("conversation.message", "email")])[person.pk]
    return next((one.value for one in found.values()), True)


def newcomer(cast):
    return cast.member("newcomer", "Nina", "Neuve", cast.lille)


def test_a_firms_default_waits_for_newcomers_until_it_is_applied_to_all(cast, browser_of):
    admin = browser_of(cast.admin)
    choose(cast.paul, "conversation.message", "email", enabled=True)

    answer = admin.post(f"{POLICY}firm/topics/conversation.message/", {"channels": ["in_app", "web", "mobile"]}, headers=HTMX)
    assert "Pour les nouveaux arrivants" in words(answer)
    assert (wants_mail(cast.marie), wants_mail(newcomer(cast))) == (True, False)

    preview = words(admin.get(f"{POLICY}firm/application/"))
    # Admin, Marie, Jean, Nora, Luc and the clients Hélène, Jules and Gaston change; Paul chose; Nina has it already.
    assert "Nouveaux messages : E-mail Activé Désactivé 8 1 1" in preview.replace("\u202f", " ")

    assert "1 réglage appliqué à tous" in words(admin.post(f"{POLICY}firm/application/", follow=True))
    assert [wants_mail(one) for one in (cast.marie, cast.paul, cast.helene)] == [False, True, False]
    assert "Rien n’attend" in words(admin.get(f"{POLICY}firm/application/"))


def test_what_waits_is_dropped_when_it_is_given_back(cast, browser_of):
    admin = browser_of(cast.admin)
    decree(cast, {"frequency.conversations": "daily"})
    set_value(Holder.of_firm(cast.firm), "frequency.conversations", "weekly", by=cast.admin)

    admin.post("/firm/policy/firm/frequency.conversations/inheritance/", headers=HTMX)

    assert SettingValue.objects.get(key="frequency.conversations").value == "daily"


def test_setting_again_what_everybody_has_leaves_nothing_waiting(cast):
    decree(cast, {"frequency.conversations": "daily"})
    firm = Holder.of_firm(cast.firm)
    set_value(firm, "frequency.conversations", "weekly", by=cast.admin)
    set_value(firm, "frequency.conversations", "daily", by=cast.admin)

    assert SettingValue.objects.get(key="frequency.conversations").since is None


def test_what_is_imposed_holds_at_once_for_all_and_is_shown_so(cast, browser_of):
    choose(cast.paul, "conversation.message", "email", enabled=False)
    browser_of(cast.admin).post(f"{POLICY}firm/topics/conversation.message/", {"channels": ["in_app", "web", "mobile", "email"], "locked": "on"}, headers=HTMX)

    assert wants_mail(cast.paul) is True
    page = browser_of(cast.paul).get(PAGE)
    assert "Imposé par le cabinet" in words(page)
    refused = browser_of(cast.paul).post(MESSAGE, {"channels": []}, headers=HTMX)
    assert switches(refused)["Nouveaux messages : E-mail"] is True


def test_a_role_is_set_apart(cast, browser_of):
    decree(cast, {choice_key("conversation.message", "email"): False}, role="staff")

    assert [wants_mail(one) for one in (cast.paul, cast.marie, cast.helene)] == [False, True, True]
    assert "Réglage du rôle" in words(browser_of(cast.paul).get(PAGE))


def test_an_undone_policy_is_exactly_as_before(cast, browser_of):
    admin = browser_of(cast.admin)
    address = f"{POLICY}firm/topics/conversation.message/"
    answer = admin.post(address, {"channels": ["in_app"]}, headers=HTMX).content.decode()

    admin.post(f"{address}reversal/", {"event": re.findall(r'name="event" value="(\d+)"', answer)}, headers=HTMX)

    assert not SettingValue.objects.exists()


def test_who_rejoined_long_before_is_no_newcomer(cast):
    Membership.objects.filter(user=cast.marie).update(joined_at=timezone.now() - timedelta(days=900))
    change_settings_at(Holder.of_firm(cast.firm), {choice_key("conversation.message", "email"): False}, by=cast.admin)

    assert wants_mail(cast.marie) is True


@pytest.mark.parametrize("who", ["marie", "helene", "vera"])
def test_nobody_else_decides_for_the_firm(cast, browser_of, who):
    browser_of(getattr(cast, who)).post(f"{POLICY}firm/topics/conversation.message/", {"channels": []}, headers=HTMX)

    assert not SettingValue.objects.filter(firm=cast.firm).exists()


def test_the_firms_silence_reaches_its_people(cast, drain):
    decree(
        cast,
        {choice_key("conversation.message", channel): False for channel in Channel}
        | {choice_key("conversation.assigned", channel): False for channel in Channel},
    )
    choose(cast.paul, "conversation.message", "in_app", enabled=True)
    question(cast)
    drain()

    assert set(Notification.objects.values_list("user__first_name", "channels__in_app")) == {("Paul", "own_choice")}
