"""Closing sessions: one of one's own, or all but this one."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ..actions import end_other_sessions, end_session
from ..sessions import find_session
from .doors import back_to_security


@login_required
@require_POST
def session_closure(request, handle):
    session = find_session(request.user, handle)
    if session is None:
        raise Http404
    is_this = session.session_key == request.session.session_key
    end_session(session, by=request.user)
    if is_this:
        logout(request)
        return redirect("account_login")
    messages.success(request, _("Session fermée."))
    return back_to_security()


@login_required
@require_POST
def other_sessions_closure(request):
    count = end_other_sessions(request.user, besides=request.session.session_key)
    if count:
        messages.success(request, ngettext("%(count)s autre session fermée.", "%(count)s autres sessions fermées.", count) % {"count": count})
    else:
        messages.success(request, _("Aucune autre session n’était ouverte."))
    return back_to_security()
