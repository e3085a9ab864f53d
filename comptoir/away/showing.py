"""What pages show of a person's own absences."""

from django.utils import timezone

from .standing_in import own

PAST_SHOWN = 10


def own_absences(request):
    """What stands on the page below the form: what is planned, what is over."""
    now, mine = timezone.now(), own(request.user).with_delegates()
    return {
        "planned": mine.current_or_planned(now).filter(starts_at__gt=now).order_by("starts_at"),
        "past": mine.over(now).taken(now).order_by("-starts_at")[:PAST_SHOWN],
    }


def unseen_return(user):
    """The absence of which the home page speaks: over, its work done, its page not read yet."""
    rows = own(user).taken(timezone.now()).filter(settled_at__isnull=False, seen_at=None)
    return rows.order_by("-settled_at").first()
