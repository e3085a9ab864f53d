"""Trigrams and tints (P4)."""

import re
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from hypothesis import given
from hypothesis import strategies as st

from comptoir.accounts.models import TINTS
from comptoir.firms.models import Firm, Membership
from comptoir.kernel.colours import WHITE, contrast, oklch_to_srgb
from comptoir.profile.actions import TrigramTaken, save_profile, set_trigram, taken_trigrams
from comptoir.profile.decisions import UNWANTED, Reason, propose_trigram, propose_trigrams, read_trigram, trigram_refusal
from tests.transports.threads import threaded_db, together  # noqa: F401

THREE = re.compile("[A-Z]{3}")
trigrams = st.from_regex(THREE, fullmatch=True)


def test_a_name_is_proposed_its_own_letters_first():
    assert propose_trigrams("Marie", "Dubois", count=5) == ["MDU", "MDB", "MDO", "MDI", "MDS"]
    assert propose_trigram("Marie", "Dubois", {"MDU", "MDB"}) == "MDO"
    assert propose_trigram("Éloïse", "Le Goff") == "ELE"
    assert propose_trigram("", "Li") == "LIA"
    assert THREE.fullmatch(propose_trigram("王", "小明"))


def test_nobody_is_proposed_a_word_to_be_ashamed_of():
    assert propose_trigram("Camille", "Onfray") == "COF"
    assert UNWANTED.isdisjoint(propose_trigrams("Sacha", "Exupéry", count=500))


@given(st.text(max_size=90), st.text(max_size=90), st.sets(trigrams, max_size=200))
def test_a_proposal_is_always_free_and_of_three_letters(first, last, taken):
    proposed = propose_trigrams(first, last, taken, count=30)

    assert all(THREE.fullmatch(one) for one in proposed)
    assert len(set(proposed)) == 30
    assert taken.isdisjoint(proposed)
    assert proposed == propose_trigrams(first, last, taken, count=30)


def test_a_namesake_of_seventeen_thousand_still_gets_one():
    everything = {f"{a}{b}{c}" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}

    assert propose_trigram("Marie", "Dubois", everything - {"QZX"}) == "QZX"
    assert propose_trigram("Marie", "Dubois", everything) == ""


@given(st.text(max_size=12))
def test_what_is_taken_is_three_capitals_and_nothing_else_is(text):
    read = read_trigram(text)

    assert (trigram_refusal(read) is None) == bool(THREE.fullmatch(read))


@pytest.mark.parametrize(
    ("typed", "read", "reason"),
    [
        ("mdu", "MDU", None), (" Mdü ", "MDU", None), ("MDUB", "MDUB", Reason.LENGTH), ("MD", "MD", Reason.LENGTH), ("M D", "M D", Reason.LETTERS),
        ("M1U", "M1U", Reason.LETTERS), ("🎉🎉🎉", "🎉🎉🎉", Reason.LETTERS), ("МДУ", "МДУ", Reason.LETTERS), ("maß", "MASS", Reason.LENGTH),
    ],
)  # fmt: skip
def test_reading_a_trigram(typed, read, reason):
    assert (read_trigram(typed), trigram_refusal(read)) == (read, reason)


def test_a_trigram_is_set_in_every_firm_at_once(cast):
    Membership.objects.create(firm=cast.other_firm, user=cast.marie)

    set_trigram(cast.marie, "MDU", cast.marie)

    assert cast.marie.trigram == get_user_model().objects.get(pk=cast.marie.pk).trigram == "MDU"
    assert set(cast.marie.memberships.values_list("trigram", flat=True)) == {"MDU"}
    assert (taken_trigrams(cast.paul), taken_trigrams(cast.marie)) == ({"MDU"}, set())


def test_a_colleagues_trigram_is_taken_in_either_firm_and_nothing_is_half_done(cast):
    Membership.objects.create(firm=cast.other_firm, user=cast.marie)
    set_trigram(cast.vera, "VVA", cast.vera)

    with pytest.raises(TrigramTaken) as refused:
        set_trigram(cast.marie, "VVA", cast.marie)

    assert refused.value.holder == cast.vera
    assert set(cast.marie.memberships.values_list("trigram", flat=True)) == {""}
    set_trigram(cast.paul, "VVA", cast.paul)


def test_a_firm_that_was_left_keeps_no_letters(cast):
    set_trigram(cast.marie, "MDU", cast.marie)
    cast.marie.memberships.update(left_at="2026-01-01T00:00:00Z")
    Membership.objects.create(firm=cast.other_firm, user=cast.marie)
    set_trigram(cast.marie, "MAD", cast.marie)

    set_trigram(cast.paul, "MDU", cast.paul)
    assert set(cast.marie.memberships.values_list("firm__slug", "trigram")) == {("lormeau", ""), ("vasseur", "MAD")}


def colleagues():
    firm = Firm.objects.create(name="Cabinet Lormeau", slug="lormeau")
    people = [get_user_model().objects.create(email=f"{name}@example.com", first_name=name, last_name="D") for name in ("ada", "bea")]
    for person in people:
        Membership.objects.create(firm=firm, user=person)
    return people


@pytest.mark.parametrize("field", ["trigram", "number"])
def test_of_two_who_take_the_same_at_one_moment_one_gets_it_and_one_is_told_who(threaded_db, field):  # noqa: F811
    people = colleagues()

    def take(person):
        try:
            save_profile(person, {field: "ABC", "job_title": "Première"}, person)
        except Exception as refusal:
            return refusal.holder
        return None

    told = together(*[lambda person=person: take(person) for person in people])

    winner = Membership.objects.get(**{field: "ABC"}).user
    assert [holder for holder in told if holder] == [winner]
    assert list(get_user_model().objects.filter(job_title="Première")) == [winner]


def test_white_can_be_read_on_every_tint():
    css = (Path(__file__).parents[2] / "comptoir/ui/css/4-parts.css").read_text()
    lightness, chroma = re.search(r"oklch\((\d+)% (\.\d+) var\(--hue", css).groups()
    hues = {int(number): int(hue) for number, hue in re.findall(r"\.tint-(\d+) \{ --hue: (\d+) \}", css)}

    assert set(hues) == set(range(1, TINTS + 1))
    contrasts = {number: contrast(WHITE, oklch_to_srgb(int(lightness) / 100, float(chroma), hue)) for number, hue in hues.items()}
    assert {number: round(value, 2) for number, value in contrasts.items() if value < 4.5} == {}


def test_colours_are_computed_as_browsers_do():
    """Values of CSS Color 4's own examples: sRGB red, green and white in oklch."""
    for lightness, chroma, hue, expected in [(0.628, 0.2577, 29.23, (255, 0, 0)), (0.5198, 0.1769, 142.5, (0, 128, 0)), (1, 0, 0, (255, 255, 255))]:
        assert tuple(round(255 * part) for part in oklch_to_srgb(lightness, chroma, hue)) == pytest.approx(expected, abs=1)
    assert contrast(WHITE, (0, 0, 0)) == pytest.approx(21)


def test_the_chooser_of_tints_is_a_group_of_named_radio_buttons(cast, client):
    client.force_login(cast.marie)

    page = client.get("/settings/preferences/").content.decode()
    saved = client.post("/settings/values/profile.tint/", {"value": "12"}, headers={"HX-Request": "true"})

    assert (page.count('type="radio"'), 'role="radiogroup"' in page, "Framboise" in page) == (12, True, True)
    assert "Enregistré" in saved.content.decode()
    assert get_user_model().objects.get(pk=cast.marie.pk).tint == 12
    assert client.post("/settings/values/profile.tint/", {"value": "13"}, headers={"HX-Request": "true"}).status_code == 422


@pytest.mark.parametrize(
    ("typed", "said"), [("MDUX", "trois lettres"), ("🦊🦊🦊", "trois lettres"), ("M1D", "trois lettres"), ("PAU", "déjà celui de Paul Petit")]
)
def test_a_trigram_that_cannot_be_taken_says_why_and_stays_typed(cast, client, typed, said):
    set_trigram(cast.paul, "PAU", cast.paul)
    client.force_login(cast.marie)

    answer = client.post("/settings/values/profile.trigram/", {"value": typed}, headers={"HX-Request": "true"})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{typed}"' in answer.content.decode()


def test_a_trigram_is_proposed_raised_to_capitals_and_kept_with_its_history(cast, client):
    client.force_login(cast.marie)

    assert "Libres\u202f: MDU, MDB, MDO, MDI" in client.get("/settings/preferences/").content.decode()
    client.post("/settings/values/profile.trigram/", {"value": "mdü"}, headers={"HX-Request": "true"})

    assert Membership.objects.get(user=cast.marie).trigram == "MDU"
    assert "MDU" in client.get("/settings/history/").content.decode()


def test_the_trigram_stands_where_there_is_no_photo(cast, client):
    set_trigram(cast.marie, "XYZ", cast.marie)
    client.force_login(cast.paul)

    assert ">XYZ</span>" in client.get("/firm/members/").content.decode()
