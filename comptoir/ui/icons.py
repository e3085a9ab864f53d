"""Icons from the lucide package, drawn once into one sprite (see assets.py) and used by name."""

# Every icon that a page uses; the sprite holds these and nothing else. A test finds names that are missing here or unused.
ICONS = (
    "app-window", "archive", "arrow-left", "arrow-right", "badge-check", "badge-euro", "bell", "bell-off", "bell-ring", "bookmark", "building-2", "calculator",
    "calendar", "calendar-off", "check", "check-check", "chevron-down", "chevron-left", "chevron-right", "circle-alert", "circle-check", "circle-question-mark",
    "circle-x", "clock", "clock-alert", "cog", "copy", "credit-card", "door-open", "download", "file-spreadsheet", "file-text", "files", "folder", "history",
    "hourglass", "house", "inbox", "info", "key-round", "keyboard", "landmark", "list-checks", "list-filter", "lock", "log-out", "mail", "message-square",
    "message-square-plus", "monitor", "moon", "notebook-pen", "paperclip", "pencil", "plug", "plus", "printer", "receipt", "refresh-cw", "reply", "rotate-ccw",
    "search",
    "send", "shield", "signature", "sliders-horizontal", "smartphone", "star", "tag", "text-quote", "timer", "trash-2", "upload", "user", "user-plus",
    "user-round-check", "users", "x",
)  # fmt: skip
