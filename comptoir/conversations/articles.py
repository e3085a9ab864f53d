"""The messages of a thread as HTML, written by functions: through a template, fifty of them cost more than everything else on the page (B2).

Whatever a person wrote passes through `escape`; nothing else is put into the text but our own words and numbers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from django.urls import reverse
from django.utils.translation import gettext as _

from comptoir.transports.models import Delivery
from comptoir.ui.moments import clock, machine_moment
from comptoir.ui.templatetags.ui import file_size, icon_html, name_html

from .models import Channel

CAME_BY: dict[str, Callable] = {Channel.EMAIL: lambda: _("par e-mail"), Channel.SMS: lambda: _("par SMS")}
STATES: dict[str, Callable] = {
    Delivery.State.FAILED: lambda: f'<span class="failed">{icon_html("circle-alert")}{_("Non remis")}</span>',
    Delivery.State.PENDING: lambda: _("En cours d’envoi"),
    Delivery.State.SENT: lambda: _("Remis"),
}


@dataclass(frozen=True)
class Reader:
    """For whom the thread is written: `address` is the conversation's, `away_now` {user id: Absence}."""

    address: str
    is_member: bool
    firm_name: str
    away_now: object


def thread_html(thread, reader):
    """All of it, oldest first; the caller marks it safe."""
    return "".join(article(one, reader) for one in thread.messages)


def article(one, reader):
    day = f'<h2 class="day">{escape(one.day)}</h2>' if one.day else ""
    said = f'<small>{headline(one.message, reader)}</small><div class="bubble">{bubble(one, reader)}</div>'
    way = way_of(one, reader) if reader.is_member else ""
    return f'{day}<article class="message {one.kind}" id="m{one.message.pk}">{said}{way}</article>{automatic_lines(one)}'


def headline(message, reader):
    """Who, when, and by which channel it came."""
    note = f"{icon_html('notebook-pen')}{_('Note interne')} · " if message.is_note else ""
    time = f'<time datetime="{machine_moment(message.sent_at)}">{clock(message.sent_at)}</time>'
    came_by = f" · {CAME_BY[message.channel]()}" if message.channel in CAME_BY else ""
    return f"{note}{written_by(message, reader)} · {time}{came_by}"


def written_by(message, reader):
    if message.author_id:
        return name_html(message.author_id, message.author.full_name, reader.away_now)
    return escape(message.sender_name or (reader.firm_name if message.is_automatic else _("Compte effacé")))


def bubble(one, reader):
    message = one.message
    signature = f'<p class="words signature">{escape(message.signature)}</p>' if message.signature else ""
    quoted = quoted_text(message.quoted) if message.quoted else ""
    files = f'<ul class="files">{"".join(file_line(file, reader) for file in one.files)}</ul>' if one.files else ""
    return f'<p class="words">{escape(message.body)}</p>{signature}{quoted}{files}'


def quoted_text(words):
    """What the mail quoted, folded."""
    return f'<details class="quoted"><summary>{icon_html("chevron-right")}{_("Texte cité")}</summary><p class="words">{escape(words)}</p></details>'


def file_line(file, reader):
    return f'<li><a href="{reader.address}files/{file.pk}/" download>{icon_html("paperclip")}{escape(file.name)} <small>{file_size(file.size)}</small></a></li>'


def way_of(one, reader):
    """How far it is on its way, unfolded person by person; with «Renvoyer» where it did not arrive. For colleagues."""
    state = one.state
    if not state or one.kind == "client":
        return ""
    way = f"{reader.address}messages/{one.message.pk}/deliveries/"
    unfolded = f'<div><a href="{way}">{_("À qui, quand, par où")}</a></div>'
    again = resend_line(one, reader) if state == Delivery.State.FAILED else ""
    return f'<details class="way" data-fetch><summary>{STATES[state]()}</summary>{unfolded}</details>{again}'


def resend_line(one, reader):
    """Its button belongs to the one form behind the thread: a token for each would be most of the page."""
    sentence = escape(_("Non remis à %(names)s.") % {"names": ", ".join(one.failed_for)})
    action = f"{reader.address}messages/{one.message.pk}/resending/"
    button = f'<button form="again" formaction="{action}">{icon_html("refresh-cw")}{_("Renvoyer")}</button>'
    return f'<p class="resend"><span>{sentence}</span>{button}</p>'


def automatic_lines(one):
    """What machines answered after it: one folded line each."""
    return "".join(automatic_line(answer) for answer in one.automatic)


def automatic_line(answer):
    address = reverse("incoming_one", args=[answer.pk])
    summary = f"{icon_html('chevron-right')}{escape(_('Réponse automatique de %(name)s') % {'name': answer.name})}"
    return f'<details class="aside-line" data-fetch><summary>{summary}</summary><div><a href="{address}">{_("Voir ce message")}</a></div></details>'
