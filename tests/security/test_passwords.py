"""Which passwords do, and what is said of those that do not (S2, promises A1 and A2)."""

import os
import subprocess
import sys
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from comptoir.clients.standing import forget_standing
from comptoir.preferences.actions import set_value
from comptoir.preferences.models import Holder
from comptoir.preferences.resolver import forget_values
from comptoir.security import strength, vocabulary
from comptoir.security.passwords import REASONS, minimum_length_for, weakness
from tests.accounts.test_forgotten_password import follow, link_for
from tests.cast import PASSWORD
from tests.web.signing_in import sign_in

NEW = "Un-tout-nouveau-secret-77"
NOBODY = {"comptoir"}
MARIE = {"comptoir", "marie", "dubois", "example", "com", "cabinet", "lormeau"}


def change(browser, new=NEW, current=PASSWORD, again=None):
    return browser.post("/settings/security/", {"new": new, "again": again or new, "current": current})


def words(response):
    return unescape(response.content.decode())


def errors_of(response, field):
    """What stands under one field."""
    page = words(response)
    return page.split(f'id="id_{field}_error">')[1].split("</p>")[0].partition("</svg>")[2] if f'id="id_{field}_error">' in page else ""


def refusals(password, user=None):
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [str(sentence) for sentence in error.messages]
    return []


def firm_asks_for(cast, length):
    set_value(Holder.of_firm(cast.firm), "security.password_length", length, by=cast.admin)
    for person in (cast.marie, cast.jules):
        forget_values(person)
        forget_standing(person)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("motdepasse123", "common"),
        ("MotDePasse2026!", "common"),
        ("m0tdep@sse-2026", "common"),
        ("soleil123456", "common"),
        ("Comptabilité2026", "common"),
        ("AixEnProvence13", "common"),
        ("azertyuiop12", "keyboard"),
        ("Azertyuiop2026!", "keyboard"),
        ("qsdfghjklm12", "keyboard"),
        ("wxcvbnqsdfg1", "keyboard"),
        ("1a2z3e4r5t6y", "keyboard"),
        ("1qaz2wsx3edc", "keyboard"),
        ("poiuytreza12", "keyboard"),
        ("password1234", "breached"),
        ("iloveyou2026", "common"),
        ("CabinetLormeau2026", "own"),
        ("lormeau-lormeau-1", "own"),
        ("MarieDubois2026!", "own"),
        ("m@rie.dub0is.1984", "own"),
        ("2026DUBOISmarie", "own"),
        ("comptoir202612", "own"),
        ("soleilsoleil12", "repeat"),
    ],
)
def test_what_is_tried_first_is_refused_with_its_reason(password, why):
    assert weakness(password, MARIE) == why


@pytest.mark.parametrize(
    "password",
    [
        NEW,
        "tournesol-vert-42",
        "Kx9!mPq2vL7z",
        "Un secret avec des espaces 77",
        "Vélo rouge, lampe 7",
        "密码很长也可以用的一个秘密2026",
        "é" * 40 + " 2026 " + "à" * 26,
    ],
)
def test_what_nobody_guesses_does(password):
    assert weakness(password, MARIE) is None


@pytest.mark.parametrize("password", ["4@8({[<369!1|0$5+7%2" * 4, "a1" * 400, "".join(map(chr, range(33, 127))) * 3, "\0" * 90 + "1a", "123456789012", ""])
def test_odd_ones_are_weighed_too(password):
    assert weakness(password, NOBODY) in {None, *REASONS}


@given(st.text(max_size=60))
def test_any_text_gets_none_or_one_known_reason(text):
    assert weakness(text, NOBODY) in {None, *REASONS}


@given(st.text(max_size=40), st.sampled_from(["", "1", "2026", "!", "2026!"]))
def test_digits_and_signs_at_the_ends_change_no_walk(text, padding):
    if strength.core(text) == text and strength.is_keyboard_walk(text):
        assert strength.is_keyboard_walk(text + padding)


@given(st.sampled_from(sorted(strength.LAYOUTS[0])), st.integers(min_value=0, max_value=4))
def test_a_row_walked_both_ways_is_a_walk(row, cut):
    walk = row[cut:]
    for one in (walk, walk[::-1]):
        assert strength.walked(one, strength.LAYOUTS[0]) == (len(one) if len(one) >= strength.SHORTEST_WALK else 0)


def test_the_lists_are_long_and_french():
    """Promise A2: three thousand words at least."""
    assert len(vocabulary.french_words()) >= 3000
    assert {"motdepasse", "doudou", "enregistrer", "aixenprovence", "comptabilite"} <= set(vocabulary.french_words())
    assert len(vocabulary.breached()) >= 30_000


def test_every_reason_says_what_to_do_next():
    assert all(str(sentence).count(".") >= 2 for sentence in REASONS.values())


@pytest.mark.parametrize(
    ("new", "sentence"),
    [
        ("Court-et-7", "Le mot de passe doit compter au moins 12 caractères."),
        ("uniquementdeslettres", "Le mot de passe doit contenir des lettres et des chiffres."),
        ("motdepasse123", REASONS["common"]),
        ("azertyuiop12", REASONS["keyboard"]),
        ("CabinetLormeau2026", REASONS["own"]),
        ("Dubois.Marie.1", REASONS["own"]),
        ("password1234", REASONS["breached"]),
    ],
)
def test_the_refusal_is_one_sentence_under_the_new_password(cast, new, sentence):
    response = change(sign_in(cast.marie), new)

    assert response.status_code == 422
    assert errors_of(response, "new") == str(sentence)
    assert sign_in(cast.marie)


def test_accents_and_case_hide_no_name(cast):
    assert refusals("HeleneRoux2026", cast.helene) == refusals("hélène-roux-26", cast.helene) == [str(REASONS["own"])]


def test_the_company_of_a_client_is_no_secret(cast):
    assert refusals("BoulangerieRoux1", cast.jules) == [str(REASONS["own"])]
    assert refusals("CabinetLormeau12", cast.jules) == [str(REASONS["own"])]


def test_what_is_no_name_of_ones_own_does(cast):
    assert refusals("GarageDelattre59-x", cast.vera) == []


@pytest.mark.parametrize("secret", ["é" * 40 + " 2026 " + "à" * 26, " devant et derrière 7 ", "密码很长也可以用的一个秘密2026"])
def test_long_ones_with_spaces_and_accents_are_kept_whole(cast, secret):
    assert change(sign_in(cast.marie), secret).status_code == 302

    cast.marie.refresh_from_db()
    assert cast.marie.check_password(secret)
    assert not cast.marie.check_password(secret[:-1])
    assert not cast.marie.check_password(secret[1:])


def test_nothing_hinders_pasting_and_managers(cast):
    page = words(sign_in(cast.marie).get("/settings/security/"))

    assert page.count('autocomplete="new-password"') == 2
    assert 'autocomplete="current-password"' in page
    assert f'name="username" value="{cast.marie.email}" autocomplete="username"' in page
    assert "onpaste" not in page


def test_the_firm_says_how_long(cast):
    assert minimum_length_for(cast.marie) == 12
    firm_asks_for(cast, 8)

    assert (minimum_length_for(cast.marie), minimum_length_for(cast.jules), minimum_length_for(cast.vera)) == (8, 8, 12)
    page = sign_in(cast.marie).get("/settings/security/")
    assert "Au moins 8 caractères" in words(page)
    assert change(sign_in(cast.marie), "Kx9!mPq2").status_code == 302


def test_a_longer_one_may_be_asked_for(cast):
    firm_asks_for(cast, 20)

    response = change(sign_in(cast.marie), "Kx9!mPq2vL7z-Rt5")

    assert errors_of(response, "new") == "Le mot de passe doit compter au moins 20 caractères."


@pytest.mark.parametrize("length", [5, 65, 0, -1])
def test_no_firm_goes_below_six_or_above_sixty_four(cast, length):
    with pytest.raises(ValueError, match="6"):
        set_value(Holder.of_firm(cast.firm), "security.password_length", length, by=cast.admin)


def test_the_reset_page_says_it_too_and_refuses_alike(cast):
    firm_asks_for(cast, 9)
    browser = sign_in(cast.paul)
    page, shown = follow(browser, link_for(cast.marie))

    assert "Au moins 9 caractères" in words(shown)
    refused = browser.post(page, {"password1": "motdepasse123", "password2": "motdepasse123"})
    assert errors_of(refused, "password1") == str(REASONS["common"])


def test_ten_wrong_current_passwords_lock_the_form_even_for_the_right_one(cast):
    browser = sign_in(cast.marie)
    for number in range(10):
        assert errors_of(change(browser, current=f"Pas-le-bon-{number}"), "current") == "Ce n’est pas votre mot de passe actuel."

    answers = [change(browser, current="Encore-un-faux"), change(browser)]

    assert {errors_of(answer, "current") for answer in answers} == {"Trop d’essais. Attendez dix minutes, puis réessayez."}
    cast.marie.refresh_from_db()
    assert cast.marie.check_password(PASSWORD)
    assert change(sign_in(cast.paul)).status_code == 302


def test_the_lock_opens_by_itself(cast):
    browser = sign_in(cast.marie)
    for number in range(11):
        change(browser, current=f"Pas-le-bon-{number}")

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert change(browser).status_code == 302


def test_the_right_one_forgets_the_wrong_ones(cast):
    browser = sign_in(cast.marie)
    for number in range(9):
        change(browser, current=f"Pas-le-bon-{number}")
    assert change(browser).status_code == 302

    for number in range(9):
        change(browser, current=f"Pas-le-bon-{number}")
    assert change(browser, "Un-autre-secret-encore-88", NEW).status_code == 302


def test_no_password_is_kept_by_the_cache_of_folded_words(cast):
    from comptoir.kernel.text import fold

    before = fold.cache_info().currsize
    weakness("Un-secret-jamais-vu-ailleurs-4711", MARIE)

    assert fold.cache_info().currsize == before


def test_the_lists_are_read_when_they_are_needed():
    """Nothing slow when the program starts."""
    code = "import django, sys; django.setup(); import comptoir.security.passwords; print('zxcvbn' in sys.modules, 'phonenumbers.geodata' in sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings"} | os.environ
    assert subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout.strip() == "False False"
