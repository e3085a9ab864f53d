"""Client users in a spreadsheet: brought in by the pages of imports, and written out."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from comptoir.clients.standing import standing_of
from comptoir.events.recording import record_event
from comptoir.firms.models import Firm
from comptoir.firms.rights import Right
from comptoir.kernel.sheet_writing import XLSX

from .import_kinds import CLIENT_USERS
from .sheets.exporting import export, exportable_to


@login_required
@require_GET
def client_user_sheets(request):
    """To the page of imports, with this kind chosen."""
    if not standing_of(request.user).firms_where(Right.CLIENT_USERS):
        raise Http404
    return redirect(f"{reverse('imports')}?kind={CLIENT_USERS}")


@login_required
@require_GET
def client_users_export(request):
    """The client users whom one may list, as a workbook with the columns of the import."""
    firm_ids = standing_of(request.user).firms_where(Right.EXPORTS)
    if not firm_ids:
        raise Http404
    file = export(exportable_to(request.user), by=request.user)
    for firm in Firm.objects.filter(pk__in=firm_ids):
        record_event("client_users.exported", firm, actor=request.user, firm=firm)
    name = _("utilisateurs-client-%(day)s.xlsx") % {"day": timezone.localdate().isoformat()}
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX, headers={"Cache-Control": "private, no-store"})
