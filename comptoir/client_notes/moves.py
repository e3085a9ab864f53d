"""What colleagues noted about a client follows it into the one that it becomes."""

from comptoir.clients.moves import belongs_to_client, declare

declare(belongs_to_client("client_notes.ClientNote"))
