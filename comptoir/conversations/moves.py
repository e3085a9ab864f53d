"""Conversations follow their dossier; who takes part in one sees it as long as the dossier is theirs."""

from comptoir.clients.moves import copies_client, declare, hangs_on_dossier

declare(copies_client("conversations.Conversation"))
declare(hangs_on_dossier("conversations.Participation"))
declare(hangs_on_dossier("conversations.SavedDraft"))
