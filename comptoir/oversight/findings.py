"""What the access review looks for among clients, their users, dossiers and members; other apps declare what they know themselves."""

from .checks import administrators, dossiers, factors, members, people  # noqa: F401  (each declares its checks)
