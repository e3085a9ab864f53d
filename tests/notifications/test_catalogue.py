"""The topics of the product against the catalogue: same words, same defaults, each really produced, each said in every language."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.utils.translation import override

from comptoir.notifications.contents import digest_of, push_of, render_mails
from comptoir.notifications.models import Notification
from comptoir.notifications.registry import CATEGORY_LABELS, Audience, all_topics, get_topic
from comptoir.notifications.why import explain
from comptoir.transports.models import Delivery
from comptoir.transports.registry import Mail

from .choosing import choose
from .producers import PRODUCERS

CATALOGUE = yaml.safe_load((Path(__file__).parent / "catalogue.yaml").read_text())
WANTED = {topic["code"]: topic | {"category": category["code"]} for category in CATALOGUE["categories"] for topic in category["topics"]}
CRITICAL = {topic["code"] for category in CATALOGUE["categories"] if category.get("critical") for topic in category["topics"]}
CODES = sorted(topic.code for topic in all_topics())
# What the catalogue names and the product does not send yet. A new topic leaves this list the day it is declared.
NOT_YET = {
    "appointment.cancelled", "appointment.confirmed", "appointment.mention", "appointment.reminder", "automation.mention", "automation.note",
    "automation.send_error", "campaign.completed", "campaign.mention", "campaign.note", "campaign.send_error", "chat.channel", "chat.direct",
    "estimate.decided", "estimate.received", "payment.due", "payment.mine", "payment.others", "report.daily_deposits", "report.weekly_progress",
    "review.assigned", "review.created", "review.mention", "review.note", "review.reply", "space.assigned", "space.message", "space.video",
    "space.work_order",
}  # fmt: skip


def test_the_catalogue_is_the_one_that_is_specified():
    assert CATALOGUE["channels"] == ["in_app", "web", "mobile", "email"]
    assert len(WANTED) == 48


def test_what_is_declared_and_what_is_missing_are_known_by_name():
    missing = set(WANTED) - set(CODES)
    print("Topics of the catalogue that nothing sends yet:", ", ".join(sorted(missing)))

    assert set(CODES) - set(WANTED) == set()
    assert missing == NOT_YET


@pytest.mark.parametrize("code", CODES)
def test_a_topic_says_what_the_catalogue_says(code):
    topic, wanted = get_topic(code), WANTED[code]

    with override("fr"):
        said = {
            "category": topic.category,
            "fr": str(topic.label),
            "default": sorted(topic.default),
            "audience": topic.audience,
            "critical": topic.critical,
        }
    assert said == {
        "category": wanted["category"],
        # The specification writes its apostrophes straight, the product as French does.
        "fr": wanted["fr"].replace("'", "’"),
        "default": sorted(wanted["default"]),
        "audience": Audience(wanted.get("audience", "staff")),
        "critical": code in CRITICAL,
    }


def test_categories_have_the_catalogue_s_names():
    wanted = {category["code"]: category["fr"] for category in CATALOGUE["categories"]}

    with override("fr"):
        assert {code: str(label) for code, label in CATEGORY_LABELS.items()} == {code: wanted[code] for code in CATEGORY_LABELS}


def test_labels_are_translated():
    with override("en"):
        assert {code: str(get_topic(code).label) for code in CODES} == {code: WANTED[code]["en"] for code in CODES}


def test_every_topic_has_a_producer():
    assert sorted(PRODUCERS) == CODES


@pytest.mark.parametrize("code", sorted(PRODUCERS))
def test_a_producer_makes_its_topic_happen(cast, drain, code):
    person = PRODUCERS[code](cast, drain)
    while drain():
        pass

    told = Notification.objects.filter(user=person).order_by("-id")
    assert code in {topic for one in told for topic, _reason in one.reasons}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("code", sorted(PRODUCERS))
def test_a_topic_is_said_in_every_language_on_every_channel(cast, drain, client, code, language):
    person = PRODUCERS[code](cast, drain)
    while drain():
        pass
    person.language = language
    person.save()
    one = next(one for one in Notification.objects.filter(user=person).order_by("-id") if code in {topic for topic, _reason in one.reasons})

    delivery = Delivery(pk=1, event=one.event, user=person, firm=one.firm, content="notification")
    with override(language):
        words = get_topic(code).words(one.event)
        explained = explain(one)
        push, digest = push_of(delivery, one, unread=1), digest_of([(delivery, one)])
    if not get_topic(one.topic).critical:
        choose(person, one.topic, "email", enabled=True)
    mail = render_mails([delivery])[1]

    assert words.title
    assert "%(" not in words.title + words.detail + push.title + digest.subject + digest.text
    assert words.title in digest.text
    # Never a client's name or words on a locked screen (promise H4).
    with override(language):
        assert push.title == str(get_topic(one.topic).label)
    assert words.url.startswith("/")
    assert explained["topics"]
    assert explained["channels"]
    assert isinstance(mail, Mail)
    assert "%(" not in mail.subject + mail.text
    way_in = get_topic(one.topic).way_in(one.event, person.pk)
    assert (way_in or settings.BASE_URL + words.url) in mail.text
    assert f'lang="{language}"' in mail.html
    client.force_login(person)
    assert client.get(f"/notifications/{one.pk}/why/").status_code == 200
    assert client.get(words.url).status_code == 200


def test_every_reason_is_put_into_words():
    with override("fr"):
        for topic in all_topics():
            assert topic.reasons, topic.code
            # Some name what their event knows.
            assert all(str(sentence % {"hours": 8}) for sentence in [*topic.reasons.values(), *topic.reasons_of_another.values()])
