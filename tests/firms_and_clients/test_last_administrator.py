"""A client keeps at least one administrator (I2): by the actions as a sentence, by the database for whatever else writes."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from comptoir.clients.actions import LastAdministrator, change_type, close_access, open_access, suspend
from comptoir.clients.models import ClientAccess, ClientUser


def access_of(user):
    return ClientAccess.objects.select_related("client", "user").get(user=user)


@pytest.mark.parametrize(
    "taking",
    [
        lambda cast, access: close_access(access, by=cast.marie),
        lambda cast, access: change_type(access, "standard", by=cast.marie),
        lambda cast, access: suspend(ClientUser.objects.get(user=access.user), by=cast.marie),
    ],
)
def test_nothing_takes_the_last_administrator_away(cast, taking):
    with pytest.raises(LastAdministrator):
        taking(cast, access_of(cast.helene))
    assert access_of(cast.helene).is_open

    cast.let_jules_administer()
    taking(cast, access_of(cast.helene))

    assert list(ClientAccess.objects.administering().filter(client=cast.client).values_list("user__email", flat=True)) == ["jules@example.com"]


@pytest.mark.parametrize("change", [{"type": "standard"}, {"hold": "suspension"}, {"closed_at": timezone.now()}])
def test_the_database_refuses_it_to_whoever_writes(cast, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        ClientAccess.objects.filter(user=cast.helene).update(**change)
    cast.let_jules_administer()

    with pytest.raises(IntegrityError), transaction.atomic():
        cast.client.accesses.update(**change)
    assert ClientAccess.objects.filter(user=cast.helene).update(**change) == 1


def test_the_first_person_of_a_client_is_its_administrator(cast):
    client, _dossier = cast.make_client("Fleurs Martin", cast.lille)
    first, second = cast.person("fleur", "Fleur", "Martin"), cast.person("flore", "Flore", "Martin")

    for person in (first, second):
        open_access(client, person, level="limited", by=cast.marie)

    assert [access_of(person).type for person in (first, second)] == ["administrator", "standard"]
