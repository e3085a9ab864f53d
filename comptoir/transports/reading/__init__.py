"""A mail that comes in, read into values: who writes, what they wrote, what they only quote, which files. No models, nothing is believed."""

from .mail import read_mail
from .values import MailFile, ReadMail, UnreadableMail

__all__ = ["MailFile", "ReadMail", "UnreadableMail", "read_mail"]
