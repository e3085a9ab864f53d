"""What happens at the same moment, on both databases: the last method stays, one card is one method, nobody is left behind the gate."""

from comptoir.billing.actions import LastMethod, begin_card, finish_card, remove_method, sign_mandate
from comptoir.billing.actions.cards import Way
from comptoir.billing.actions.mandates import Signing
from comptoir.billing.models import CardSetup, Payer, PaymentMethod
from comptoir.clients.models import ClientAccess
from tests.transports.threads import threaded_db, together  # noqa: F401

from .paying import IBAN, OTHER_IBAN, a_creditor, bill, sign

WAY = Way(back=lambda visit: "https://portail.example/back/", cancelled="https://portail.example/")


def outcome(action, *args, **words):
    try:
        return action(*args, **words)
    except LastMethod:
        return "last"


def test_of_the_last_two_methods_removed_at_once_one_stays(threaded_db, cast):  # noqa: F811
    bill(cast.client, cast.helene, cast.jules)
    methods = [sign(cast.client, cast.helene), sign(cast.client, cast.helene, OTHER_IBAN)]

    outcomes = together(*[lambda method=method: outcome(remove_method, method, by=cast.helene) for method in methods for _twice in range(4)])

    assert PaymentMethod.objects.kept().count() == 1
    assert PaymentMethod.objects.get(removed_at=None).is_default
    assert outcomes.count(True) == 1
    assert "last" in outcomes


def test_a_card_told_eight_times_at_once_is_one_method(threaded_db, cast, stripe):  # noqa: F811
    visit = begin_card(Payer(cast.firm), WAY, by=cast.admin)
    stripe.type_card(visit.reference)

    methods = together(*[lambda: finish_card(CardSetup.objects.select_related("firm", "client", "begun_by", "method").get(pk=visit.pk))] * 8)

    assert {method.pk for method in methods} == {PaymentMethod.objects.get().pk}


def test_the_same_account_signed_at_once_is_one_mandate(threaded_db, cast):  # noqa: F811
    a_creditor()
    signing = Signing(iban=IBAN, bic="", holder="Cabinet Lormeau", holder_address="Lille", signature="Alix Lormeau")

    made = together(*[lambda: sign_mandate(Payer(cast.firm), signing, by=cast.admin)] * 6)

    assert PaymentMethod.objects.count() == 1
    assert sorted(is_new for _method, is_new in made) == [False] * 5 + [True]


def test_somebody_billed_while_the_method_is_given_waits_for_nothing(threaded_db, cast):  # noqa: F811
    a_creditor()
    bill(cast.client, cast.helene)

    together(lambda: sign(cast.client, cast.helene), lambda: bill(cast.client, cast.jules))

    assert set(ClientAccess.objects.filter(client=cast.client).values_list("hold", flat=True)) == {""}
