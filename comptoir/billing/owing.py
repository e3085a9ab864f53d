"""Which companies have no payment method yet."""


def companies_without_method(client_ids):
    """The ids of those of these clients that have no payment method that works."""
    return set(client_ids)
