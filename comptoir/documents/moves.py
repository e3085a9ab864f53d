"""Documents follow their dossier. Whom they were shared with by name is kept: nobody reads them by that alone."""

from comptoir.clients.moves import copies_client, declare

declare(copies_client("documents.Document"))
