"""A company that becomes another one brings its methods, and opens what waited for one."""

from comptoir.billing.models import PaymentMethod
from comptoir.billing.moves import methods_follow
from comptoir.clients.moves import Merge

from .paying import OTHER_IBAN, bill, holds_of, sign


def merge(cast):
    return Merge(gone=cast.other_client, kept=cast.client, gone_dossier_ids=frozenset(), kept_dossier_ids=frozenset(), by=cast.admin)


def test_one_default_is_left_that_of_who_stays(cast):
    kept = sign(cast.client, cast.helene)
    sign(cast.other_client, cast.gaston, OTHER_IBAN)

    methods_follow(merge(cast))

    assert PaymentMethod.objects.filter(client=cast.client).count() == 2
    assert PaymentMethod.objects.get(is_default=True) == kept


def test_a_method_that_comes_opens_what_waited(cast):
    bill(cast.client, cast.helene, cast.jules)
    sign(cast.other_client, cast.gaston)

    methods_follow(merge(cast))

    assert holds_of(cast.helene, cast.jules) == [[""], [""]]
    assert PaymentMethod.objects.get().is_default


def test_without_a_method_everybody_goes_on_waiting(cast):
    bill(cast.client, cast.helene)

    methods_follow(merge(cast))

    assert holds_of(cast.helene) == [["payment"]]
