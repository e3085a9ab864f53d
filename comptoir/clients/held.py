"""Who looks after dossiers, teams and what nobody takes part in: what a person holds by it, and how it passes to others."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from comptoir.firms.models import Firm, Membership, Team
from comptoir.kernel.among import among

from .managing import with_replaced, without_manager
from .models import Dossier, DossierManager
from .responsibilities import Handed, InAColumn, Responsibility, declare

AT_ONCE = 500


def succession(managers, leaver, heir):
    """The managers in their order once `heir`, or nobody, stands in the place of `leaver`."""
    return without_manager(managers, leaver) if heir is None else with_replaced(managers, leaver, heir)


def managers_of(dossier_ids):
    """{dossier id: [[user id, rank], …] in their order}, held until the end of the transaction."""
    managers = {dossier_id: [] for dossier_id in dossier_ids}
    rows = DossierManager.objects.filter(among("dossier_id", list(managers))).select_for_update(of=["self"]).order_by("rank", "pk") if managers else ()
    for row in rows:
        managers[row.dossier_id].append([row.user_id, row.rank])
    return managers


def write_managers(wanted):
    """Give each dossier these managers: {dossier id: [[user id, rank], …]}; two statements and one more for each five hundred rows."""
    if wanted:
        DossierManager.objects.filter(among("dossier_id", list(wanted))).delete()
    rows = [DossierManager(dossier_id=pk, user_id=user_id, rank=rank) for pk, managers in wanted.items() for user_id, rank in managers]
    DossierManager.objects.bulk_create(rows, batch_size=AT_ONCE)


def ranked(user_ids):
    return [[user_id, rank] for rank, user_id in enumerate(user_ids)]


# --- Dossiers managed ---
def managed(user, firm):
    return Dossier.objects.filter(firm=firm, manager_links__user=user)


def count_managed(user, firm):
    return managed(user, firm).count()


def share_managed(user, firm, heirs):
    return heirs.of("dossiers", managed(user, firm).values_list("pk", flat=True))


def hand_over_managed(user, firm, shares, *, by):
    before = managers_of(shares)
    after = {pk: ranked(succession([one for one, _rank in managers], user.pk, shares[pk])) for pk, managers in before.items()}
    write_managers(after)
    names = dict(Dossier.objects.filter(among("pk", list(shares))).values_list("pk", "name")) if shares else {}
    return [Handed(pk, names[pk], shares[pk], before[pk], after[pk]) for pk in sorted(shares)]


def unchanged_managed(user, firm, handed):
    now = managers_of(Dossier.objects.filter(among("pk", [one.id for one in handed]), firm=firm).values_list("pk", flat=True)) if handed else {}
    return {one.id for one in handed if now.get(one.id) == one.after}


def take_back_managed(user, firm, handed, *, by):
    write_managers({one.id: one.before for one in handed})


declare(
    Responsibility(
        "dossiers", _("Dossiers gérés"), 10, count_managed, share_managed, hand_over_managed, unchanged_managed, take_back_managed,
        url=lambda id: reverse("dossier", args=[id]),
    )
)  # fmt: skip


# --- Teams ---
def teams_of(user, firm):
    return Team.objects.filter(firm=firm, members=user)


def count_teams(user, firm):
    return teams_of(user, firm).count()


def share_teams(user, firm, heirs):
    """Nobody takes a place in a team over, but where it would stand empty: its questions must find somebody."""
    if not heirs.is_everything:
        return {}
    mine = list(teams_of(user, firm).values_list("pk", flat=True))
    here = Membership.objects.active().filter(firm=firm).exclude(user=user)
    manned = set(Team.members.through.objects.filter(team__in=mine, user__in=here.values("user")).values_list("team_id", flat=True)) if mine else set()
    return {pk: None if pk in manned else heirs.alone("teams") for pk in mine}


def hand_over_teams(user, firm, shares, *, by):
    places = Team.members.through.objects
    names = dict(Team.objects.filter(pk__in=shares).values_list("pk", "name")) if shares else {}
    places.filter(team__in=shares, user=user).delete()
    new = [Team.members.through(team_id=pk, user_id=heir) for pk, heir in shares.items() if heir]
    places.bulk_create(new)
    return [Handed(pk, names[pk], heir, True, heir) for pk, heir in sorted(shares.items())]


def unchanged_teams(user, firm, handed):
    """A team that is still there, in which the person is not, and in which who came for them still is."""
    members = {}
    for pk, user_id in Team.objects.filter(firm=firm, pk__in=[one.id for one in handed]).values_list("pk", "members"):
        members.setdefault(pk, set()).add(user_id)
    return {one.id for one in handed if one.id in members and user.pk not in members[one.id] and (one.after is None or one.after in members[one.id])}


def take_back_teams(user, firm, handed, *, by):
    places = Team.members.through.objects
    for one in handed:
        if one.after is not None:
            places.filter(team=one.id, user=one.after).delete()
    places.bulk_create([Team.members.through(team_id=one.id, user_id=user.pk) for one in handed])


declare(Responsibility("teams", _("Équipes"), 50, count_teams, share_teams, hand_over_teams, unchanged_teams, take_back_teams, has_heir=False))

# --- Questions that nobody takes part in ---
InAColumn("fallback", rows=lambda firm: Firm.objects.filter(pk=firm.pk), field="fallback_user", name=lambda firm: firm.name).declare(
    _("Questions sans destinataire"), 60
)
