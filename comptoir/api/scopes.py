"""What a token may be allowed to do: reading or writing each family of resources."""

FAMILIES = ("me", "notifications", "firms", "clients", "conversations", "imports", "events")
SCOPES = tuple(f"{family}:{deed}" for family in FAMILIES for deed in ("read", "write"))
