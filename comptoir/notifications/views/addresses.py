"""The person's own address, when it takes no mail any more."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.transports.addresses import clear_bounce


@login_required
@require_POST
def address_retry(request):
    """«Réessayer»: the person looked after their mailbox. Asked twice, or when nothing was wrong, it is as good as asked once."""
    clear_bounce(request.user, by=request.user)
    messages.success(request, _("Les prochains e-mails partiront de nouveau à votre adresse."))
    return redirect("settings_page", "notifications")
