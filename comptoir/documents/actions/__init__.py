from .files import FileRefused, check_file, discard, shown_name, store_file, store_files, title_of

__all__ = ["FileRefused", "check_file", "discard", "shown_name", "store_file", "store_files", "title_of"]
