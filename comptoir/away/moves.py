"""What of absences follows a client that becomes another one."""

from comptoir.clients.moves import belongs_to_client, declare

declare(belongs_to_client("away.KeptClient", once_per="absence"))
