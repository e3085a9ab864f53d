from .clients import client, dossier
from .home import home, language, no_access, operator, portal
from .mailbox import mailbox, mailbox_message
from .probes import healthz, readyz, security_txt
from .search import search

__all__ = [
    "client", "dossier", "healthz", "home", "language", "mailbox", "mailbox_message", "no_access", "operator", "portal", "readyz", "search", "security_txt",
]  # fmt: skip
