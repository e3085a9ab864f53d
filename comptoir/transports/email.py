"""From a rendered mail to the SMTP server (or the demo's mailbox), over one kept connection."""

import re
import smtplib
import ssl
from binascii import b2a_qp
from email import message_from_bytes, policy
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.utils import format_datetime, formataddr, parseaddr

from django.conf import settings
from django.utils.crypto import constant_time_compare

from comptoir.kernel.tokens import digest

LINES_OF_SMTP = policy.compat32.clone(linesep="\r\n")
# For each command of the dialogue; a mail is five of them.
TIMEOUT_SECONDS = 5
# What a mail with files may take longer: a line to the server this slow (bytes per second) is no failure.
SLOWEST_LINE = 500_000
OUR_MESSAGE_ID = re.compile(r"<?([1-9]\d{0,17})\.([0-9a-f]{16})@[^\s<>@]+>?", re.ASCII)


class Refused(Exception):
    """The server will never take this mail (a 5xx answer to this recipient or this content)."""


class NotNow(Exception):
    """The server did not take it this time: out of reach, slow, or a 4xx answer."""


def compose(delivery, mail):
    """The source of one delivery's mail. The same delivery always has the same Message-ID, so a mail sent twice can be told."""
    message = with_files(MIMEMultipart("alternative", _subparts=[part("plain", mail.text), part("html", mail.html)]), mail.files)
    message["Subject"] = in_header(mail.subject)
    message["From"] = mailbox(mail.from_name, settings.MAIL_FROM)
    # Whoever reads an address that is not yet, or no longer, the person's is not called by their name.
    message["To"] = mailbox("" if delivery.address else delivery.person.full_name, delivery.goes_to)
    if mail.reply_to:
        message["Reply-To"] = mailbox(*parseaddr(mail.reply_to))
    message["Date"] = format_datetime(delivery.due_at)
    message["Message-ID"] = message_id(delivery.pk)
    if mail.references:
        message["In-Reply-To"] = mail.references[-1]
        message["References"] = " ".join(mail.references)
    if not mail.is_written:
        message["Auto-Submitted"] = "auto-replied" if mail.references else "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    message["Content-Language"] = mail.language or delivery.person.language
    if mail.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message.as_bytes(policy=LINES_OF_SMTP)


def message_id(delivery_id):
    """What only we can make and whoever has the mail can show: `delivery_of_message_id` knows it again."""
    return f"<{delivery_id}.{proof_of(delivery_id)}@{settings.MAIL_FROM.rpartition('@')[2]}>"


def delivery_of_message_id(text):
    """The id of the delivery whose mail had this Message-ID; None when it is none that we made, whatever it looks like."""
    found = OUR_MESSAGE_ID.fullmatch(text.strip())
    return int(found[1]) if found and constant_time_compare(found[2], proof_of(found[1])) else None


def proof_of(delivery_id):
    return digest(f"{settings.SECRET_KEY}{delivery_id}")[:16]


def with_files(words, files):
    """The two forms of the text, with the files (Enclosed) behind them."""
    return MIMEMultipart("mixed", _subparts=[words, *map(enclosed, files)]) if files else words


def enclosed(file):
    # A whole mail may not be coded as base64 (RFC 2046, 5.2.1), and any other coding changes its bytes.
    kind, _slash, subtype = ("application/octet-stream" if file.media_type == "message/rfc822" else file.media_type).partition("/")
    made = MIMEBase(kind, subtype)
    made.set_payload(file.read())
    encode_base64(made)
    made.add_header("Content-Disposition", "attachment", filename=file.name if file.name.isascii() else ("utf-8", "", file.name))
    return made


def part(kind, text):
    """A text part in quoted-printable, encoded by the C function: the library's own costs more than all the rest of a mail."""
    made = MIMENonMultipart("text", kind, charset="utf-8")
    made["Content-Transfer-Encoding"] = "quoted-printable"
    made.set_payload(b2a_qp(text.replace("\r\n", "\n").encode()).decode("ascii"))
    return made


def mailbox(name, address):
    """«Name <address>» as a header holds it. Raises ValueError for an address that no header can hold."""
    if any(character in address for character in "\r\n<>,; ") or not address.isascii():
        raise ValueError(f"not an address: {address!r}")
    return formataddr((one_line(name), address))


def in_header(words):
    words = one_line(words)
    return words if words.isascii() else Header(words, "utf-8").encode()


def one_line(words):
    """A name that cannot begin a header of its own."""
    return " ".join(words.split())


class SmtpOutlet:
    """One kept connection; opened at the first mail, opened anew when the server closed it."""

    def __init__(self, server):
        self.server = server
        self.connection = None

    def send(self, delivery, source):
        """Hand over one message. Raises Refused or NotNow with the server's words."""
        try:
            connection = self._connected()
            connection.sock.settimeout(TIMEOUT_SECONDS + seconds_on_the_line(source))
            connection.sendmail(settings.MAIL_FROM, [delivery.goes_to], source)
        except smtplib.SMTPRecipientsRefused as error:
            code, words = next(iter(error.recipients.values()))
            self._reset()
            raise (Refused if code >= 500 else NotNow)(says(code, words)) from error
        except smtplib.SMTPDataError as error:
            self._reset()
            raise (Refused if error.smtp_code >= 500 else NotNow)(says(error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPResponseException as error:
            # A greeting, a password or our own address refused: the server is at odds with us, not with this recipient.
            self.close()
            raise NotNow(says(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise NotNow(str(error) or type(error).__name__) from error

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _reset(self):
        try:
            self.connection.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def _connected(self):
        if self.connection is None:
            self.connection = self._connect()
        return self.connection

    def _connect(self):
        host, port, secure = self.server["host"], self.server["port"], self.server["scheme"] == "smtps"
        if secure:
            connection = smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
        else:
            connection = smtplib.SMTP(host, port or 25, timeout=TIMEOUT_SECONDS)
            connection.ehlo()
            if connection.has_extn("starttls"):
                connection.starttls(context=ssl.create_default_context())
        if self.server["user"]:
            connection.login(self.server["user"], self.server["password"])
        return connection


class MailboxOutlet:
    """The demo's mailbox page instead of a server."""

    def send(self, delivery, source):
        from .models import MailboxMessage

        subject = message_from_bytes(source, policy=policy.default)["Subject"]
        MailboxMessage.objects.create(delivery=delivery, recipient=delivery.goes_to, subject=subject[:300], source=source)

    def close(self):
        pass


def seconds_on_the_line(source):
    """How much longer than others this mail may take, whole seconds: none but for one with files."""
    return len(source) // SLOWEST_LINE


def outlet():
    return SmtpOutlet(settings.SMTP) if settings.SMTP else MailboxOutlet()


def says(code, words):
    return f"{code} {words.decode(errors='replace') if isinstance(words, bytes) else words}"
