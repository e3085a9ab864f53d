"""The boxes of the inbox: what each holds, and how much. A box and its count are one queryset, so that the number is what the list shows."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Nobody reads an exact number above it: counting stops there, whatever the size of the firm.
MOST_COUNTED = 99
DEFAULT = "all"


@dataclass(frozen=True)
class Box:
    """`rows(conversations, user, now)` are those of `conversations` that lie in it. `is_alert`: it should be empty."""

    code: str
    label: str | Promise
    icon: str
    empty: str | Promise
    rows: Callable
    is_alert: bool = False


def to_do(conversations, now):
    """What is open and does not sleep."""
    return conversations.open().awake(now)


def late(conversations, user, now):
    return to_do(conversations, now).filter(Q(answer_due_at__lte=now) | Q(escalation__gt=0), awaits_firm=True)


def of_my_teams(conversations, user, now):
    teams = user.teams.through.objects.filter(user_id=user.pk).values("team_id")
    return to_do(conversations, now).filter(assigned_team_id__in=teams)


NOTHING_WAITS = _("Rien n’attend ici. Les questions de vos clients arriveront d’elles-mêmes.")
FOR_MEMBERS = (
    Box("mine", _("À moi"), "user-round-check", _("Aucune conversation ne vous est assignée."), lambda rows, user, now: to_do(rows, now).assigned_to(user)),
    Box("teams", _("Mes équipes"), "users", _("Rien n’attend vos équipes."), of_my_teams),
    Box(
        "unassigned", _("Non assignées"), "circle-question-mark", _("Chaque conversation est assignée."), lambda rows, user, now: to_do(rows, now).unassigned()
    ),
    Box("all", _("Toutes"), "inbox", NOTHING_WAITS, lambda rows, user, now: to_do(rows, now)),
    Box("firm", _("Attend le cabinet"), "reply", _("Tout le monde a sa réponse."), lambda rows, user, now: to_do(rows, now).filter(awaits_firm=True)),
    Box(
        "client",
        _("Attend le client"),
        "hourglass",
        _("Aucun client ne vous fait attendre."),
        lambda rows, user, now: to_do(rows, now).filter(awaits_firm=False),
    ),
    Box("late", _("En retard"), "clock-alert", _("Aucune réponse n’est en retard."), late, is_alert=True),
    # Also what sleeps: what was put aside by somebody who is now away still waits for an answer.
    Box("alone", _("Sans personne"), "circle-alert", _("Quelqu’un répond de chaque question."), lambda rows, user, now: rows.unattended(now), is_alert=True),
    Box("snoozed", _("En veille"), "moon", _("Rien n’est en veille."), lambda rows, user, now: rows.open().snoozed(now)),
    Box("closed", _("Closes"), "archive", _("Aucune conversation close."), lambda rows, user, now: rows.closed()),
)
FOR_CLIENTS = (
    Box(
        "all",
        _("En cours"),
        "inbox",
        _("Posez votre première question : elle arrive aux personnes qui suivent votre dossier."),
        lambda rows, user, now: rows.open(),
    ),
    Box("closed", _("Closes"), "archive", _("Aucune conversation close."), lambda rows, user, now: rows.closed()),
)


def boxes_for(is_member):
    return FOR_MEMBERS if is_member else FOR_CLIENTS


def box_of(boxes, code):
    """The box of that code, else the one that holds everything open."""
    by_code = {box.code: box for box in boxes}
    return by_code.get(code) or by_code[DEFAULT]


def count_boxes(boxes, conversations, user, now):
    """{code: how many, at most MOST_COUNTED + 1} in one query; each count looks no further than that."""
    counts, selects, parameters = {box.code: 0 for box in boxes}, {}, []
    for box in boxes:
        try:
            sql, given = box.rows(conversations, user, now).order_by().values("pk")[: MOST_COUNTED + 1].query.sql_with_params()
        except EmptyResultSet:
            continue
        # Only codes of our own boxes and the ORM's SQL are put into the text.
        selects[box.code] = f'(SELECT COUNT(*) FROM ({sql}) AS "{box.code}")'  # noqa: S608
        parameters += given
    if selects:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(selects.values())}", parameters)  # noqa: S608
            counts |= dict(zip(selects, cursor.fetchone(), strict=True))
    return counts
