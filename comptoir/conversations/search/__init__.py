"""Full-text search in French over messages, notes, subjects and the names of files. See docs/search.md."""

from .finding import conversations_matching, found_in
from .indexing import index, index_all

__all__ = ["conversations_matching", "found_in", "index", "index_all"]
