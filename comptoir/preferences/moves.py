"""What was set for a dossier stays with it."""

from comptoir.clients.moves import declare, hangs_on_dossier

declare(hangs_on_dossier("preferences.SettingValue"))
