"""Secrets at rest: sealed, opened again, sealed anew under another key."""

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from comptoir.connectors.actions import add_account
from comptoir.connectors.models import ExternalAccount
from comptoir.connectors.registry import get_connector
from comptoir.kernel.secrets import Unreadable, is_sealed, reseal, seal, unseal

OLD, NEW, OTHER = "ancienne-clef-de-quarante-caracteres-0001", "nouvelle-clef-de-quarante-caracteres-0002", "autre-clef-de-quarante-caracteres-0000003"


@pytest.fixture
def keys(settings):
    def use(newest, *older):
        settings.SECRETS_KEY, settings.SECRETS_KEY_OLD, settings.SECRET_KEY = newest, list(older), newest

    use(OLD)
    return use


@given(st.text())
def test_what_is_sealed_is_read_again_and_shows_nothing(text):
    token = seal(text)

    assert unseal(token) == text
    assert is_sealed(token)
    assert len(text) < 4 or text not in token


def test_the_same_text_is_never_sealed_twice_alike():
    assert seal("mot de passe") != seal("mot de passe")


@pytest.mark.parametrize("token", ["", "mot de passe", "sealed.1.", "sealed.1.abc", "sealed.1.é", "sealed.2.gAAAA"])
def test_what_was_not_sealed_here_is_unreadable(token):
    with pytest.raises(Unreadable):
        unseal(token)
    with pytest.raises(Unreadable):
        reseal(token)


def test_a_changed_token_is_unreadable():
    token = seal("mot de passe")

    with pytest.raises(Unreadable):
        unseal(token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"))


def test_an_old_key_still_opens_and_a_forgotten_one_no_more(keys):
    token = seal("mot de passe")

    keys(NEW, OLD)
    assert unseal(token) == "mot de passe"
    keys(NEW)
    with pytest.raises(Unreadable):
        unseal(token)


def test_sealed_anew_the_old_key_is_not_needed(keys):
    token = seal("mot de passe")
    keys(NEW, OLD)
    anew = reseal(token)

    keys(NEW)
    assert unseal(anew) == "mot de passe"


def test_without_a_key_of_its_own_the_key_of_the_installation_seals_and_can_be_left(settings):
    settings.SECRETS_KEY, settings.SECRETS_KEY_OLD, settings.SECRET_KEY = OLD, [], OLD
    token = seal("mot de passe")

    settings.SECRETS_KEY = NEW
    assert unseal(token) == "mot de passe"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = OTHER, [OLD]
    assert unseal(token) == "mot de passe"


@pytest.fixture
def accounts(cast, keys):
    return [add_account(cast.marie, get_connector("inpi"), label=name, username="u", secret=f"secret de {name}") for name in ("a", "b", "c")]


def test_the_command_seals_every_row_anew(accounts, keys, capsys):
    keys(NEW, OLD)
    call_command("reseal")
    keys(NEW)

    assert [account.credentials.secret for account in ExternalAccount.objects.order_by("pk")] == ["secret de a", "secret de b", "secret de c"]
    assert "secrets rescellés : 3 · illisibles : 0" in capsys.readouterr().out.replace("\u202f", " ")


def test_what_no_key_opens_is_named_and_left_as_it_is(accounts, keys, capsys):
    broken = accounts[1]
    ExternalAccount.objects.filter(pk=broken.pk).update(secret="sealed.1.abc")
    keys(NEW, OLD)

    with pytest.raises(CommandError, match=f"connectors.ExternalAccount {broken.pk}$"):
        call_command("reseal")
    assert "rescellés : 2 · illisibles : 1" in capsys.readouterr().out.replace("\u202f", " ")
    assert ExternalAccount.objects.get(pk=broken.pk).secret == "sealed.1.abc"


def test_secrets_within_json_are_sealed_anew_too(keys):
    from comptoir.server.management.commands.reseal import resealed

    value, found = {"secret": seal("graine"), "names": ["Clé de Marie", seal("autre")], "count": 3}, []
    keys(NEW, OLD)
    anew = resealed(value, found)
    keys(NEW)

    assert (unseal(anew["secret"]), anew["names"][0], unseal(anew["names"][1]), anew["count"], len(found)) == ("graine", "Clé de Marie", "autre", 3, 2)
