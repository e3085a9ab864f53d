"""Who answers for somebody who is away: the rule of «Mode absence», without rows or clock."""

from hypothesis import given
from hypothesis import strategies as st

from comptoir.away.decisions import Reason, Redirect, redirect

people = st.sampled_from(["Marie", "Paul", "Jean", "Nora", "Luc"])


@given(people, st.none() | people, st.booleans())
def test_whoever_is_present_keeps_everything(person, delegate, kept_client):
    assert redirect(person, delegate=delegate, is_away=False, kept_client=kept_client) == Redirect(person, Reason.PRESENT)


@given(people, st.none() | people)
def test_a_client_written_to_during_the_absence_stays_with_the_absent(person, delegate):
    assert redirect(person, delegate=delegate, is_away=True, kept_client=True) == Redirect(person, Reason.WROTE_WHILE_AWAY)


@given(people)
def test_without_a_delegate_it_stays(person):
    assert redirect(person, delegate=None, is_away=True, kept_client=False) == Redirect(person, Reason.AWAY_WITHOUT_DELEGATE)


@given(st.dictionaries(people, st.none() | people, max_size=5), people)
def test_in_any_graph_of_absences_a_question_moves_one_step_at_most(delegates, person):
    is_away = person in delegates

    answer = redirect(person, delegate=delegates.get(person), is_away=is_away, kept_client=False)

    assert answer.to in {person, delegates.get(person)}
    assert answer.to == (delegates.get(person) or person if is_away else person)


@given(people, st.none() | people, st.booleans(), st.booleans())
def test_a_reason_is_always_given_and_tells_whether_it_moved(person, delegate, is_away, kept_client):
    answer = redirect(person, delegate=delegate, is_away=is_away, kept_client=kept_client)

    assert isinstance(answer.reason, Reason)
    assert (answer.reason == Reason.AWAY) == (is_away and not kept_client and delegate is not None)
