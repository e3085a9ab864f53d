"""The words beside the words: what a message belongs to, so that the index itself looks only where somebody may find something.

No French word begins like them; should somebody type one, it narrows a search and never widens it: `visible_to` is the wall.
"""

NOTE = "qznote"


def of_firm(firm_id):
    return f"qzf{firm_id}"


def of_client(client_id):
    return f"qzc{client_id}"


def of_dossier(dossier_id):
    return f"qzd{dossier_id}"
