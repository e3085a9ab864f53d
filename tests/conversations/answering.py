"""Mails as people's programs write them, to the addresses that ours give."""

from email.message import EmailMessage
from email.utils import make_msgid

from comptoir.conversations.reply_addresses import reply_address
from comptoir.transports.inbound import take_in

from .pages import pdf

INBOUND = "reponse@in.lormeau.example"


def written(to, sender, text="Oui, le 24.", *, subject="Re: TVA de novembre", files=(), message_id=None, **headers):
    """The source of a mail. `headers` with «_» for «-». `text` None: a mail without any."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = "Thu, 26 Nov 2026 10:00:00 +0100"
    mail["Message-ID"] = message_id or make_msgid(domain="mail.example")
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    if text is not None:
        mail.set_content(text)
    for name, content, kind in files:
        main, _slash, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


def answer_of(user, conversation, text="Oui, le 24.", *, sender=None, **more):
    """An answer of `user` to a mail about the conversation, from their own address unless another is given."""
    return written(reply_address(conversation.pk, user.pk), sender or f"{user.full_name} <{user.email}>", text, **more)


def handed_in(source):
    return take_in(source)


def a_pdf(name="facture.pdf"):
    return name, pdf().read(), "application/pdf"
