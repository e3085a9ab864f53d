"""The operator's firms: one after the other, a new one, one of them."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comptoir.events.models import Event
from comptoir.kernel.pagination import page_of

from ..actions import SlugTaken, create_firm
from ..decisions import State, state_of
from ..forms import FirmForm, slug_taken
from ..listing import firms_in_figures
from ..models import FirmExport

TOLD = 20


def operators_only(view):
    """For who runs the installation; everybody else finds nothing."""

    @login_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not request.user.is_operator:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@operators_only
@require_safe
def firms(request):
    words = request.GET.get("q", "").replace("\0", "").strip()
    page = page_of(firms_in_figures(words), request.GET.get("page"))
    for firm in page.rows:
        firm.state = state_of(suspended_at=firm.suspended_at, deletion_due_at=firm.deletion_due_at)
    return render(request, "hosting/firms.html", {"page": page, "states": State})


@operators_only
@require_http_methods(["GET", "POST"])
def new_firm(request):
    form = FirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            firm = create_firm(**form.cleaned_data, by=request.user)
        except SlugTaken:
            form.add_error("slug", slug_taken())
        else:
            messages.success(request, _("%(name)s est créé ; son administrateur reçoit l’e-mail de bienvenue.") % {"name": firm.name})
            return redirect("operator_firm", firm.pk)
    return render(request, "hosting/new_firm.html", {"form": form}, status=422 if form.errors else 200)


@operators_only
@require_safe
def firm(request, pk):
    found = get_object_or_404(firms_in_figures(), pk=pk)
    context = {
        "firm": found,
        "state": state_of(suspended_at=found.suspended_at, deletion_due_at=found.deletion_due_at),
        "exports": FirmExport.objects.filter(firm=found).select_related("asked_by").order_by("-pk")[:TOLD],
        "events": Event.objects.filter(firm=found, verb__startswith="firm.").select_related("actor").order_by("-pk")[:TOLD],
    }
    return render(request, "hosting/firm.html", context)
