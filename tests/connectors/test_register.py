"""What the register says, and every way in which it may fail."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.connectors.actions import LookUpFailed, NoAccount, add_account, look_up_company
from comptoir.connectors.inpi.legal_forms import FORMS
from comptoir.connectors.inpi.reading import LONGEST, read_company
from comptoir.connectors.models import ExternalAccount
from comptoir.connectors.registry import Company, Failed, get_connector

from .register import COMPANIES, DURAND, FARM, PASSWORD, ROUX, UNKNOWN, USERNAME


def trouble(person, siren=ROUX):
    with pytest.raises(LookUpFailed) as failed:
        look_up_company(person, siren)
    return failed.value.outcome


def test_a_company_is_looked_up_by_its_siren(cast, register, inpi):
    found = look_up_company(cast.marie, ROUX)

    assert found == Company(
        siren=ROUX,
        name="BOULANGERIE ROUX",
        kind="organisation",
        legal_form="SARL (société à responsabilité limitée)",
        address="BÂTIMENT B, 12 RUE DE BÉTHUNE",
        postal_code="59000",
        city="LILLE",
        country="France",
    )
    inpi.refresh_from_db()
    assert inpi.last_success_at == inpi.last_used_at is not None
    assert inpi.trouble is None


def test_a_sole_trader_has_a_persons_name(cast, register, inpi):
    found = look_up_company(cast.marie, DURAND)

    assert (found.name, found.kind, found.legal_form, found.city, found.is_closed) == ("PETIT ANNE", "person", "Entrepreneur individuel", "ARRAS", True)


def test_what_the_register_does_not_say_is_empty(cast, register, inpi):
    assert look_up_company(cast.marie, FARM) == Company(siren=FARM, name="GAEC DU PRÉ")


def test_an_answer_is_kept_for_whoever_asks_next(cast, register, inpi):
    look_up_company(cast.marie, ROUX)
    calls = len(register.seen)
    add_account(cast.paul, get_connector("inpi"), label="", username=USERNAME, secret=PASSWORD)
    look_up_company(cast.marie, ROUX)
    look_up_company(cast.paul, ROUX)

    assert len(register.seen) == calls == 2


def test_without_an_account_nothing_is_asked(cast, register, inpi):
    with pytest.raises(NoAccount):
        look_up_company(cast.paul, ROUX)

    assert register.seen == []


def test_an_account_of_another_kind_looks_nothing_up(cast, register):
    add_account(cast.marie, get_connector("generic"), label="", address=f"{register.url}/basic", username="u", secret="s")

    with pytest.raises(NoAccount):
        look_up_company(cast.marie, ROUX)


def test_the_account_that_worked_last_is_used(cast, register, inpi):
    look_up_company(cast.marie, ROUX)
    add_account(cast.marie, get_connector("inpi"), label="Nouveau", username="autre@example.com", secret="faux")

    assert look_up_company(cast.marie, DURAND).siren == DURAND


def test_an_unknown_company_is_no_fault_of_the_account(cast, register, inpi):
    outcome = trouble(cast.marie, UNKNOWN)

    inpi.refresh_from_db()
    assert (outcome.code, outcome.sentence) == ("no_such_company", "Aucune entreprise n’a ce SIREN au registre.")
    assert (inpi.last_error, bool(inpi.last_success_at)) == ("", True)


@pytest.mark.parametrize(
    ("mode", "code", "words"),
    [
        ("500", "server_error", "INPI a répondu par une erreur de son côté (500)"),
        ("500@login", "server_error", "une erreur de son côté (500)"),
        ("429@login", "too_many_calls", "limite le nombre d’appels"),
        ("403", "forbidden", "ne l’autorise pas"),
        ("html", "html", "une page destinée aux personnes"),
        ("html@login", "html", "une page destinée aux personnes"),
        ("words", "not_json", "est illisible"),
        ("deep", "not_json", "est illisible"),
        ("astray", "broken", "s’est rompue"),
        ("empty", "empty", "sans rien dire"),
        ("empty@login", "empty", "sans rien dire"),
        ("nothing", "no_such_company", "Aucune entreprise"),
        ("odd", "unexpected", "autre chose que ce qui était attendu"),
        ("other", "unexpected", "autre chose que ce qui était attendu"),
        ("nothing@login", "unexpected", "autre chose que ce qui était attendu"),
        ("huge", "too_large", "démesurée"),
        ("gone", "broken", "s’est rompue"),
        ("redirect", "redirect", "renvoie ailleurs (169.254.169.254)"),
        ("redirect@login", "redirect", "renvoie ailleurs (169.254.169.254)"),
    ],
)
def test_every_bad_day_has_its_sentence(cast, register, inpi, mode, code, words):
    register.mode = mode

    outcome = trouble(cast.marie)

    assert (outcome.code, words in outcome.sentence) == (code, True), outcome.sentence


@pytest.mark.parametrize("mode", ["slow", "slow@login", "drip"])
def test_a_slow_register_is_left_in_time(cast, register, inpi, hurry, mode):
    register.mode = mode

    assert trouble(cast.marie).code == "slow"
    inpi.refresh_from_db()
    assert (inpi.last_error, inpi.trouble.sentence) == ("slow", "INPI n’a pas répondu à temps. Réessayez dans un instant.")


def test_nobody_there_an_inside_address_and_a_wrong_password_have_theirs(cast, register, inpi, settings):
    ExternalAccount.objects.update(username="autre@example.com")
    assert trouble(cast.marie).code == "wrong_credentials"
    settings.OUTGOING_ALLOWED, settings.INPI_URL = [], "https://127.0.0.1:9"
    assert trouble(cast.marie).code == "inside"
    settings.OUTGOING_ALLOWED = ["127.0.0.1:9"]
    assert trouble(cast.marie).code == "no_network"
    settings.INPI_URL = "https://nulle-part.invalid"
    assert trouble(cast.marie).code == "unknown_host"


def test_a_good_call_after_a_bad_one_clears_the_trouble(cast, register, inpi):
    register.mode = "500"
    trouble(cast.marie)
    register.mode = ""
    look_up_company(cast.marie, ROUX)

    inpi.refresh_from_db()
    assert (inpi.trouble, bool(inpi.last_error_at)) == (None, True)


def test_a_secret_that_no_key_opens_says_so(cast, register, inpi):
    ExternalAccount.objects.update(secret="sealed.1.abc")

    assert trouble(cast.marie).code == "unreadable_secret"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3)
)
FRAGMENTS = st.fixed_dictionaries(
    {"siren": st.just(ROUX), "content": st.fixed_dictionaries({name: JSON for name in ("personneMorale", "personnePhysique", "natureCreation")})}
)


@given(JSON | FRAGMENTS.map(lambda formality: {"formality": formality}))
def test_whatever_the_register_answers_is_read_or_refused(said):
    try:
        company = read_company(said, ROUX)
    except Failed:
        return
    for name, longest in LONGEST.items():
        assert len(getattr(company, name)) <= longest
        assert getattr(company, name).isprintable()


def test_a_name_that_is_too_long_is_shortened():
    company = {"formality": {"content": {"personneMorale": {"identite": {"entreprise": {"denomination": "SOCIÉTÉ " * 60}}}}}}

    assert len(read_company(company, ROUX).name) <= 200


def test_the_names_of_legal_forms_fit_their_column():
    assert max(map(len, FORMS.values())) <= LONGEST["legal_form"]
    assert all(code.isdigit() and len(code) == 4 for code in FORMS)


def test_the_register_of_the_tests_speaks_of_whom_it_says():
    assert read_company(COMPANIES[ROUX], ROUX).siren == ROUX
