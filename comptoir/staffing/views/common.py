"""What the pages of this app have in common: for whom they are, what is ticked, what was done and how it is taken back."""

from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comptoir.clients.standing import standing_of

from ..reach import firm_run_by

REFUSALS_SHOWN = 5


def for_members(view):
    """For people who work in a firm; everybody else finds nothing."""

    @login_required
    @wraps(view)
    def checked(request, *args, **kwargs):
        if not standing_of(request.user).is_member:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


def for_managers(view):
    """For who manages colleagues: the view is called with the firm."""

    @for_members
    @wraps(view)
    def checked(request, *args, **kwargs):
        firm = firm_run_by(request.user)
        if firm is None:
            raise Http404
        return view(request, firm, *args, **kwargs)

    return checked


def posted(request):
    """What a form is bound to: also to nothing, when nothing was filled in."""
    return request.POST if request.method == "POST" else None


def ticked(values):
    """The ids of the ticked boxes."""
    return [int(one) for one in values.getlist("ids") if one.isascii() and one.isdigit() and len(one) < 19]


def say_done(request, sentence, events, *, undo, kind):
    """What was done, with a button that takes it back."""
    request.session[undo] = {"kind": kind, "events": [event.pk for event in events]}
    messages.success(request, format_html('{} <button class="link" form="undo">{}</button>', sentence, _("Annuler")))


def say_refused(request, sentences):
    """The first of the reasons, and how many more there are."""
    told = list(dict.fromkeys(sentences))
    more = len(told) - REFUSALS_SHOWN
    lines = told[:REFUSALS_SHOWN] + ([ngettext("et un autre.", "et %(count)s autres.", more) % {"count": more}] if more > 0 else [])
    if lines:
        messages.error(request, lines[0] if len(lines) == 1 else format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in lines))))


def sheet(content, name):
    """A spreadsheet as a download."""
    response = HttpResponse(content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    response.headers["Cache-Control"] = "no-store"
    return response
