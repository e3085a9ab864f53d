"""The mails of an invitation: itself, and the reminder before its end. Written as they leave, in the name of who sent it."""

from email.utils import formataddr
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comptoir.firms.letterheads import letterhead_of
from comptoir.transports.registry import Content, Mail, registry
from comptoir.ui.moments import full_moment

from .actions.rounds import INVITES, REMINDS, links_of
from .decisions import State
from .models import Invitation


def declare_contents():
    registry.declare(Content(INVITES, render_invitations))
    registry.declare(Content(REMINDS, render_invitations))


def render_invitations(deliveries):
    """{delivery id: Mail, or why it is dropped}: what was answered, revoked or sent anew meanwhile leaves no more. Two queries for any number."""
    rows = Invitation.objects.filter(pk__in={one.data["invitation"] for one in deliveries})
    rows = rows.select_related("firm__brand", "client", "contact__user", "sent_by").annotate_acceptable()
    invitations = {row.pk: row for row in rows}
    links = {link.target_id: link for link in links_of(invitations.values()).alive().select_related("firm")}
    now = timezone.now()
    return {one.pk: reason_to_drop(one, invitations, links, now) or mail_of(one, invitations, links) for one in deliveries}


def reason_to_drop(delivery, invitations, links, now):
    invitation = invitations.get(delivery.data["invitation"])
    if invitation is None or invitation.pk not in links:
        return "withdrawn"
    if invitation.times_sent != delivery.data["round"]:
        return "sent_anew"
    state = invitation.state(now)
    if state is not State.PENDING:
        return str(state)
    return "" if invitation.is_acceptable else "no_longer_allowed"


def mail_of(delivery, invitations, links):
    invitation = invitations[delivery.data["invitation"]]
    contact, firm, sender = invitation.contact, invitation.firm, invitation.sent_by
    with translation.override((contact.user or contact).language), timezone.override(ZoneInfo(firm.time_zone)):
        context = {
            "language": translation.get_language(),
            "firm": firm.name,
            "letterhead": letterhead_of(firm),
            "words": {"title": title_of(invitation, is_reminder=delivery.content == REMINDS)},
            "person": contact.full_name,
            "client": invitation.client.name,
            "sender": sender.full_name if sender else firm.name,
            "until": full_moment(invitation.expires_at),
            "url": links[invitation.pk].url,
        }
        return Mail(
            subject=context["words"]["title"],
            text=render_to_string("invitations/email/invitation.txt", context),
            html=render_to_string("invitations/email/invitation.html", context),
            from_name=_("%(author)s (%(firm)s)") % {"author": sender.full_name, "firm": firm.name} if sender else firm.name,
            reply_to=formataddr((sender.full_name, sender.email)) if sender else "",
            language=context["language"],
        )


def title_of(invitation, *, is_reminder):
    words = {"sender": invitation.sent_by.full_name if invitation.sent_by else invitation.firm.name, "firm": invitation.firm.name}
    if is_reminder:
        return _("Rappel : votre invitation au portail de %(firm)s prend bientôt fin") % words
    return _("%(sender)s vous invite sur le portail de %(firm)s") % words
