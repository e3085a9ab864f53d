"""What leaves the building about a notification, rendered when it leaves, in the recipient's language: a mail, a push, or one for several."""

from contextlib import contextmanager
from functools import cache

from django.conf import settings
from django.db.models import Count
from django.template.loader import get_template
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from comptoir.accounts.middleware import zone
from comptoir.clients.standing import CLIENT, standings_of
from comptoir.firms.addresses import base_of
from comptoir.firms.hosts import host_of
from comptoir.firms.letterheads import letterhead_of
from comptoir.transports.models import Delivery
from comptoir.transports.registry import Content, Mail, Push, Together, registry
from comptoir.transports.reply_line import reply_line
from comptoir.ui.moments import full_moment

from .checking import check
from .choices import choice_key
from .decisions import Origin
from .essentials import critical_ones
from .models import Notification
from .registry import Channel, get_topic
from .unsubscribing import unsubscribe_url
from .why import reason_sentence

# What a digest shows; the rest is a number and a link.
SHOWN_IN_DIGEST = 100


def declare_contents():
    registry.declare(Content("notification", render_mails, render_pushes, render_together, critical_ones))


def render_mails(deliveries):
    return rendered(deliveries, mail_of)


def render_pushes(deliveries):
    unread = unread_of({delivery.user_id for delivery in deliveries})
    return rendered(deliveries, lambda delivery, notification: push_of(delivery, notification, unread.get(delivery.user_id, 0)))


def rendered(deliveries, write):
    """{delivery id: what `write` makes of it in its person's language, or why it does not leave}."""
    checked, messages = check(deliveries), {}
    find_bases(delivery for delivery, _notification in checked.leaving)
    for delivery, notification in checked.leaving:
        with speaking_to(delivery.user, checked.language_of(delivery.user, [notification])):
            messages[delivery.pk] = write(delivery, notification)
    return messages | checked.staying


def render_together(deliveries):
    """One message to one person for all that may leave now; none for nothing (N7)."""
    checked = check(deliveries)
    if not checked.leaving:
        return Together(None, checked.staying)
    find_bases([checked.leaving[0][0]])
    person = deliveries[0].user
    with speaking_to(person, checked.language_of(person, [notification for _delivery, notification in checked.leaving])):
        write = digest_of if deliveries[0].channel == Delivery.Channel.EMAIL else push_of_several
        return Together(write(checked.leaving), checked.staying)


def find_bases(deliveries):
    """Have each say as `base` where its person finds us: the clients of a firm that has a domain of its own, there. One query, and none without such a firm."""
    deliveries = list(deliveries)
    hosted = [delivery for delivery in deliveries if delivery.firm_id and host_of(delivery.firm_id)]
    standings = standings_of({delivery.user_id for delivery in hosted}) if hosted else {}
    for delivery in deliveries:
        is_client = delivery.user_id in standings and (delivery.firm_id, CLIENT) in standings[delivery.user_id].roles
        delivery.base = base_of(delivery.firm_id) if is_client else settings.BASE_URL


def base_for(delivery):
    return getattr(delivery, "base", settings.BASE_URL)


@contextmanager
def speaking_to(person, language):
    """In this language, by the clock on the person's wall."""
    with translation.override(language), timezone.override(zone(person.time_zone)):
        yield


def mail_of(delivery, notification):
    """What happened, a button, why it came and how to stop it."""
    topic, event = get_topic(notification.topic), notification.event
    words = topic.words(event)
    code, reason = notification.reasons[0]
    answering = topic.answering(event, delivery.user_id)
    context = about_mail(delivery, [notification]) | {
        "words": words,
        "url": topic.way_in(event, delivery.user_id) or base_for(delivery) + words.url,
        "topic": topic.label,
        "button": topic.button,
        # What concerns the account itself holds nothing of a client's: the mail says it whole.
        "is_critical": topic.critical,
        "why": reason_sentence(code, reason, event),
        "why_url": base_for(delivery) + reverse("why", args=[notification.pk]),
        "reply_line": reply_line() if answering else "",
    }
    subject, from_name = " ".join(words.title.split()), sender_name(event, delivery)
    if answering is None:
        return mail_with(context, "email", subject, from_name=from_name, reply_to=event.data.get("reply_to", ""))
    return mail_with(context, "email", subject, from_name=from_name, reply_to=answering.reply_to, references=answering.references)


def digest_of(leaving):
    """One mail for several news, grouped by the dossier that they concern, oldest first."""
    delivery, shown, count = leaving[0][0], leaving[:SHOWN_IN_DIGEST], len(leaving)
    groups = {}
    for _delivery, notification in shown:
        words = get_topic(notification.topic).words(notification.event)
        groups.setdefault(words.about, []).append({"words": words, "url": base_for(delivery) + words.url, "at": full_moment(notification.created_at)})
    notifications = [notification for _delivery, notification in leaving]
    context = about_mail(delivery, notifications) | {
        # What concerns no dossier comes last.
        "groups": sorted(groups.items(), key=lambda group: (not group[0], group[0].casefold())),
        "count": count,
        "more": count - len(shown),
        "url": base_for(delivery) + reverse("notifications"),
    }
    subject = ngettext("Résumé : %(count)s nouveauté", "Résumé : %(count)s nouveautés", count) % {"count": count}
    return mail_with(context, "digest", subject, from_name=context["firm"])


def about_mail(delivery, notifications):
    """What every mail says of itself: in whose name, where the setting is that sent it, how to stop it."""
    codes = list(dict.fromkeys(one.topic for one in notifications if not get_topic(one.topic).critical and can_be_muted(one)))
    setting = f"#{choice_key(codes[0], Channel.EMAIL)}" if codes else ""
    return {
        "language": get_language(),
        "firm": delivery.firm.name if delivery.firm else "Comptoir",
        "letterhead": letterhead_of(delivery.firm),
        "unsubscribe_url": unsubscribe_url(delivery.user_id, *codes, base=base_for(delivery)) if codes else "",
        "setting_url": base_for(delivery) + reverse("settings_page", args=["notifications"]) + setting,
    }


def can_be_muted(notification):
    return notification.channels.get(Channel.EMAIL) != Origin.IMPOSED


def mail_with(context, name, subject, **more):
    """A Mail from one of this app's templates; `more`: its other fields."""
    context = context | {"subject": subject}
    return Mail(
        subject=subject,
        text=template(f"notifications/{name}.txt").render(context),
        html=template(f"notifications/{name}.html").render(context),
        unsubscribe_url=context["unsubscribe_url"],
        language=context["language"],
        **more,
    )


def push_of(delivery, notification, unread):
    """What kind of news, and whose: never a client's name or words (promise H4)."""
    topic, firm = get_topic(notification.topic), delivery.firm.name if delivery.firm else "Comptoir"
    url = reverse("notification", args=[notification.pk])
    return Push(str(topic.label), firm, url, tag=f"n{notification.pk}", language=get_language(), unread=unread)


def push_of_several(leaving):
    delivery, notification = leaving[0]
    unread = unread_of({delivery.user_id}).get(delivery.user_id, 0)
    if len(leaving) == 1:
        return push_of(delivery, notification, unread)
    title = ngettext("%(count)s nouveauté", "%(count)s nouveautés", len(leaving)) % {"count": len(leaving)}
    firm = delivery.firm.name if delivery.firm else "Comptoir"
    return Push(title, firm, reverse("notifications"), tag="several", language=get_language(), unread=unread)


def unread_of(user_ids):
    """{user id: how much is unread in their bell}, in one query."""
    rows = Notification.objects.in_bell().unread().filter(user__in=user_ids).values_list("user_id").annotate(count=Count("pk")).order_by()
    return dict(rows)


def sender_name(event, delivery):
    """The firm, with the colleague who acted: «Paul Petit (Cabinet Lormeau)»."""
    firm = delivery.firm.name if delivery.firm else "Comptoir"
    author = event.data.get("from_colleague")
    return _("%(author)s (%(firm)s)") % {"author": author, "firm": firm} if author else firm


@cache
def template(name):
    return get_template(name)
