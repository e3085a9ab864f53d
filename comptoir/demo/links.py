"""What became of the links that the demo sent: first a mail filter opens each, then, of some, the person."""

from datetime import timedelta

from django.utils import timezone

from comptoir.links.models import Link, LinkUse

FILTER = "Mozilla/5.0 (compatible; SafeLinks)"
TELEPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E148 Safari/604.1"


def show_links(firm):
    """Call it last: it tells of whatever links there are."""
    uses, now = [], timezone.now()
    for number, link in enumerate(Link.objects.filter(firm=firm).order_by("pk")):
        uses.append(LinkUse(link=link, kind=LinkUse.Kind.SCANNED, at=min(now, link.made_at + timedelta(seconds=2)), address="192.0.2.10", agent=FILTER))
        if number % 2 == 0:
            opened_at = min(now, link.made_at + timedelta(minutes=14))
            uses.append(LinkUse(link=link, kind=LinkUse.Kind.OPENED, at=opened_at, address="198.51.100.24", agent=TELEPHONE))
    LinkUse.objects.bulk_create(uses)
