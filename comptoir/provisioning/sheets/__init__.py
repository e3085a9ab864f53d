"""Client users in a spreadsheet: read (I3), taken back, and written out again in the same columns."""
