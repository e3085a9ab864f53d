"""«Si je m’absente du … au …» (X5): what an absence would do, before it is saved. Writes nothing; the functions that will act are asked."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.clients.models import Dossier
from comptoir.ui.moments import full_moment

from .models import Absence
from .registry import Item, section, sections_of


def simulate(absence, reader):
    """The Sections of what `absence`, saved or not, would do: what to know of the delegate, then what each feature says, as far as `reader` may see it."""
    return [*hints(absence), *sections_of("simulate", absence, reader)]


def hints(absence):
    """What to know of the delegate (A3): away too during a part of it, and the dossiers that they do not work on. No hint is a refusal."""
    if absence.delegate_user_id:
        return [*away_too(absence, [absence.delegate_user]), *out_of_reach(absence)]
    if absence.delegate_team_id:
        return away_too(absence, absence.delegate_team.members.exclude(pk=absence.user_id))
    return []


def away_too(absence, people):
    """When those who stand in are away themselves: what they got stays with them, without passing to a third person."""
    others = Absence.objects.overlapping(absence.starts_at, absence.ends_at).filter(firm=absence.firm_id, user__in=people)
    others = list(others.select_related("user").order_by("starts_at"))
    if not others:
        return []
    names = ", ".join(dict.fromkeys(other.user.full_name for other in others))
    sentence = ngettext(
        "%(names)s est en absence aussi : les conversations y resteront, sans passer à une troisième personne.",
        "%(names)s sont en absence aussi : les conversations y resteront, sans passer à une troisième personne.",
        len({other.user_id for other in others}),
    ) % {"names": names}
    return [section("delegate_away", sentence, [Item(span_of(other), detail=other.user.full_name, id=other.user_id) for other in others], is_warning=True)]


def span_of(absence):
    """«Du lun. 30 nov. à 9 h au …»."""
    words = {"start": full_moment(absence.starts_at), "end": full_moment(absence.ends_at)}
    return (_("Du %(start)s au %(end)s") if absence.ends_at else _("À partir du %(start)s, sans date de retour")) % words


def out_of_reach(absence):
    """The person's dossiers on which the delegate does not work: there they see what is entrusted to them, and no more."""
    delegate = absence.delegate_user
    mine = Dossier.objects.filter(firm=absence.firm_id, manager_links__user=absence.user_id)
    dossiers = list(mine.exclude(pk__in=Dossier.objects.worked_on_by(delegate).values("pk")).order_by("name_key", "pk"))
    if not dossiers:
        return []
    sentence = ngettext(
        "%(name)s ne travaille pas sur un de vos dossiers et n’y verra que ce qui lui sera assigné.",
        "%(name)s ne travaille pas sur %(count)s de vos dossiers et n’y verra que ce qui lui sera assigné.",
        len(dossiers),
    ) % {"name": delegate.full_name, "count": len(dossiers)}
    return [section("out_of_reach", sentence, [Item(one.name, id=one.pk) for one in dossiers], is_warning=True)]
