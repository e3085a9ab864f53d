"""«Notifications» among one's settings: each row is saved at the switch, undone beside it, and given back to what the firm says."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from comptoir.events.models import Event
from comptoir.preferences.actions import CHANGED, SettingRefused, change_settings, change_settings_at, undo
from comptoir.preferences.models import Holder
from comptoir.preferences.registry import menu
from comptoir.preferences.resolver import values_at, values_of

from ..choices import own_keys
from ..registry import Channel, find_topic
from ..rows import row_of, topics_at
from ..simulation import simulate

PREFIX = "/settings/notifications"


@login_required
@require_POST
def topic_choice(request, code):
    """The switches of one topic, as they now stand."""
    return save_row(request, Holder.of_user(request.user), code, prefix=PREFIX)


@login_required
@require_POST
def topic_reversal(request, code):
    """What stood before the change just made stands again."""
    return undo_row(request, Holder.of_user(request.user), code, prefix=PREFIX)


@login_required
@require_POST
def topic_inheritance(request, code):
    """One topic back to what the firm or the default says."""
    return return_row(request, Holder.of_user(request.user), code, prefix=PREFIX)


@login_required
@require_POST
def inheritance(request):
    """«Revenir aux réglages du cabinet»: everything about notifications, in one click; «Historique» can take each of them back."""
    keys = own_keys(values_of(request.user))
    events = change_settings(request.user, dict.fromkeys(keys), by=request.user)
    count = len(events)
    if count:
        messages.success(request, ngettext("%(count)s réglage rendu au cabinet.", "%(count)s réglages rendus au cabinet.", count) % {"count": count})
    else:
        messages.info(request, _("Aucun de vos réglages ne s’écarte de ceux du cabinet."))
    return redirect("settings_page", slug="notifications")


@login_required
@require_GET
def simulation(request):
    """«Simuler le mois dernier…»: what these settings would have sent, beside what was sent (X5)."""
    template = "notifications/simulation.html" + ("#result" if request.htmx else "")
    return render(request, template, {"simulation": simulate(request.user), "pages": menu(request.user)})


def save_row(request, holder, code, *, prefix, **how):
    """Set what was posted for one topic at `holder`; answer with its row, or with the page where there is no JavaScript."""
    topic, values = topic_or_404(holder, code), values_at(holder)
    wanted = {channel: channel in request.POST.getlist("channels") for channel in Channel}
    changes = changed(row_of(values, topic), wanted, **how)
    try:
        events = change_settings_at(holder, changes, by=request.user, **how)
    except SettingRefused as refusal:
        return answer(request, row_of(values, topic, error=str(refusal)), prefix)
    return answer(request, row_of(values_at(holder), topic, undo=tuple(event.pk for event in events)), prefix)


def changed(row, wanted, is_locked=False):
    """{key: value} of the switches that were turned, and of all of them where an imposition was; what is imposed above stays out."""
    free = [cell for cell in row.cells if cell.line and not cell.line.is_imposed]
    return {cell.key: wanted[cell.channel] for cell in free if cell.is_on != wanted[cell.channel] or cell.line.is_locked != is_locked}


def undo_row(request, holder, code, *, prefix):
    topic = topic_or_404(holder, code)
    ids = [int(pk) for pk in request.POST.getlist("event") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    events = Event.objects.about(holder.target).filter(pk__in=ids, verb=CHANGED, data__scope=holder.scope, data__role=holder.role)
    try:
        for event in events.order_by("-pk"):
            undo(event, holder, by=request.user)
    except SettingRefused as refusal:
        return answer(request, row_of(values_at(holder), topic, error=str(refusal)), prefix)
    return answer(request, row_of(values_at(holder), topic), prefix)


def return_row(request, holder, code, *, prefix):
    topic, values = topic_or_404(holder, code), values_at(holder)
    keys = [line.setting.key for line in row_of(values, topic).lines if line.can_return]
    events = change_settings_at(holder, dict.fromkeys(keys), by=request.user)
    return answer(request, row_of(values_at(holder), topic, undo=tuple(event.pk for event in events)), prefix)


def topic_or_404(holder, code):
    topic = find_topic(code)
    if topic is None or topic.critical or topic not in topics_at(holder):
        raise Http404
    return topic


def answer(request, row, prefix):
    if request.htmx:
        return render(request, "notifications/row.html", {"row": row, "prefix": prefix}, status=422 if row.error else 200)
    if row.error:
        messages.error(request, row.error)
    else:
        messages.success(request, _("Enregistré."))
    return redirect(request.POST.get("next") if request.POST.get("next", "").startswith(("/settings/", "/firm/")) else f"{PREFIX}/")
