"""The rule of seed 002, whatever the catalogue and the choice: a choice that is accepted is whole, in exactly one family of each required group."""

from hypothesis import given
from hypothesis import strategies as st

from comptoir.applications.decisions import AddressFault, Family, Fault, asks_safely, fault_of_address, faults_of


@st.composite
def catalogues(draw):
    """(families, optional ids): up to six families in up to three groups, applications of their own each."""
    families, next_id = [], 1
    required = draw(st.lists(st.booleans(), min_size=3, max_size=3))
    for number in range(draw(st.integers(0, 6))):
        size, group = draw(st.integers(0, 4)), draw(st.integers(0, 2))
        families.append(Family(number, f"F{number}", f"g{group}", required[group], frozenset(range(next_id, next_id + size))))
        next_id += size
    optional = frozenset(range(next_id, next_id + draw(st.integers(0, 3))))
    return families, optional


@st.composite
def choices(draw):
    """A catalogue with a choice: anything, or families as wholes with some of what is optional, so that many are right."""
    families, optional = draw(catalogues())
    everything = sorted(optional.union(*(one.application_ids for one in families)))
    if draw(st.booleans()):
        whole = draw(st.sets(st.sampled_from(families))) if families else set()
        return families, optional, frozenset().union(*(one.application_ids for one in whole)) | draw(subsets(sorted(optional)))
    return families, optional, draw(subsets([*everything, 10_000]))


def subsets(of):
    return st.frozensets(st.sampled_from(of)) if of else st.just(frozenset())


def is_right(chosen, families, optional):
    """The rule in the words of seed 002, without a look at how it is checked."""
    if not chosen <= optional.union(*(one.application_ids for one in families)):
        return False
    for group in {one.group for one in families}:
        members = [one for one in families if one.group == group]
        touched = [one for one in members if one.application_ids & chosen]
        if len(touched) > 1 or any(not one.application_ids <= chosen for one in touched):
            return False
        if any(one.is_required and one.application_ids for one in members) and not touched:
            return False
    return True


@given(choices())
def test_what_is_accepted_is_right_and_what_is_right_is_accepted(made):
    families, optional, chosen = made

    assert (faults_of(chosen, families, optional) == []) == is_right(chosen, families, optional)


@given(choices())
def test_every_fault_names_what_is_wrong(made):
    families, optional, chosen = made

    for finding in faults_of(chosen, families, optional):
        if finding.fault is Fault.MIXED:
            assert len(finding.families) > 1
            assert len({one.group for one in finding.families}) == 1
        elif finding.fault is Fault.PART:
            assert finding.application_ids == finding.families[0].application_ids - chosen != frozenset()
        elif finding.fault is Fault.MISSING:
            assert not any(one.application_ids & chosen for one in finding.families)
        else:
            assert not finding.application_ids & optional


@given(choices())
def test_what_is_optional_never_makes_a_right_choice_wrong(made):
    families, optional, chosen = made

    assert bool(faults_of(chosen | optional, families, optional)) == bool(faults_of(chosen - optional, families, optional))


def test_addresses_are_https_or_on_this_very_machine():
    faults = {
        "https://compta.example/connexion?x=1": None,
        "http://localhost:9000/": None,
        "http://127.0.0.1:9000/": None,
        "http://[::1]:9000/": None,
        "http://compta.example/": AddressFault.NOT_SECURE,
        "ftp://compta.example/": AddressFault.NOT_SECURE,
        "javascript:alert(1)": AddressFault.UNREADABLE,
        "data:text/html,x": AddressFault.UNREADABLE,
        "//compta.example/": AddressFault.UNREADABLE,
        "compta.example": AddressFault.UNREADABLE,
        "https://": AddressFault.UNREADABLE,
        "https://compta.example:99999/": AddressFault.UNREADABLE,
        "https://[compta/": AddressFault.UNREADABLE,
        "https://compta.example/a b": AddressFault.UNREADABLE,
        "https://compta.example/\n": AddressFault.UNREADABLE,
        "https://u:p@compta.example/": AddressFault.NAMED,
    }

    assert {address: fault_of_address(address) for address in faults} == faults
    assert fault_of_address("https://compta.example/#x", is_return=True) is AddressFault.FRAGMENT
    assert fault_of_address("https://*.example/", is_return=True) is AddressFault.FRAGMENT
    assert fault_of_address("https://compta.example/#x") is None


def test_an_answer_is_bound_to_who_asked():
    assert asks_safely({"code_challenge": "x", "code_challenge_method": "S256"})
    assert asks_safely({"nonce": "n"})
    assert not asks_safely({"code_challenge": "x"})
    assert not asks_safely({"code_challenge": "x", "code_challenge_method": "plain", "nonce": "n"})
    assert not asks_safely({})
