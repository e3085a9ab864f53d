"""The verbs of an import, one module per journey."""

from .running import run_import, run_waiting_imports
from .starting import NotReady, carry_out, import_file, start_import
from .undoing import NotUndoable, undo_import

__all__ = ["NotReady", "NotUndoable", "carry_out", "import_file", "run_import", "run_waiting_imports", "start_import", "undo_import"]
