"""The verbs of files and of the documents that are made of them."""

from .downloading import note_download
from .files import FileRefused, check_file, discard, shown_name, store_file, store_files, title_of
from .sharing import (
    NoFile,
    NotOfTheClient,
    TitleMissing,
    rename_document,
    restore_document,
    share_document,
    share_with,
    stop_sharing_with,
    withdraw_document,
)

__all__ = [
    "FileRefused", "NoFile", "NotOfTheClient", "TitleMissing", "check_file", "discard", "note_download", "rename_document", "restore_document",
    "share_document", "share_with", "shown_name", "stop_sharing_with", "store_file", "store_files", "title_of", "withdraw_document",
]  # fmt: skip
