"""Which value holds, for any set of rows (X2)."""

from hypothesis import given
from hypothesis import strategies as st

from comptoir.preferences.catalogue import WIDTH, Scope
from comptoir.preferences.decisions import Resolved, Row, imposing, inherited, resolve

DEFAULT = "default"
HOLDERS = {
    Scope.FIRM: ["firm:1"],
    Scope.ROLE: ["role:1:staff"],
    Scope.LICENCE: ["licence:2", "licence:10", "licence:3"],
    Scope.DOSSIER: ["dossier:7"],
    Scope.USER: ["user:9"],
}
PLACES = [(scope, holder) for scope, holders in HOLDERS.items() for holder in holders]


@st.composite
def cascades(draw):
    """Rows of different holders, in any order; a person imposes nothing."""
    places = draw(st.permutations(PLACES))[: draw(st.integers(0, len(PLACES)))]
    return [Row(scope, holder, f"value of {holder}", scope is not Scope.USER and draw(st.booleans())) for scope, holder in places]


def test_without_rows_the_default_holds():
    assert resolve(DEFAULT, []) == Resolved(DEFAULT)


@given(cascades())
def test_an_imposed_value_beats_everything_narrower(rows):
    found = resolve(DEFAULT, rows)
    imposed = [row for row in rows if row.is_locked]
    if imposed:
        widest = min(WIDTH[row.scope] for row in imposed)
        assert found.is_imposed
        assert WIDTH[found.origin] == widest


@given(cascades())
def test_without_imposition_the_narrowest_wins(rows):
    if rows and not any(row.is_locked for row in rows):
        assert WIDTH[resolve(DEFAULT, rows).origin] == max(WIDTH[row.scope] for row in rows)


@given(cascades(), st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows, random):
    shuffled = random.sample(rows, len(rows))

    assert resolve(DEFAULT, shuffled) == resolve(DEFAULT, rows)


@given(cascades())
def test_removing_the_row_that_holds_returns_to_what_it_covered(rows):
    found = resolve(DEFAULT, rows)
    if found.row:
        rest = [row for row in rows if row != found.row]
        assert inherited(DEFAULT, rows, found.row.holder) == resolve(DEFAULT, rest)
        assert resolve(DEFAULT, rest).row != found.row


@given(cascades())
def test_a_person_may_choose_exactly_when_nobody_wider_imposes(rows):
    others = [row for row in rows if row.scope is not Scope.USER]
    own = Row(Scope.USER, "user:9", "own")

    holds = resolve(DEFAULT, [*others, own]).row == own

    assert holds == (imposing(DEFAULT, others, Scope.USER) is None)
    assert holds == (not any(row.is_locked for row in others))


def test_of_two_licences_the_older_speaks_unless_the_younger_imposes():
    older, younger = Row(Scope.LICENCE, "licence:2", "a"), Row(Scope.LICENCE, "licence:10", "b")
    imposed = Row(Scope.LICENCE, "licence:10", "b", is_locked=True)

    assert resolve(DEFAULT, [older, younger]).value == "a"
    assert resolve(DEFAULT, [older, imposed]).value == "b"
