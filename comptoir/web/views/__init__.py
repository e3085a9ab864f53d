from .clients import client, dossier
from .counter import installation_sign_in, new_account, password_reset_from_key, sign_in_code, sign_in_code_confirmation
from .documents import document, document_file, documents, new_document
from .home import language, no_access, operator
from .inbound import inbound_mail
from .inbound_sms import inbound_sms, inbound_sms_status
from .mailbox import mailbox, mailbox_message
from .new_client import new_client, new_client_company
from .portal import front_door, portal
from .portal_home import portal_history
from .probes import healthz, readyz, security_txt
from .pwa import manifest, offline, portal_icon, portal_manifest, service_worker
from .search import search

__all__ = [
    "client", "document", "document_file", "documents", "dossier", "front_door", "healthz", "inbound_mail", "inbound_sms", "inbound_sms_status",
    "installation_sign_in", "language", "mailbox", "mailbox_message", "manifest", "new_account", "new_client", "new_client_company", "new_document",
    "no_access", "offline", "operator", "password_reset_from_key", "portal", "portal_history", "portal_icon", "portal_manifest", "readyz", "search",
    "security_txt", "service_worker", "sign_in_code", "sign_in_code_confirmation",
]  # fmt: skip
