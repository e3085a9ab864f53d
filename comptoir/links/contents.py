"""The mail with the code of a link's door."""

from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from comptoir.firms.letterheads import letterhead_of
from comptoir.transports.registry import Content, Mail, registry

from .actions import CODE_CONTENT
from .models import LinkCode


def declare_contents():
    registry.declare(Content(CODE_CONTENT, render_codes))


def render_codes(deliveries):
    wanted = [delivery.data["code"] for delivery in deliveries]
    codes = LinkCode.objects.alive(timezone.now()).filter(pk__in=wanted).select_related("link__firm__brand", "link__contact__user").in_bulk()
    return {delivery.pk: code_mail(codes[delivery.data["code"]]) if delivery.data["code"] in codes else "code_void" for delivery in deliveries}


def code_mail(code):
    """The six digits, in the reader's language. The subject does not hold them: it shows on locked screens."""
    contact, firm = code.link.contact, code.link.firm
    language = contact.user.language if contact.user else contact.language
    with translation.override(language):
        context = {
            "code": f"{code.digits[:3]} {code.digits[3:]}",
            "language": language,
            "firm": firm.name,
            "letterhead": letterhead_of(firm),
            "words": {"title": _("Votre code pour %(firm)s") % {"firm": firm.name}},
        }
        return Mail(
            subject=context["words"]["title"],
            text=render_to_string("links/email/code.txt", context),
            html=render_to_string("links/email/code.html", context),
            from_name=firm.name,
            language=language,
        )
