"""«Nouveau client» on its way follows its company."""

from comptoir.clients.moves import belongs_to_client, declare

declare(belongs_to_client("provisioning.Draft"))
