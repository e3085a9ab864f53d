"""The demo's outgoing mail and short messages: what would have left, for everybody who tries the product. Not there once an SMTP server is named."""

from email import message_from_bytes, policy

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comptoir.kernel.pagination import page_of
from comptoir.transports.models import Delivery, MailboxMessage
from comptoir.transports.sms.segments import measure

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


def demo_only(view):
    def checked(request, *args, **kwargs):
        if settings.SMTP is not None:
            raise Http404
        return view(request, *args, **kwargs)

    return checked


@demo_only
@require_safe
def mailbox(request):
    rows = MailboxMessage.objects.defer("source").order_by("-pk")
    to = request.GET.get("to", "").replace("\0", "").strip()
    if to:
        rows = rows.filter(recipient__icontains=to)
    return render(request, "web/mailbox.html", {"page": page_of(rows, request.GET.get("page"))})


@demo_only
@require_safe
def mailbox_message(request, pk):
    """One mail, or one short message: headers and text; `?part=html` is the HTML part alone, shut in a sandbox of its own."""
    row = get_object_or_404(MailboxMessage, pk=pk)
    if row.channel == Delivery.Channel.SMS:
        text = bytes(row.source).decode()
        return render(request, "web/mailbox_message.html", {"row": row, "headers": [(_("À"), row.recipient)], "text": text, "length": measure(text)})
    mail = message_from_bytes(bytes(row.source), policy=policy.default)
    if request.GET.get("part") == "html":
        response = HttpResponse(mail.get_body(("html",)).get_content())
        response.headers["Content-Security-Policy"] = SANDBOX
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response
    return render(request, "web/mailbox_message.html", {"row": row, "headers": list(mail.items()), "text": mail.get_body(("plain",)).get_content()})
