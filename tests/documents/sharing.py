"""Documents as people share them."""

import uuid

from django.core.files.uploadedfile import SimpleUploadedFile

from comptoir.documents.actions import share_document

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def pdf(name="Bilan 2025.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def share(cast, *, contacts=(), by=None, name="Bilan 2025.pdf", dossier=None, **more):
    """Paul shares a PDF in the Roux file."""
    (document,) = share_document(dossier or cast.dossier, [pdf(name)], contacts=contacts, by=by or cast.paul, **more)
    return document


def send(browser, cast, *files, **changes):
    """The form, as a browser posts it."""
    typed = {"dossier": cast.dossier.pk, "title": "", "key": uuid.uuid4(), "files": list(files) or [pdf()]}
    return browser.post("/documents/new/", typed | changes)
