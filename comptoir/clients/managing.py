"""Orders of a dossier's managers: lists of people's ids, of which the first is the primary one. Each answers a new list."""


def with_manager(ids, user_id):
    """Added at the end; who is there keeps the place."""
    return ids if user_id in ids else [*ids, user_id]


def without_manager(ids, user_id):
    return [one for one in ids if one != user_id]


def with_primary(ids, user_id):
    """First of them, added if need be; the others follow in the order they had."""
    return [user_id, *without_manager(ids, user_id)]


def with_replaced(ids, user_id, by_id):
    """`by_id` in the place of `user_id`; where both are there, the better of their places. Where `user_id` is not, nothing changes."""
    if user_id not in ids or user_id == by_id:
        return ids
    return list(dict.fromkeys(by_id if one == user_id else one for one in ids))
