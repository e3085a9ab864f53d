"""Unique links follow a client that becomes another one. Those to what lies in a dossier are withdrawn by whoever made them, when it goes elsewhere."""

from comptoir.clients.moves import belongs_to_client, declare

declare(belongs_to_client("links.Link"))
