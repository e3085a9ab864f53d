"""Who keeps a catalogue: a firm its own, the operator the common one. The pages are the same."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm
from comptoir.firms.rights import Right

from ..models import Application, ApplicationFamily


class Keeper:
    """`firm` is None for the operator."""

    def __init__(self, firm):
        self.firm, self.firm_id = firm, firm.pk if firm else None
        self.base = "firms/base.html" if firm else "applications/operator_base.html"

    def url(self, name, *args):
        return reverse(name if self.firm else f"operator_{name}", args=args)

    @property
    def applications(self):
        """All that the catalogue holds, withdrawn or not, with where each leads."""
        return Application.objects.of_firm(self.firm_id).addressed_for(self.firm_id).select_related("family", "firm")

    def application(self, pk):
        return get_object_or_404(self.applications, pk=pk)

    def own(self, pk):
        return get_object_or_404(self.applications, pk=pk, firm=self.firm)

    def family(self, pk):
        return get_object_or_404(ApplicationFamily.objects.select_related("firm"), pk=pk, firm=self.firm)

    def keeps(self, row):
        return row.firm_id == self.firm_id


def for_firm(view):
    """For who may keep their firm's catalogue; everybody else finds nothing."""

    @login_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        firm = Firm.objects.filter(pk__in=standing_of(request.user).firms_where(Right.APPLICATIONS)).order_by("pk").first()
        if firm is None:
            raise Http404
        return view(request, Keeper(firm), *args, **kwargs)

    return checked


def for_operator(view):
    @login_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.is_operator:
            raise Http404
        return view(request, Keeper(None), *args, **kwargs)

    return checked
