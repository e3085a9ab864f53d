from .clients import client, dossier
from .home import home, language, no_access, operator, portal
from .mailbox import mailbox, mailbox_message
from .new_client import new_client, new_client_company
from .probes import healthz, readyz, security_txt
from .search import search

__all__ = [
    "client", "dossier", "healthz", "home", "language", "mailbox", "mailbox_message", "new_client", "new_client_company",
    "no_access", "operator", "portal", "readyz", "search", "security_txt",
]  # fmt: skip
