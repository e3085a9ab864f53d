import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.kernel.emails import is_generic

DESKS = """contact compta COMPTA info infos.lille contact-boulangerie comptabilité secretariat compta2 paie-2026 service.paie servicepaie service.de.la.paie
no-reply ne-pas-repondre direction+lille accueil gerance rh admin facturation"""
PEOPLE = """helene.roux h.roux roux marie.compta compta.marie paul paulinfo infante contactin adminska l.directeuros jean-paul léa"""


@pytest.mark.parametrize("name", DESKS.split())
def test_the_address_of_a_desk_is_generic(name):
    assert is_generic(f"{name}@boulangerie-roux.example")


@pytest.mark.parametrize("name", PEOPLE.split())
def test_the_address_of_a_person_is_not(name):
    assert not is_generic(f"{name}@boulangerie-roux.example")


@pytest.mark.parametrize("address", ["", "@", "contact", "@contact.example", "1234@roux.example", "+@roux.example", "helene.roux@info.example"])
def test_what_names_nobody_is_nobodys_desk(address):
    assert not is_generic(address)


@given(st.text(max_size=80))
def test_any_text_has_an_answer(text):
    assert is_generic(text) in {True, False}
