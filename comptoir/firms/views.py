"""Who works here: lists that every member may read."""

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import render

from comptoir.kernel.pagination import page_of

from .models import Firm, Licence, Membership, Team


def members_only(view):
    """For people who work in a firm; everybody else finds nothing."""

    @login_required
    def checked(request, *args, **kwargs):
        if not Firm.objects.visible_to(request.user).exists():
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@members_only
def members(request):
    rows = Membership.objects.visible_to(request.user).active().select_related("user").prefetch_related("licences")
    rows = rows.order_by("user__last_name", "user__first_name", "pk")
    words, role = request.GET.get("q", "").replace("\0", "").strip(), request.GET.get("role", "")
    for word in words.split()[:8]:
        rows = rows.filter(Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word) | Q(user__email__icontains=word))
    if role in Membership.Role.values:
        rows = rows.filter(role=role)
    resettable = Membership.objects.resettable_by(request.user).filter(pk=OuterRef("pk"))
    rows = rows.annotate(can_be_reset=Exists(resettable))
    context = {"page": page_of(rows, request.GET.get("page")), "roles": Membership.Role.choices, "tab": "members"}
    return render(request, "firms/members.html", context)


@members_only
def teams(request):
    rows = Team.objects.visible_to(request.user).prefetch_related("members")
    return render(request, "firms/teams.html", {"page": page_of(rows, request.GET.get("page")), "tab": "teams"})


@members_only
def licences(request):
    dossiers, people = Count("dossiers", distinct=True), Count("accesses", distinct=True)
    rows = Licence.objects.visible_to(request.user).annotate(dossier_count=dossiers, member_count=people)
    return render(request, "firms/licences.html", {"page": page_of(rows, request.GET.get("page")), "tab": "licences"})
