"""The PDF of a signed mandate: made right after the signature, or later by the worker where the library for it is missing."""

import logging

from django.core.files.base import ContentFile
from django.db import transaction

from comptoir.documents.actions import store_file
from comptoir.documents.actions.files import discard

from ..models import Mandate
from ..papers import PaperMissing, mandate_pdf

logger = logging.getLogger(__name__)
AT_ONCE = 20


def make_paper(mandate):
    """Make and keep the PDF of this mandate; return its StoredFile, or None where it cannot be made now. The mandate holds without it."""
    try:
        content = mandate_pdf(mandate)
    except PaperMissing as error:
        logger.warning("No PDF for the mandate %s yet: %s", mandate.reference, error)
        return None
    with transaction.atomic():
        file = store_file(ContentFile(content, name=f"mandat-{mandate.reference}.pdf"), firm=mandate.firm, by=mandate.signed_by)
        if not Mandate.objects.filter(pk=mandate.pk, file=None).update(file=file):
            # The worker and the person's page at once: the first stays.
            discard(file)
            mandate.refresh_from_db()
            return mandate.file
    mandate.file = file
    return file


def make_due_papers():
    """The PDFs that are still to be made, a few at a time; return how many were."""
    due = Mandate.objects.filter(file=None).select_related("firm", "signed_by", "method__client").order_by("pk")[:AT_ONCE]
    made = 0
    for mandate in due:
        if make_paper(mandate) is None:
            break
        made += 1
    return made
