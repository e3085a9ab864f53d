"""Who is billed when a client becomes another one."""

from comptoir.clients.moves import belongs_to_client, declare

declare(belongs_to_client("billing.Terms"))
