from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.firms.models import Firm

from ..actions import end_absence


@login_required
@require_POST
def absence(request):
    """«Mettre fin» of the yellow bubble: the person is back, and stays on the page where they were."""
    for firm in Firm.objects.visible_to(request.user):
        end_absence(request.user, firm, by=request.user)
    messages.success(request, _("Vous êtes de retour."))
    back = request.POST.get("next", "/")
    return redirect(back if url_has_allowed_host_and_scheme(back, {request.get_host()}) else "/")
