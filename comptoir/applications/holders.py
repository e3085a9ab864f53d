"""What a change of the catalogue means, in numbers."""

from django.db.models import Count

from .models import ApplicationGrant


def holders_of(application, *, firm_id=None):
    """How many client users have it: at this firm, or at all of them."""
    return held([application.pk], firm_id).count()


def held(application_ids, firm_id):
    rows = ApplicationGrant.objects.filter(application__in=application_ids, client_user__deleted_at=None)
    return rows.filter(client_user__firm=firm_id) if firm_id else rows


def holders_by_application(application_ids, *, firm_id=None):
    """{application id: how many client users have it}, in one query; without those that nobody has."""
    counted = held(application_ids, firm_id).order_by().values("application").annotate(n=Count("pk"))
    return dict(counted.values_list("application", "n"))
