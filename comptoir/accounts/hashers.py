from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with OWASP's parameters (19 MiB, two passes): Django's own 100 MiB let ten sign-ins at once fill a small server."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
