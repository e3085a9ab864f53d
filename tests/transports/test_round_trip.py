"""A message out through a real SMTP server into a real mailbox, an answer by a mail client, in through IMAP: the thread stays intact (C8)."""

import smtplib
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import make_msgid

import pytest

from comptoir.conversations.actions import Draft, ask, post_message
from comptoir.conversations.models import Channel, Incoming
from comptoir.conversations.reply_addresses import thread_id
from comptoir.transports.actions import send_due
from comptoir.transports.email import SmtpOutlet
from comptoir.transports.imap import Inlet
from comptoir.transports.models import Delivery
from tests.conversations.answering import INBOUND
from tests.conversations.pages import pdf

from . import dovecot
from .servers import mail_server

pytestmark = pytest.mark.skipif(not dovecot.is_here(), reason="dovecot is not installed (Debian: dovecot-imapd)")


class MailClient:
    """Somebody's mail program: it reads what an SMTP server took for them, and answers as programs do."""

    def __init__(self, user, server, address):
        self.user, self.server, self.address = user, server, address

    @property
    def inbox(self):
        return [mail for envelope, mail in zip(self.server.envelopes, self.server.mails, strict=True) if self.user.email in envelope.rcpt_tos]

    def answer(self, mail, text, *, file=None):
        answer = EmailMessage(policy=policy.SMTP)
        answer["From"] = f"{self.user.full_name} <{self.user.email}>"
        answer["To"] = str(mail["Reply-To"] or mail["From"])
        answer["Subject"] = mail["Subject"] if mail["Subject"].startswith("Re: ") else f"Re: {mail['Subject']}"
        answer["Message-ID"] = make_msgid(domain="boulangerie.example")
        answer["In-Reply-To"] = mail["Message-ID"]
        answer["References"] = f"{mail['References']} {mail['Message-ID']}"
        quoted = "".join(f"> {line}\r\n" for line in mail.get_body(("plain",)).get_content().splitlines())
        answer.set_content(f"{text}\r\n\r\nLe jeu. 26 nov. 2026 à 10:02, {mail['From'].addresses[0].display_name} a écrit :\r\n\r\n{quoted}")
        if file:
            answer.add_attachment(file.read(), maintype="application", subtype="pdf", filename=file.name)
        with smtplib.SMTP(self.address["host"], self.address["port"], timeout=10) as connection:
            connection.send_message(answer)
        return answer


@pytest.fixture
def post(settings):
    """(the mail server, its address, the mailbox): what is sent to our inbound address lands in the mailbox."""
    settings.INBOUND_ADDRESS = INBOUND
    with dovecot.mailbox() as box, mail_server() as (address, server):
        yield server, address, box


def carry(server, address, box):
    """Send what is due, and put what came for us into our mailbox."""
    outlet = SmtpOutlet(address)
    while send_due(outlet):
        pass
    outlet.close()


def deliver(server, box):
    """The mail server's last step: to our address means into our mailbox."""
    for envelope in server.envelopes:
        if any(one.endswith("@in.lormeau.example") for one in envelope.rcpt_tos) and not getattr(envelope, "is_delivered", False):
            box.deliver(b"Delivered-To: " + envelope.rcpt_tos[0].encode() + b"\r\n" + envelope.content)
            envelope.is_delivered = True


def test_a_conversation_by_mail_goes_round(cast, drain, post):
    server, address, box = post
    inlet, helene = Inlet(box.settings, every=0), MailClient(cast.helene, server, address)
    draft = Draft("Pouvez-vous m’envoyer le bail ?", cast.marie)
    conversation = ask(cast.dossier, side="entrepreneur", subject="Le bail", draft=draft, channel=Channel.EMAIL).conversation
    drain()
    carry(*post)

    (question,) = helene.inbox
    helene.answer(question, "Le voici.", file=pdf("bail.pdf"))
    deliver(server, box)
    assert inlet.look() == 1
    answer = conversation.messages.order_by("-id").first()
    assert (answer.author, answer.body, answer.channel, answer.from_client) == (cast.helene, "Le voici.", "email", True)
    assert "Pouvez-vous m’envoyer le bail ?" in answer.quoted
    assert [one.file.name for one in answer.attachments.all()] == ["bail.pdf"]

    post_message(conversation, Draft("Merci !", cast.marie))
    drain()
    carry(*post)
    thanks = helene.inbox[-1]
    hers = Incoming.objects.get().mail_id
    assert (thanks["Subject"], thanks["References"], thanks["In-Reply-To"]) == ("Re: Le bail", f"{thread_id(conversation.pk)} {hers}", hers)
    assert question["References"] == thread_id(conversation.pk)

    helene.answer(thanks, "Avec plaisir.")
    deliver(server, box)
    assert inlet.look() == 1
    assert [one.body for one in conversation.messages.order_by("id")] == ["Pouvez-vous m’envoyer le bail ?", "Le voici.", "Merci !", "Avec plaisir."]
    assert (len(box.paths("Comptoir")), box.paths()) == (2, [])


def test_a_colleague_answers_the_mail_that_only_tells_of_a_message(cast, drain, post):
    server, address, box = post
    draft = Draft("Sera-t-elle prélevée ?", cast.helene)
    conversation = ask(cast.dossier, side="accountant", subject="TVA de novembre", draft=draft).conversation
    drain()
    carry(*post)
    marie = MailClient(cast.marie, server, address)

    marie.answer(marie.inbox[-1], "Oui, le 24.")
    deliver(server, box)
    assert Inlet(box.settings, every=0).look() == 1

    answer = conversation.messages.order_by("-id").first()
    assert (answer.author, answer.body, answer.from_client) == (cast.marie, "Oui, le 24.", False)


def test_a_robot_that_answers_everything_and_our_mailbox_come_to_rest(cast, drain, post):
    server, address, box = post
    inlet, robot = Inlet(box.settings, every=0), MailClient(cast.helene, server, address)
    draft = Draft("Pouvez-vous m’envoyer le bail ?", cast.marie)
    conversation = ask(cast.dossier, side="entrepreneur", subject="Le bail", draft=draft, channel=Channel.EMAIL).conversation
    answered = 0
    for _round in range(5):
        drain()
        carry(*post)
        for mail in robot.inbox[answered:]:
            message = message_from_bytes(bytes(robot.answer(mail, "Je suis absente.")), policy=policy.default)
            assert message["In-Reply-To"] == mail["Message-ID"]
            server.envelopes[-1].content = b"Auto-Submitted: auto-replied\r\n" + server.envelopes[-1].content
            answered += 1
        deliver(server, box)
        inlet.look()

    assert answered == 1
    assert (conversation.messages.count(), Incoming.objects.get().verdict, Delivery.objects.filter(user=cast.helene).count()) == (1, "automatic", 1)
