"""What somebody who leaves answers for here: open conversations, and the dossiers in which they chose to take part or not."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from comptoir.clients.responsibilities import Handed, Responsibility, declare
from comptoir.firms.models import Membership
from comptoir.kernel.among import among

from .actions.assignment import record_assignments
from .actions.handover import AT_ONCE, COLUMNS
from .assigning import give
from .decisions import Assignment, Reason
from .models import Conversation, Participation, Recipient

CHOICE = ("licence_id", "dossier_id", "side", "takes_part")


# --- Open conversations ---
def held(user, firm):
    return Conversation.objects.open().filter(firm=firm, assigned_user=user)


def count(user, firm):
    return held(user, firm).count()


def shares(user, firm, heirs):
    """What is confidential goes to a colleague who is named in it, where there is one: it is not for everybody's eyes."""
    rows = {pk: (dossier_id, is_confidential) for pk, dossier_id, is_confidential in held(user, firm).values_list("pk", "dossier_id", "is_confidential")}
    heirs_of = heirs.of("conversations", {dossier_id for dossier_id, _confidential in rows.values()}) if rows else {}
    named = named_colleagues([pk for pk, (_dossier, is_confidential) in rows.items() if is_confidential], user, firm)
    return {pk: named.get(pk) or heirs_of[dossier_id] for pk, (dossier_id, _confidential) in rows.items() if dossier_id in heirs_of}


def named_colleagues(conversation_ids, user, firm):
    """{conversation id: the first colleague named in it} of these."""
    if not conversation_ids:
        return {}
    here = Membership.objects.active().filter(firm=firm).exclude(user=user)
    rows = Recipient.objects.filter(among("conversation_id", conversation_ids), user__in=here.values("user")).order_by("-pk")
    return dict(rows.values_list("conversation_id", "user_id"))


def hand_over(user, firm, shares, *, by):
    rows = list(held(user, firm).filter(among("pk", shares)).select_for_update(of=["self"]).select_related("dossier").order_by("pk")) if shares else []
    before = {row.pk: row.assignment for row in rows}
    people = {one.user_id: one.user for one in Membership.objects.filter(firm=firm, user__in=set(shares.values())).select_related("user")}
    reason = Reason.BY_HAND if Membership.objects.active().filter(firm=firm, user=user).exists() else Reason.LEFT_THE_FIRM
    words = {"by": by.full_name} if reason == Reason.BY_HAND and by else {}
    for row in rows:
        give(row, Assignment(people[shares[row.pk]], reason, user), **words)
    Conversation.objects.bulk_update(rows, COLUMNS, batch_size=AT_ONCE)
    record_assignments(rows, by=by)
    return [Handed(row.pk, row.subject, row.assigned_user_id, before[row.pk], row.assigned_user_id) for row in rows]


def unchanged(user, firm, handed):
    """Open, and still with whom it went to."""
    after = {one.id: one.after for one in handed}
    rows = Conversation.objects.open().filter(among("pk", after), firm=firm) if after else Conversation.objects.none()
    return {pk for pk, holder in rows.values_list("pk", "assigned_user_id") if holder == after[pk]}


def take_back(user, firm, handed, *, by):
    before = {one.id: one.before for one in handed}
    rows = list(Conversation.objects.filter(among("pk", before)).select_for_update(of=["self"]).select_related("dossier").order_by("pk")) if before else []
    for row in rows:
        row.assigned_user, row.assignment = user, before[row.pk]
    Conversation.objects.bulk_update(rows, ["assigned_user", "assignment"], batch_size=AT_ONCE)
    record_assignments(rows, by=by)


declare(
    Responsibility(
        "conversations", _l("Conversations ouvertes"), 20, count, shares, hand_over, unchanged, take_back, url=lambda id: reverse("conversation", args=[id])
    )
)


# --- Participation ---
def choices_of(user, firm):
    return Participation.objects.filter(firm=firm, user=user)


def count_choices(user, firm):
    return choices_of(user, firm).count()


def share_choices(user, firm, heirs):
    """Nobody inherits a choice: who looks after the dossier now takes part by default (C4)."""
    return dict.fromkeys(choices_of(user, firm).values_list("pk", flat=True)) if heirs.is_everything else {}


def give_up_choices(user, firm, shares, *, by):
    rows = list(choices_of(user, firm).filter(among("pk", list(shares))).select_related("licence", "dossier").order_by("pk")) if shares else []
    choices_of(user, firm).filter(among("pk", [row.pk for row in rows])).delete()
    return [Handed(row.pk, place_name(row), None, [getattr(row, name) for name in CHOICE], None) for row in rows]


def place_name(row):
    place = row.dossier or row.licence
    return place.name if place else _("Tous les dossiers")


def unchanged_choices(user, firm, handed):
    """Where nothing was chosen meanwhile, in a licence and a dossier that are still there."""
    chosen = set(choices_of(user, firm).values_list(*CHOICE[:3]))
    wanted = {one.id: tuple(one.before[:3]) for one in handed}
    licences = set(firm.licences.values_list("pk", flat=True))
    dossiers = set(firm.dossiers.filter(Q(pk__in=[key[1] for key in wanted.values() if key[1]])).values_list("pk", flat=True))
    return {pk for pk, key in wanted.items() if key not in chosen and key[0] in {None, *licences} and key[1] in {None, *dossiers}}


def take_back_choices(user, firm, handed, *, by):
    rows = [dict(zip(CHOICE, one.before, strict=True)) for one in handed]
    Participation.objects.bulk_create([Participation(firm=firm, user=user, **row) for row in rows])


declare(
    Responsibility(
        "participations",
        _l("Participations choisies"),
        70,
        count_choices,
        share_choices,
        give_up_choices,
        unchanged_choices,
        take_back_choices,
        has_heir=False,
    )
)
