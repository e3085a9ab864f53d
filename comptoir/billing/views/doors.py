"""Who comes to which desk: the two doors of the same pages. Everybody else finds nothing."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import get_object_or_404, render

from comptoir.links.decisions import Act
from comptoir.links.grants import ask_for
from comptoir.preferences.registry import menu, page_named

from ..desks import administered, billing_firm_of, desk_of_company, desk_of_firm


def at_the_firm(view):
    """The view is given the desk of the firm whose bills the person looks after."""

    @login_required
    @wraps(view)
    def answer(request, **kwargs):
        firm = billing_firm_of(request.user)
        if firm is None:
            raise Http404
        return view(request, desk_of_firm(firm), **kwargs)

    return answer


def at_the_company(view):
    """The same of a company that the person administers, also while they wait for its method. What the firm wants shown comes first (X11)."""

    @login_required
    @wraps(view)
    def answer(request, slug, client, **kwargs):
        access = get_object_or_404(administered(request.user), firm__slug=slug, client=client)
        missing = ask_for(request, access.firm, Act.SEE, has_portal=access.firm.portal_enabled_at is not None)
        return missing or view(request, desk_of_company(access), **kwargs)

    return answer


def show(request, desk, template, *, status=200, **context):
    """A page of this desk, in the frame of its side."""
    around = {"firm_of_page": desk.payer.firm} if desk.is_company else {"page": page_named("billing"), "pages": menu(request.user)}
    return render(request, template, around | {"desk": desk, "frame": desk.frame} | context, status=status)
