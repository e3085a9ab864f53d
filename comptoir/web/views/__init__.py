from .clients import client, dossier
from .home import home, language, no_access, operator
from .inbound import inbound_mail
from .inbound_sms import inbound_sms, inbound_sms_status
from .mailbox import mailbox, mailbox_message
from .new_client import new_client, new_client_company
from .portal import portal
from .portal_home import portal_history
from .probes import healthz, readyz, security_txt
from .pwa import manifest, offline, portal_icon, portal_manifest, service_worker
from .search import search

__all__ = [
    "client", "dossier", "healthz", "home", "inbound_mail", "inbound_sms", "inbound_sms_status", "language", "mailbox", "mailbox_message", "manifest",
    "new_client", "new_client_company", "no_access", "offline", "operator", "portal", "portal_history", "portal_icon", "portal_manifest", "readyz", "search",
    "security_txt", "service_worker",
]  # fmt: skip
