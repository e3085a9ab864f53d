"""One change for many client users: foretold, done, undone (I2, I3, I5)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comptoir.clients.models import ClientAccess, Dossier, DossierAccess
from comptoir.events.models import Event
from comptoir.provisioning.actions import AlreadyUndone, change_many, foresee, undo
from comptoir.provisioning.holdings import Change, Held, Holding, Kind, LeftOut, changed, difference, keep_administrators, undone
from comptoir.provisioning.mass_forms import change_of
from comptoir.provisioning.models import MassChange
from tests.conversations.pages import words

from .client_users import PAGE, browser_of, bundle, client_user, in_every_state, place_of

BULK = f"{PAGE}bulk/"

HELDS = st.builds(
    Held,
    st.sampled_from(["full", "limited"]),
    st.sampled_from(["administrator", "standard"]),
    st.just("whole"),
    st.just(frozenset()),
    st.booleans(),
) | st.builds(Held, st.just("full"), st.just("standard"), st.just("chosen"), st.frozensets(st.integers(1, 4), min_size=1), st.booleans())
HOLDINGS = st.builds(
    Holding,
    user_id=st.just(7),
    is_validated=st.booleans(),
    is_suspended=st.booleans(),
    accesses=st.dictionaries(st.integers(1, 3), HELDS, max_size=3),
    application_ids=st.frozensets(st.integers(1, 4)),
)
CHANGES = st.builds(
    Change,
    st.sampled_from([kind for kind in Kind if kind is not Kind.WELCOME]),
    level=st.sampled_from(["full", "limited"]),
    type=st.sampled_from(["administrator", "standard"]),
    client_ids=st.frozensets(st.integers(1, 3)),
    dossiers=st.dictionaries(st.integers(1, 4), st.integers(1, 3)),
    of_company=st.dictionaries(st.integers(1, 3), st.frozensets(st.integers(1, 4))),
    application_ids=st.frozensets(st.integers(1, 4)),
)


@given(HOLDINGS, CHANGES)
def test_what_was_changed_can_be_undone_and_what_was_not_says_why(holding, change):
    after, reason = changed(holding, change, by_id=1)

    assert (after is None) == (reason is not None)
    if after:
        old, new = difference(holding, after)
        back, why = undone(after, old, new)
        assert why is None
        gone = {client_id for client_id in after.accesses if client_id not in holding.accesses}
        assert {key: held for key, held in back.accesses.items() if key not in gone} == holding.accesses
        assert all(not back.accesses[client_id].is_open for client_id in gone)
        assert (back.is_suspended, back.is_validated, back.application_ids) == (holding.is_suspended, holding.is_validated, holding.application_ids)


@given(HOLDINGS, CHANGES)
def test_no_change_leaves_an_empty_choice_that_is_open(holding, change):
    after, _reason = changed(holding, change, by_id=1)

    if after:
        assert all(held.scope == "whole" or held.dossier_ids for held in after.accesses.values() if held.is_open)


@given(st.lists(st.tuples(st.dictionaries(st.integers(1, 3), HELDS, max_size=3), CHANGES), max_size=5), st.sets(st.integers(1, 3)))
def test_every_company_keeps_an_administrator(people, others):
    befores = [Holding(user_id=10 + number, accesses=accesses) for number, (accesses, _change) in enumerate(people)]
    pairs = [(before, after) for before, (_accesses, change) in zip(befores, people, strict=True) if (after := changed(before, change, by_id=1)[0])]
    administering = {client_id: {99} for client_id in others}
    for before in befores:
        for client_id in before.administered_ids:
            administering.setdefault(client_id, set()).add(before.user_id)

    kept, refused = keep_administrators(pairs, administering)

    now = {before.user_id: before for before in befores} | {after.user_id: after for _before, after in kept.values()}
    assert set(kept) | refused == set(range(len(pairs)))
    for client_id in administering:
        assert client_id in others or any(holding.administers(client_id) for holding in now.values())


def ids(*places):
    return [place.pk for place in places]


def test_a_level_is_changed_for_many_and_undone_row_by_row(cast):
    first, second, third = [client_user(cast, f"p{number}") for number in range(3)]

    made, plan = change_many(cast.firm, ids(first, second, third), Change(Kind.LEVEL, level="limited"), by=cast.marie)
    ClientAccess.objects.filter(user=second.user).update(level="full")
    undoing = undo(made, by=cast.marie)

    assert len(plan.changes) == 3
    assert undoing.numbers == {LeftOut.CHANGED_SINCE: 1}
    assert set(ClientAccess.objects.filter(user__in=[first.user, second.user, third.user]).values_list("level", flat=True)) == {"full"}
    assert set(made.rows.exclude(undone_at=None).values_list("client_user_id", flat=True)) == {first.pk, third.pk}
    with pytest.raises(AlreadyUndone):
        undo(made, by=cast.marie)
    assert Event.objects.filter(verb="access.level_changed").count() == 5


def test_of_two_administrators_one_stays(cast):
    cast.let_jules_administer()

    _made, plan = change_many(cast.firm, ids(place_of(cast.helene), place_of(cast.jules)), Change(Kind.SUSPEND), by=cast.marie)

    assert plan.numbers == {LeftOut.LAST_ADMINISTRATOR: 1}
    assert [place.user for place, _before, _after in plan.changes] == [cast.jules]
    assert place_of(cast.helene).suspended_at is None


def test_who_is_left_out_is_said_with_the_reason(cast):
    cast.marie.client_places.create(firm=cast.firm)
    cast.marie.client_accesses.create(firm=cast.firm, client=cast.client, level="full")
    states = in_every_state(cast)
    places = [*states.values(), place_of(cast.marie), place_of(cast.helene)]

    plan = foresee(cast.firm, ids(*places), Change(Kind.SUSPEND), by=cast.marie)

    assert plan.numbers == {"deleted": 1, "own": 1, "last_administrator": 1, "same": 1}
    assert {place.pk for place, _before, _after in plan.changes} == {states[name].pk for name in ("active", "validation", "payment")}
    assert not MassChange.objects.exists()


def test_companies_are_added_and_removed_and_given_back(cast):
    first, second = client_user(cast, "one"), client_user(cast, "two")
    bare, _dossier = cast.make_client("Sellerie Noël", cast.lille)

    made, _plan = change_many(cast.firm, ids(first, second), change_of(Kind.ADD_COMPANIES, cast.admin, clients=[bare]), by=cast.admin)
    types = sorted(ClientAccess.objects.filter(client=bare).values_list("type", flat=True))
    undo(made, by=cast.admin)

    assert types == ["administrator", "standard"]
    # The first is its administrator, who is never taken away.
    assert ClientAccess.objects.open().filter(client=bare).count() == 1
    removed, plan = change_many(cast.firm, ids(first, second), change_of(Kind.REMOVE_COMPANIES, cast.admin, clients=[cast.client]), by=cast.admin)
    assert len(plan.changes) == 2
    assert not ClientAccess.objects.open().filter(client=cast.client, user__in=[first.user, second.user]).exists()
    undo(removed, by=cast.admin)
    assert ClientAccess.objects.open().filter(client=cast.client, user__in=[first.user, second.user]).count() == 2


def test_dossiers_are_added_and_removed(cast):
    second = Dossier.objects.create(firm=cast.firm, licence=cast.lille, client=cast.client, name="Roux Holding")
    place = client_user(cast, "one")
    whole = change_of(Kind.REMOVE_DOSSIERS, cast.marie, dossiers=[second])

    made, _plan = change_many(cast.firm, [place.pk], whole, by=cast.marie)
    assert set(DossierAccess.objects.filter(access__user=place.user).values_list("dossier_id", flat=True)) == {cast.dossier.pk}
    assert foresee(cast.firm, [place.pk], change_of(Kind.REMOVE_DOSSIERS, cast.marie, dossiers=[cast.dossier]), by=cast.marie).numbers == {"nothing_left": 1}
    change_many(cast.firm, [place.pk], change_of(Kind.ADD_DOSSIERS, cast.marie, dossiers=[second]), by=cast.marie)
    assert DossierAccess.objects.filter(access__user=place.user).count() == 2
    assert undo(made, by=cast.marie).numbers == {"changed_since": 1}


def test_applications_are_given_to_many(cast):
    three, optional = bundle()
    places = [client_user(cast, f"p{number}") for number in range(3)]

    made, _plan = change_many(cast.firm, ids(*places), Change(Kind.APPLICATIONS, application_ids=frozenset([*three, optional])), by=cast.marie)
    held = {place.application_grants.count() for place in places}
    undo(made, by=cast.marie)

    assert held == {4}
    assert {place.application_grants.count() for place in places} == {0}


@pytest.mark.parametrize("kind", [Kind.LEVEL, Kind.TYPE, Kind.SUSPEND, Kind.ADD_COMPANIES, Kind.REMOVE_COMPANIES, Kind.REMOVE_DOSSIERS])
def test_many_cost_no_more_queries_than_one(cast, kind):
    Dossier.objects.create(firm=cast.firm, licence=cast.lille, client=cast.client, name="Roux Holding")
    places = [client_user(cast, f"p{number}") for number in range(6)]
    cast.put_on_portal(cast.client, cast.other_client)
    counts = []
    for some in ([places[0]], places[1:]):
        change = change_of(
            kind, cast.admin, level="limited", type="administrator",
            clients=[cast.other_client if kind is Kind.ADD_COMPANIES else cast.client], dossiers=[cast.dossier],
        )  # fmt: skip
        with CaptureQueriesContext(connection) as captured:
            made, plan = change_many(cast.firm, ids(*some), change, by=cast.admin)
        with CaptureQueriesContext(connection) as captured_undo:
            undo(made, by=cast.admin)
        assert len(plan.changes) == len(some)
        counts.append((len(captured), len(captured_undo)))

    assert counts[0] == counts[1]


def test_the_pages_foretell_do_and_undo(cast):
    first, second = client_user(cast, "one"), client_user(cast, "two")
    browser = browser_of(cast.marie)
    data = {"ids": [first.pk, second.pk, place_of(cast.helene).pk], "kind": "type"}
    assert "Voir ce qui change" in words(browser.post(BULK, data))

    foretold = words(browser.post(BULK, data | {"type": "standard", "step": "preview"}))
    assert "Personne ne change." in foretold
    assert "1 dernier administrateur de son entreprise" in foretold
    assert "2 utilisateurs pour qui rien ne change." in foretold
    data["type"] = "administrator"
    assert "2 utilisateurs changent." in words(browser.post(BULK, data | {"step": "preview"}))
    done = browser.post(BULK, data | {"step": "sure"}, follow=True)
    assert "2 utilisateurs changés." in words(done)

    made = MassChange.objects.get()
    undone_page = words(browser.post(f"{BULK}{made.pk}/undo/", follow=True))
    assert "2 utilisateurs ont retrouvé ce qu’ils avaient." in undone_page
    assert browser_of(cast.luc).get(f"{BULK}{made.pk}/").status_code == 404
    assert browser_of(cast.admin).get(f"{BULK}{made.pk}/").status_code == 200


def test_dossiers_are_chosen_after_their_company(cast):
    place, browser = client_user(cast, "one"), browser_of(cast.marie)
    second = Dossier.objects.create(firm=cast.firm, licence=cast.lille, client=cast.client, name="Roux Holding")
    data = {"ids": place.pk, "kind": "remove-dossiers"}
    assert "Boulangerie Roux" in words(browser.post(BULK, data | {"words": "boulang", "step": "search"}))

    offered = browser.post(BULK, data | {"client": cast.client.pk, "step": "preview"})
    assert offered.status_code == 200
    assert "Roux Holding" in words(offered)
    nothing = browser.post(BULK, data | {"client": cast.client.pk, "offered": "yes", "step": "preview"})
    assert nothing.status_code == 422
    data |= {"client": cast.client.pk, "offered": "yes", "dossiers": second.pk}
    assert "1 utilisateur change." in words(browser.post(BULK, data | {"step": "preview"}))
    browser.post(BULK, data | {"step": "sure"})
    assert ClientAccess.objects.get(user=place.user).scope == "chosen"


def test_everybody_of_the_filter_and_nobody_else(cast):
    first = client_user(cast, "one")
    client_user(cast, "elsewhere", cast.other_client)
    browser = browser_of(cast.marie)

    browser.post(BULK, {"everything": "yes", "query": "state=active&type=standard", "kind": "suspend", "step": "sure"})

    assert {row.client_user.user for row in MassChange.objects.get().rows.all()} == {first.user, cast.jules}


@pytest.mark.parametrize("data", [{"kind": "suspend"}, {"kind": "x", "ids": 1}, {"kind": "suspend", "ids": "a"}, {}])
def test_without_a_choice_nothing_is_asked(cast, data):
    response = browser_of(cast.marie).post(BULK, data)

    assert (response.status_code, response.headers["Location"]) == (302, PAGE)


def test_members_change_only_what_they_serve(cast):
    """Luc does not work for the bakery: Jules is none of his, but by a company that both have."""
    cast.jules.client_accesses.create(firm=cast.firm, client=cast.other_client, level="full")

    change_many(cast.firm, [place_of(cast.jules).pk], change_of(Kind.LEVEL, cast.luc, level="limited"), by=cast.luc)

    assert dict(cast.jules.client_accesses.values_list("client__name", "level")) == {"Boulangerie Roux": "limited", "Garage Delattre": "limited"}
    cast.jules.client_accesses.filter(client=cast.client).update(level="full")
    change_many(cast.firm, [place_of(cast.jules).pk], change_of(Kind.LEVEL, cast.luc, level="full"), by=cast.luc)
    change_many(cast.firm, [place_of(cast.jules).pk], change_of(Kind.LEVEL, cast.luc, level="limited"), by=cast.luc)
    assert dict(cast.jules.client_accesses.values_list("client__name", "level")) == {"Boulangerie Roux": "full", "Garage Delattre": "limited"}
