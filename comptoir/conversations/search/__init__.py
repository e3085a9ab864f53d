"""Full-text search in French over messages, notes, subjects and the names of files. See docs/search.md."""

from .finding import Search, conversations_matching
from .indexing import index, index_all

__all__ = ["Search", "conversations_matching", "index", "index_all"]
