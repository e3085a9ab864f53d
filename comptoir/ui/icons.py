"""Icons from the lucide package, drawn once into one sprite (see assets.py) and used by name."""

# Every icon that a page uses; the sprite holds these and nothing else. A test finds names that are missing here or unused.
ICONS = (
    "arrow-left", "bell", "bell-off", "building-2", "check", "check-check", "chevron-left", "chevron-right",
    "circle-alert", "circle-check", "clock", "cog", "download", "file-spreadsheet", "folder", "house", "inbox",
    "info", "lock", "log-out", "mail", "message-square", "message-square-plus", "notebook-pen", "paperclip", "refresh-cw", "rotate-ccw",
    "search", "send", "shield", "signature", "upload", "user", "user-round-check", "users",
)  # fmt: skip
