"""The rows of a colleague's inbox as HTML, written by functions, as the thread is (decision 34): fifty of them are most of that page (B1).

Whatever a person wrote passes through `escape`; an excerpt that was found comes marked and safe.
"""

from html import escape

from django.utils.html import conditional_escape
from django.utils.translation import gettext as _

from comptoir.ui.moments import short_day, short_moment
from comptoir.ui.templatetags.ui import icon_html, name_html


def rows_html(rows, *, address, away_now):
    """All of them; the caller marks it safe. `address` is that of the inbox, `away_now` {user id: Absence}."""
    return "".join(row_html(row, address, away_now) for row in rows)


def row_html(row, address, away_now):
    found, waits, pk = row.get("found"), ' class="waiting"' if row["awaits_firm"] else "", row["pk"]
    tick = f'<label><input type="checkbox" name="ids" value="{pk}" id="p{pk}" aria-labelledby="s{pk}"></label>'
    place = f"{address}{pk}/#m{found.message_id}" if found else f"{address}{pk}/"
    main = f'<span class="row-main"><b id="s{pk}">{escape(row["subject"])}</b><span class="soft">{escape(row["dossier__name"])}</span></span>'
    text = f'<span class="row-text soft"><span>{last_words(row, found)}</span>{pills(row)}</span>'
    opening = '<li class="unread">' if row["is_unread"] else "<li>"
    return f'{opening}{tick}<a href="{place}"{waits}>{main}{text}<span class="row-end">{end(row, away_now)}</span></a></li>'


def last_words(row, found):
    """What was found, else the last message with who wrote it."""
    if found:
        note = f"{_('Note')} · " if found.is_note else ""
        return f"{note}{conditional_escape(found.excerpt)}"
    author = f"<b>{escape(row['last_message_by__first_name'])}</b> " if row["last_message_by__last_name"] else ""
    return f"{author}{escape(row['last_excerpt'])}"


def pills(row):
    """One's own draft, the mission, the due date."""
    if not row["has_pills"]:
        return ""
    draft = f'<span class="pill draft">{icon_html("pencil")}{_("Brouillon")}</span>' if row["has_draft"] else ""
    mission = f'<span class="pill outlined">{escape(row["mission__name"])}</span>' if row["mission__name"] else ""
    return f'<span class="row-pills">{draft}{mission}{due_pill(row)}</span>'


def due_pill(row):
    if not row["due_on"]:
        return ""
    return f'<span class="pill {"late" if row["is_past_due"] else "outlined"}">{_("échéance")} {short_day(row["due_on"])}</span>'


def end(row, away_now):
    """What else there is to know of it at a glance, who has it, and when it last moved."""
    unread = f'<span class="sr-only">{_("non lue")}</span>' if row["is_unread"] else ""
    holder = "" if row["closed_at"] else holder_pill(row, away_now)
    return f'{unread}{marks(row) if row["has_marks"] else ""}{holder}<span class="when">{short_moment(row["last_message_at"])}</span>'


def marks(row):
    lock = f'<span class="pill" title="{_("Confidentielle")}">{icon_html("lock")}<span class="sr-only">{_("confidentielle")}</span></span>'
    late = f'<span class="pill late">{_("en retard")}</span>'
    return f"{lock if row['is_confidential'] else ''}{late if row['is_late'] else ''}{state_pill(row)}"


def state_pill(row):
    if row["closed_at"]:
        return f'<span class="pill">{_("close")}</span>'
    return f'<span class="pill outlined">{icon_html("moon")}{short_day(row["snoozed_until"])}</span>' if row["is_asleep"] else ""


def holder_pill(row, away_now):
    if row["assigned_user_id"]:
        full_name = f"{row['assigned_user__first_name']} {row['assigned_user__last_name']}".strip()
        return f'<span class="pill">{name_html(row["assigned_user_id"], full_name, away_now)}</span>'
    if row["assigned_team__name"]:
        return f'<span class="pill">{escape(row["assigned_team__name"])}</span>'
    return f'<span class="pill late">{_("non assignée")}</span>'
