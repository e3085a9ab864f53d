"""B5: who can receive a question about a dossier, in a firm of 10 dossiers and in one of 10,000."""

from comptoir.clients.models import Client, Dossier, DossierManager
from comptoir.conversations.models import Participation, Side
from comptoir.conversations.proposals import propose_recipients

from . import measure
from .dataset import make_firm, office


def run():
    large = Dossier.objects.filter(firm=office().firm).select_related("firm").order_by("pk")[5000]
    small = small_firm()
    rows = []
    for side in Side.values:
        for dossier in (large, small):
            set_choices(dossier, side)
        queries = max(measure.queries_of(lambda side=side, dossier=dossier: propose_recipients(dossier, side)) for dossier in (large, small))
        comparison = measure.compare(lambda side=side: propose_recipients(large, side), lambda side=side: propose_recipients(small, side))
        note = f"{queries} queries (limit 2); floor: the same in a firm of 10 dossiers"
        within = 0.8 <= comparison.ratio.cpu <= 1.2 and queries <= 2
        rows.append(measure.row("B5", f"recipients, 10,000 dossiers ({side})", comparison, "0.8 to 1.2", note, met=within))
    return rows


def small_firm():
    here = make_firm("Cabinet Dix", "dix", 20)
    clients = Client.objects.bulk_create([Client(firm=here.firm, name=f"Client {n}") for n in range(10)])
    dossiers = Dossier.objects.bulk_create([Dossier(firm=here.firm, licence=here.licence, client=client, name=client.name) for client in clients])
    DossierManager.objects.bulk_create(
        [DossierManager(dossier=dossier, user=here.members[n + rank], rank=rank) for n, dossier in enumerate(dossiers) for rank in range(3)]
    )
    return dossiers[5]


def set_choices(dossier, side):
    """A choice of each width: everybody's for all dossiers, one for the licence, one for this dossier. And somebody at the client's."""
    people = [link.user for link in dossier.manager_links.select_related("user")]
    Participation.objects.bulk_create(
        [
            *[Participation(firm=dossier.firm, user=user, side=side, takes_part=True) for user in people],
            Participation(firm=dossier.firm, licence=dossier.licence, user=people[1], side=side, takes_part=False),
            Participation(firm=dossier.firm, dossier=dossier, user=people[2], side=side, takes_part=False),
        ],
        ignore_conflicts=True,  # the benchmark of the participation table has chosen for all dossiers before
    )
