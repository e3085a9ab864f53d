"""Two people answering at once: what arrived between the last message that somebody saw and their own. Pure."""


def arrived(messages, *, author_id, seen_up_to):
    """Those of `messages` (with `id`, `author_id`, `is_note`, `is_automatic`) that somebody else sent after the message `seen_up_to`.

    `seen_up_to` None: the sender does not say what they saw (a mail, a program), and nothing is held. Notes and what
    the program writes by itself answer nobody.
    """
    if seen_up_to is None:
        return []
    return [one for one in messages if one.id > seen_up_to and one.author_id != author_id and not (one.is_note or one.is_automatic)]
