"""Who is away and writes to a client keeps that client (A4)."""

from ..models import Absence, KeptClient


def keep_client(user, client, moment):
    """Remember that `user`, away at `moment`, wrote to `client` (A4). Nothing for somebody who is present."""
    absence = Absence.objects.covering(moment).filter(user=user, firm_id=client.firm_id).first()
    if absence:
        KeptClient.objects.get_or_create(absence=absence, client=client)
