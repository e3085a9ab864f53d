"""What a client still has to give: open requests as the portal's home lists them."""

from django.db.models import BooleanField, Case, CharField, ExpressionWrapper, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Concat, Trim

from .models import Recipient, Request, was_sent_to


def sent_to(standing):
    """Open requests that were sent to the very person of this Standing, and that they may still see."""
    return Request.objects.seen_by(standing).open().filter(was_sent_to(standing))


def open_for(standing):
    """All open requests that this person sees: what was sent to them first, then the most urgent.

    Each with `is_theirs`, and for the others `sent_to`: the name of somebody who received it.
    """
    name = Trim(Concat(F("contact__first_name"), Value(" "), F("contact__last_name")))
    others = Recipient.objects.filter(request=OuterRef("pk")).order_by("pk").annotate(named=name).values("named")[:1]
    rows = (
        Request.objects.seen_by(standing)
        .open()
        .annotate(is_theirs=ExpressionWrapper(was_sent_to(standing), BooleanField()), sent_to=Subquery(others, output_field=CharField()))
    )
    theirs_first = Case(When(is_theirs=True, then=0), default=1)
    return rows.select_related("client").order_by(theirs_first, F("due_on").asc(nulls_last=True), "pk")
