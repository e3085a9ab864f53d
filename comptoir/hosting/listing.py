"""The firms of the installation, in figures: how many people and dossiers, and nothing that is theirs."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from comptoir.clients.models import ClientUser, Dossier
from comptoir.firms.models import Firm, Membership


def firms_in_figures(words=""):
    """Firms by name, each with `member_count`, `client_user_count` and `dossier_count` in numbers; those whose name or slug has every word. One query."""
    firms = Firm.objects.annotate(
        member_count=number_of(Membership.objects.filter(left_at=None)),
        client_user_count=number_of(ClientUser.objects.filter(deleted_at=None)),
        dossier_count=number_of(Dossier.objects.all()),
    )
    for word in words.split()[:8]:
        firms = firms.filter(name__icontains=word) | firms.filter(slug__icontains=word)
    return firms.order_by("name", "pk")


def number_of(rows):
    counted = rows.filter(firm=OuterRef("pk")).order_by().values("firm").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)
