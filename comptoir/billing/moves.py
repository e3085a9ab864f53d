"""Who is billed, and with what, when a client becomes another one."""

from django.utils import timezone

from comptoir.clients.moves import Following, belongs_to_client, declare

from .actions.methods import open_what_waited
from .models import PaymentMethod


def methods_follow(merge):
    """Both clients' methods are the kept one's, whose default stays it; who waited for either opens where one of them works."""
    if PaymentMethod.objects.filter(client=merge.kept, is_default=True).exists():
        PaymentMethod.objects.filter(client=merge.gone).update(is_default=False)
    PaymentMethod.objects.filter(client=merge.gone).update(client=merge.kept)
    if PaymentMethod.objects.working(timezone.localdate()).filter(client=merge.kept).exists():
        # Their terms follow after this.
        for client in (merge.gone, merge.kept):
            open_what_waited(client)


declare(belongs_to_client("billing.CardSetup"))
declare(Following("billing.PaymentMethod", merged=methods_follow))
declare(belongs_to_client("billing.ProviderCustomer", once_per="provider"))
declare(belongs_to_client("billing.Terms"))
