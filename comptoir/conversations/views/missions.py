"""«Missions»: the firm's own words for what conversations are about. Its administrators keep the list."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from comptoir.clients.standing import standing_of
from comptoir.firms.models import Firm

from ..actions import NameTaken, add_mission, add_usual_missions, remove_mission, rename_mission
from ..actions.classifying import USUAL
from ..composing import MissionForm
from ..models import Mission


def administered_firm(request):
    """The firm whose list it is; 404 for whoever administers none."""
    firm = Firm.objects.filter(pk__in=standing_of(request.user).administered_firm_ids).order_by("pk").first()
    if firm is None:
        raise Http404
    return firm


def administered(request, pk):
    rows = Mission.objects.filter(firm__in=standing_of(request.user).administered_firm_ids)
    return get_object_or_404(rows.annotate(count=Count("conversations")), pk=pk)


@login_required
@require_http_methods(["GET", "POST"])
def missions(request):
    """The list, and a new one at its end."""
    firm = administered_firm(request)
    form = MissionForm(request.POST or None)
    if form.is_valid() and named(form, lambda name: add_mission(firm, name, by=request.user)):
        messages.success(request, _("Mission «%(name)s» ajoutée.") % {"name": form.cleaned_data["name"]})
        return redirect("missions")
    rows = Mission.objects.filter(firm=firm).annotate(count=Count("conversations"))
    return render(request, "conversations/missions.html", {"missions": rows, "form": form, "usual": USUAL}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def mission(request, pk):
    """Renaming."""
    row = administered(request, pk)
    form = MissionForm(request.POST or None, initial={"name": row.name})
    if form.is_valid() and named(form, lambda name: rename_mission(row, name, by=request.user)):
        messages.success(request, _("Mission renommée."))
        return redirect("missions")
    return render(request, "conversations/mission.html", {"mission": row, "form": form}, status=422 if form.is_bound else 200)


def named(form, write):
    """Whether the name could be given; if not, the form says why."""
    try:
        write(form.cleaned_data["name"])
    except NameTaken:
        form.add_error("name", _("Une mission porte déjà ce nom."))
        return False
    return True


@login_required
@require_http_methods(["GET", "POST"])
def mission_removal(request, pk):
    """Says how many conversations carry it, then takes it away."""
    row = administered(request, pk)
    if request.method == "GET":
        return render(request, "conversations/mission_removal.html", {"mission": row})
    count = remove_mission(row, by=request.user)
    sentence = ngettext("Mission «%(name)s» retirée de %(count)s conversation.", "Mission «%(name)s» retirée de %(count)s conversations.", count)
    messages.success(request, sentence % {"name": row.name, "count": count})
    return redirect("missions")


@login_required
@require_POST
def usual_missions(request):
    """The suggested set."""
    count = add_usual_missions(administered_firm(request), by=request.user)
    messages.success(request, ngettext("Une mission ajoutée.", "%(count)s missions ajoutées.", count) % {"count": count})
    return redirect("missions")
