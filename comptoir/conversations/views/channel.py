"""«Canal» of one conversation, for colleagues."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ..actions.channel import set_channel
from ..forms import ChannelForm
from .one import back_to, found_by_member


@login_required
@require_http_methods(["GET", "POST"])
def channel(request, pk):
    """GET: the choice, fetched beside the page, which stays light. POST: from now on by this way."""
    conversation = found_by_member(request, pk)
    form = ChannelForm(request.POST or None, initial={"channel": conversation.channel})
    if request.method == "POST" and form.is_valid():
        set_channel(conversation, form.cleaned_data["channel"], by=request.user)
        messages.success(request, _("Canal changé : ce que vous écrivez part désormais par là."))
        return back_to(request, pk)
    context = {"conversation": conversation, "form": form}
    return render(request, "conversations/channel.html" + ("#channel" if request.htmx else ""), context, status=422 if form.is_bound else 200)
