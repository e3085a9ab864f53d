"""Settings by program: values with their origin, all or none, history and undo; the firm's by its administrators."""

import pytest

from comptoir.events.models import Event
from comptoir.preferences.actions import set_value
from comptoir.preferences.catalogue import Scope, settings_at
from comptoir.preferences.models import Holder, SettingValue

from .conftest import fields_in_error


def by_key(answer):
    return {item["key"]: item for item in answer.json()["items"]}


def test_every_setting_that_one_has_is_listed_with_its_origin(cast, call):
    set_value(Holder.of_firm(cast.firm), "appearance.theme", "dark", by=cast.admin)

    listed = by_key(call(cast.marie).get("me/settings", limit=100))

    assert set(listed) == {setting.key for setting in settings_at(Scope.USER) if setting.offered_to(cast.marie)}
    assert listed["appearance.theme"] == {
        "key": "appearance.theme",
        "label": "Thème",
        "value": "dark",
        "inherited": "dark",
        "origin": "firm",
        "is_own": False,
        "is_imposed": False,
        "waits_since": None,
        "choices": ["auto", "light", "dark"],
    }


def test_settings_are_changed_and_given_back(cast, call):
    marie = call(cast.marie)

    changed = by_key(marie.patch("me/settings", {"values": {"appearance.theme": "dark", "dates.first_day": "sunday"}}))
    returned = by_key(marie.patch("me/settings", {"values": {"appearance.theme": None}}))

    assert {key: (one["value"], one["origin"]) for key, one in changed.items()} == {
        "appearance.theme": ("dark", "user"),
        "dates.first_day": ("sunday", "user"),
    }
    assert (returned["appearance.theme"]["value"], returned["appearance.theme"]["origin"]) == ("auto", "default")


@pytest.mark.parametrize(
    "values",
    [
        {"appearance.theme": "pink"},
        {"appearance.theme": 3},
        {"security.password_length": 6},
        {"no.such": 1},
        {"dates.time_zone": "Mars/Nord"},
        {"dates.time_zone": None},
    ],
)
def test_one_bad_value_changes_nothing_and_is_named(cast, call, values):
    answer = call(cast.marie).patch("me/settings", {"values": {"dates.first_day": "sunday"} | values})

    assert fields_in_error(answer) == [f"values.{key}" for key in values]
    assert not SettingValue.objects.exists()


def test_what_is_imposed_is_refused(cast, call):
    set_value(Holder.of_firm(cast.firm), "appearance.theme", "dark", by=cast.admin, is_locked=True)

    answer = call(cast.marie).patch("me/settings", {"values": {"appearance.theme": "light"}})

    assert answer.json()["errors"] == [{"field": "values.appearance.theme", "message": "Ce réglage est imposé par votre cabinet."}]


def test_the_history_is_read_and_undone(cast, call):
    marie = call(cast.marie)
    marie.patch("me/settings", {"values": {"appearance.theme": "dark"}})
    (change,) = [one for one in marie.get("me/settings/history").json()["items"] if one["key"]]

    assert (change["title"], change["before"], change["after"]) == ("Thème", None, {"value": "dark", "locked": False})
    assert (change["by"]["name"], change["door"], change["address"]) == ("Marie Dubois", "api", "127.0.0.1")
    assert marie.post("settings/reversals", {"change": change["id"]}).json()["after"] is None
    assert marie.post("settings/reversals", {"change": change["id"]}).json() is None
    assert not SettingValue.objects.exists()


def test_an_administrator_sets_and_imposes_for_a_role(cast, call):
    admin = call(cast.admin)

    answer = admin.patch(f"firms/{cast.firm.pk}/settings?of=role-staff", {"values": {"appearance.theme": "dark"}, "imposed": True})

    assert by_key(answer)["appearance.theme"]["value"] == "dark"
    assert by_key(call(cast.paul).get("me/settings", limit=100))["appearance.theme"]["is_imposed"] is True
    assert by_key(call(cast.marie).get("me/settings", limit=100))["appearance.theme"]["is_imposed"] is False
    assert by_key(admin.get(f"firms/{cast.firm.pk}/settings", of="role-staff", limit=100))["appearance.theme"]["is_own"] is True


def test_nobody_else_sets_for_a_firm(cast, call):
    path = f"firms/{cast.firm.pk}/settings"
    for person in (cast.marie, cast.helene, cast.vera):
        assert call(person).get(path).status_code == 404
        assert call(person).patch(path, {"values": {"appearance.theme": "dark"}}).status_code == 404
    assert fields_in_error(call(cast.admin).get(path, of="role-pirate")) == ["of"]
    assert not SettingValue.objects.exists()


def test_nobody_undoes_for_somebody_else(cast, call):
    event = set_value(Holder.of_user(cast.marie), "appearance.theme", "dark", by=cast.marie)

    for person in (cast.admin, cast.vera, cast.paul):
        assert call(person).post("settings/reversals", {"change": event.pk}).status_code == 404
    assert call(cast.marie).post("settings/reversals", {"change": Event.objects.latest("pk").pk + 1}).status_code == 404


def test_what_waits_for_newcomers_is_told_in_numbers_and_applied(cast, call):
    admin, path = call(cast.admin), f"firms/{cast.firm.pk}/settings"
    listed = by_key(admin.patch(path, {"values": {"frequency.conversations": "daily"}}))
    assert listed["frequency.conversations"]["waits_since"]
    assert by_key(call(cast.marie).get("me/settings", limit=100))["frequency.conversations"]["value"] == "immediately"

    (foretold,) = admin.get(f"{path}/application").json()
    assert (foretold["key"], foretold["before"], foretold["after"]) == ("frequency.conversations", "Tout de suite", "Une fois par jour")
    assert (foretold["changing"], foretold["keeping"], foretold["already"]) == (9, 0, 0)
    assert admin.post(f"{path}/application").json() == {"applied": 1}

    assert by_key(call(cast.marie).get("me/settings", limit=100))["frequency.conversations"]["value"] == "daily"
    assert admin.post(f"{path}/application").json() == {"applied": 0}


def test_nobody_else_applies_for_a_firm(cast, call):
    for person in (cast.marie, cast.helene, cast.vera):
        assert call(person).get(f"firms/{cast.firm.pk}/settings/application").status_code == 404
        assert call(person).post(f"firms/{cast.firm.pk}/settings/application").status_code == 404
