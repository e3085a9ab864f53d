"""Setting, returning, imposing and undoing, on real rows."""

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from comptoir.accounts.models import User
from comptoir.clients.standing import forget_standing
from comptoir.events.models import Event
from comptoir.preferences.actions import Imposed, SettingRefused, change_settings, clear_value, may_set, set_value, undo
from comptoir.preferences.catalogue import BadValue, Scope, all_settings
from comptoir.preferences.lines import lines_of
from comptoir.preferences.models import Holder, SettingValue
from comptoir.preferences.resolver import Values, forget_values, values_at, values_of
from tests.cast import Cast

THEME = "appearance.theme"


def holders(cast):
    """Everybody whose values reach Marie, from wide to narrow."""
    return [Holder.of_firm(cast.firm), Holder.of_role(cast.firm, "accountant"), Holder.of_licence(cast.lille), Holder.of_user(cast.marie)]


def theme_of(person):
    forget_values(person)
    return values_of(person)[THEME]


class Sequences(TestCase):
    """Whatever is done in whatever order: what holds is what the rows say, and undoing brings back exactly what was."""

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.data())
    def test_undo_brings_back_exactly_what_was(self, data):
        cast = Cast()
        for _step in range(data.draw(st.integers(1, 8))):
            holder = data.draw(st.sampled_from(holders(cast)))
            before = rows()
            event = self.act(data, holder, cast.admin if holder.scope is not Scope.USER else cast.marie)
            if event and data.draw(st.booleans()):
                undo(event, holder, by=cast.admin)
                assert rows() == before
            assert theme_of(cast.marie) == expected(cast)

    @staticmethod
    def act(data, holder, by):
        try:
            if data.draw(st.booleans()):
                locked = holder.scope is not Scope.USER and data.draw(st.booleans())
                return set_value(holder, THEME, data.draw(st.sampled_from(["auto", "light", "dark"])), by=by, is_locked=locked)
            return clear_value(holder, THEME, by=by)
        except Imposed:
            return None


def rows():
    return sorted(SettingValue.objects.values_list("holder", "key", "value", "is_locked"))


def expected(cast):
    """The rule in four lines, read from the table by itself."""
    stored = {row.holder: row for row in SettingValue.objects.all()}
    chain = [stored[holder.name] for holder in holders(cast) if holder.name in stored]
    imposed = next((row for row in chain if row.is_locked), None)
    return (imposed or (chain[-1] if chain else None) or SettingValue(value="auto")).value


def test_a_page_of_settings_is_one_query(cast, django_assert_num_queries):
    values_of(cast.marie).names  # noqa: B018  (who Marie is has been read before)
    with django_assert_num_queries(1):
        assert THEME in {line.setting.key for line in lines_of(values_of(cast.marie), page="preferences")}
    with django_assert_num_queries(0):
        assert {setting.key: values_of(cast.marie)[setting.key] for setting in all_settings() if not setting.store}[THEME] == "auto"


def test_what_a_firm_sets_reaches_its_people_and_nobody_else(cast):
    set_value(Holder.of_firm(cast.firm), THEME, "dark", by=cast.admin)

    assert [theme_of(person) for person in (cast.marie, cast.helene, cast.vera, cast.omar, cast.operator)] == ["dark", "dark", "auto", "auto", "auto"]


def test_what_a_role_or_a_licence_sets_reaches_those_who_have_it(cast):
    set_value(Holder.of_role(cast.firm, "staff"), THEME, "dark", by=cast.admin)
    set_value(Holder.of_licence(cast.arras), THEME, "light", by=cast.admin)
    set_value(Holder.of_role(cast.firm, "client"), THEME, "light", by=cast.admin)

    assert [theme_of(person) for person in (cast.paul, cast.luc, cast.marie, cast.helene)] == ["dark", "light", "auto", "light"]


def test_what_is_imposed_cannot_be_changed(cast):
    set_value(Holder.of_user(cast.marie), THEME, "light", by=cast.marie)
    set_value(Holder.of_firm(cast.firm), THEME, "dark", by=cast.admin, is_locked=True)

    assert theme_of(cast.marie) == "dark"
    for change in ({THEME: "light"}, {THEME: None}):
        with pytest.raises(Imposed):
            change_settings(cast.marie, change, by=cast.marie)
    clear_value(Holder.of_firm(cast.firm), THEME, by=cast.admin)
    assert theme_of(cast.marie) == "light"


def test_several_changes_are_made_together_or_not_at_all(cast):
    with pytest.raises(BadValue):
        change_settings(cast.marie, {"dates.first_day": "sunday", THEME: "pink"}, by=cast.marie)

    assert not SettingValue.objects.exists()
    assert not Event.objects.filter(verb="setting.changed").exists()


@pytest.mark.parametrize("value", [None.__class__, 3, True, "pink", "", ["dark"], {"a": 1}, "dark\0"])
def test_a_value_that_is_none_of_the_choices_is_refused_with_a_sentence(cast, value):
    with pytest.raises(BadValue, match="Choisissez"):
        set_value(Holder.of_user(cast.marie), THEME, value, by=cast.marie)


@pytest.mark.parametrize("value", [5, 65, True, "12", 12.5, 10**30])
def test_a_number_out_of_bounds_is_refused_with_a_sentence(cast, value):
    with pytest.raises(BadValue, match="de 6 à 64"):
        set_value(Holder.of_firm(cast.firm), "security.password_length", value, by=cast.admin)


def test_a_setting_of_the_firm_is_no_setting_of_a_person(cast):
    with pytest.raises(SettingRefused):
        change_settings(cast.marie, {"security.password_length": 6}, by=cast.marie)
    with pytest.raises(SettingRefused):
        change_settings(cast.marie, {"no.such": 6}, by=cast.marie)


def test_another_tab_was_faster_and_what_it_left_is_what_stood_before(cast, monkeypatch):
    """The second write finds the row changed since it was read: it reads again, and its history is true."""
    change_settings(cast.marie, {THEME: "dark"}, by=cast.marie)
    stale = User.objects.get(pk=cast.marie.pk)
    read = Values.read_again

    def read_then_the_other_tab_writes(values):
        read(values)
        values.rows  # noqa: B018
        if values.holder.target is stale and SettingValue.objects.get().value == "dark":
            SettingValue.objects.update(value="light")

    monkeypatch.setattr(Values, "read_again", read_then_the_other_tab_writes)
    (event,) = change_settings(stale, {THEME: "auto"}, by=stale)

    assert event.data["before"] == {"value": "light", "locked": False}
    assert SettingValue.objects.get().value == "auto"


def test_saying_the_same_again_leaves_no_trace(cast):
    change_settings(cast.marie, {THEME: "dark"}, by=cast.marie)

    assert change_settings(cast.marie, {THEME: "dark"}, by=cast.marie) == []
    assert Event.objects.filter(verb="setting.changed").count() == 1


def test_a_change_says_who_what_from_what_to_what(cast):
    (first,) = change_settings(cast.marie, {THEME: "dark"}, by=cast.marie)
    (second,) = change_settings(cast.marie, {THEME: None}, by=cast.marie)

    assert (first.actor, first.target_id, first.firm_id) == (cast.marie, cast.marie.pk, None)
    assert (first.data["before"], first.data["after"]) == (None, {"value": "dark", "locked": False})
    assert (second.data["before"], second.data["after"]) == ({"value": "dark", "locked": False}, None)


def test_a_fact_about_the_person_is_set_and_undone_the_same_way(cast):
    (event,) = change_settings(cast.marie, {"dates.time_zone": "America/Montreal"}, by=cast.marie)
    assert User.objects.get(pk=cast.marie.pk).time_zone == "America/Montreal"

    undo(event, Holder.of_user(cast.marie), by=cast.marie)

    assert User.objects.get(pk=cast.marie.pk).time_zone == "Europe/Paris"
    with pytest.raises(SettingRefused):
        change_settings(cast.marie, {"dates.time_zone": None}, by=cast.marie)


def test_one_holder_has_one_value_by_constraint(cast):
    set_value(Holder.of_user(cast.marie), THEME, "dark", by=cast.marie)

    with pytest.raises(IntegrityError), transaction.atomic():
        SettingValue.objects.create(key=THEME, scope="user", holder=f"user:{cast.marie.pk}", user=cast.marie, value="light")


def test_a_person_imposes_nothing_by_constraint(cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        SettingValue.objects.create(key=THEME, scope="user", holder=f"user:{cast.marie.pk}", user=cast.marie, value="light", is_locked=True)


def test_values_go_with_whom_they_belong_to(cast):
    set_value(Holder.of_licence(cast.arras), THEME, "dark", by=cast.admin)
    set_value(Holder.of_firm(cast.other_firm), THEME, "dark", by=cast.vera)
    change_settings(cast.vera, {"dates.first_day": "sunday"}, by=cast.vera)

    cast.other_firm.delete()

    assert {row.holder for row in SettingValue.objects.all()} == {f"licence:{cast.arras.pk}", f"user:{cast.vera.pk}"}


def test_only_administrators_set_for_others_and_only_in_their_firm(cast):
    firm_wide = [Holder.of_firm(cast.firm), Holder.of_role(cast.firm, "staff"), Holder.of_licence(cast.lille), Holder.of_dossier(cast.dossier)]
    for person in (cast.marie, cast.helene, cast.vera, cast.operator):
        assert not any(may_set(person, holder) for holder in firm_wide)
    assert all(may_set(cast.admin, holder) for holder in firm_wide)
    assert may_set(cast.marie, Holder.of_user(cast.marie))
    assert not may_set(cast.admin, Holder.of_user(cast.marie))


def test_who_leaves_the_firm_leaves_its_values(cast):
    set_value(Holder.of_firm(cast.firm), THEME, "dark", by=cast.admin, is_locked=True)
    assert theme_of(cast.paul) == "dark"

    cast.firm.memberships.filter(user=cast.paul).update(left_at="2026-01-01T00:00Z")
    forget_standing(cast.paul)

    assert theme_of(cast.paul) == "auto"


def test_a_dossier_inherits_from_its_licence_and_firm(cast):
    set_value(Holder.of_licence(cast.lille), THEME, "dark", by=cast.admin)

    assert values_at(Holder.of_dossier(cast.dossier))[THEME] == "dark"
    assert values_at(Holder.of_dossier(cast.other_dossier))[THEME] == "auto"


def test_the_cascade_is_found_through_its_index(cast):
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN SELECT * FROM preferences_settingvalue WHERE holder IN ('user:1', 'firm:2')")
            assert "USING INDEX" in str(cursor.fetchall())
    else:
        assert SettingValue._meta.constraints[0].fields == ("holder", "key")
