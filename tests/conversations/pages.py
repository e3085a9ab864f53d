"""Pages as people read them."""

import uuid
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"


def words(response):
    """The text of an answer, with plain spaces before its punctuation."""
    return unescape(response.content.decode()).replace("\u202f", " ").replace("\xa0", " ")


def pdf(name="facture.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def reply(browser, conversation, body, *, where="messages", **data):
    return browser.post(f"/conversations/{conversation.pk}/{where}/", {"body": body, "key": uuid.uuid4()} | data)


def ask(browser, dossier, body="Sera-t-elle prélevée ?", **data):
    return browser.post("/conversations/new/", {"dossier": dossier.pk, "subject": "TVA de novembre", "body": body, "key": uuid.uuid4()} | data)
