"""Icons from the lucide package, drawn once into one sprite (see assets.py) and used by name."""

# Every icon that a page uses; the sprite holds these and nothing else. A test finds names that are missing here or unused.
ICONS = (
    "arrow-left", "arrow-right", "badge-check", "bell", "bell-off", "bell-ring", "building-2", "calculator", "check", "check-check", "chevron-left",
    "chevron-right", "circle-alert", "circle-check", "circle-x", "clock", "cog", "copy", "download", "file-spreadsheet", "folder", "history", "house",
    "inbox", "info", "key-round", "landmark", "lock", "log-out", "mail", "message-square", "message-square-plus", "monitor", "notebook-pen", "paperclip",
    "plug", "plus", "printer", "refresh-cw", "rotate-ccw", "search", "send", "shield", "signature", "sliders-horizontal", "smartphone", "trash-2",
    "timer", "upload", "user", "user-plus", "user-round-check", "users", "x",
)  # fmt: skip
