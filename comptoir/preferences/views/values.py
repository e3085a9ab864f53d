"""A setting is saved where it stands: one line of the page goes out, the same line comes back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from ..actions import SettingRefused, clear_value, set_value
from ..catalogue import BadValue, get_setting
from ..lines import line_of
from ..models import Holder
from ..resolver import look_of, values_at

PREFIX = "/settings/values"


@login_required
@require_POST
def value(request, key, prefix=PREFIX):
    """A person's own value, on the page whose lines are saved under `prefix`."""
    return save(request, Holder.of_user(request.user), setting_of(request, key), prefix=prefix)


@login_required
@require_POST
def inheritance(request, key, prefix=PREFIX):
    """Back to what the firm, the role, the licence or the default says."""
    return give_back(request, Holder.of_user(request.user), setting_of(request, key), prefix=prefix)


def setting_of(request, key):
    setting = get_setting(key)
    if setting is None or not setting.offered_to(request.user):
        raise Http404
    return setting


def save(request, holder, setting, *, prefix, **how):
    """Set what was posted at `holder`; answer with the line, or with the page where there is no JavaScript."""
    typed = setting.kind.parse(*request.POST.getlist("value"))
    try:
        event = set_value(holder, setting.key, typed, by=request.user, **how)
    except (BadValue, SettingRefused) as refusal:
        return answer(request, refused_line(holder, setting, str(refusal), typed), prefix)
    return answer(request, fresh_line(holder, setting, event), prefix)


def give_back(request, holder, setting, *, prefix):
    try:
        event = clear_value(holder, setting.key, by=request.user)
    except SettingRefused as refusal:
        return answer(request, refused_line(holder, setting, str(refusal), None), prefix)
    return answer(request, fresh_line(holder, setting, event), prefix)


def refused_line(holder, setting, sentence, typed):
    return line_of(values_at(holder), setting).with_error(sentence, typed)


def fresh_line(holder, setting, event):
    """The line as it now is. `event` is None where nothing changed: it is as it was asked to be, and that is said as well."""
    return line_of(values_at(holder), setting, saved=event or True)


def answer(request, line, prefix):
    status = 422 if line.error else 200
    if not request.htmx:
        return answer_with_page(request, line)
    response = render(request, "preferences/line.html", {"line": line, "prefix": prefix}, status=status)
    return trigger_client_event(response, "look", look_of(request.user))


def answer_with_page(request, line):
    if line.error:
        messages.error(request, _("%(label)s : %(problem)s") % {"label": line.setting.label, "problem": line.error})
    else:
        messages.success(request, _("Enregistré."))
    return redirect(request.POST.get("next") if request.POST.get("next", "").startswith(("/settings/", "/firm/")) else "settings")
