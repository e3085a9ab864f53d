"""What was asked of an accountant is the firm's alone, whoever the dossier belongs to."""

from comptoir.clients.moves import declare, hangs_on_dossier

declare(hangs_on_dossier("validations.Validation"))
