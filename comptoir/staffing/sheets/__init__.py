"""The list of colleagues as a spreadsheet that comes in (F3)."""
