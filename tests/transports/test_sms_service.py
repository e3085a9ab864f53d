"""SMS_URL: what it names, and every way in which it is wrong."""

import re

import pytest

from comptoir.transports.sms.service import OVH_API, RATE, Service, read_service


def test_ovh():
    service = read_service("ovh://key:secret%2F1:consumer@sms-Ab1-1?sender=Lormeau&sender.vasseur=%2B33700000001&rate=30")

    options = {"application_key": "key", "application_secret": "secret/1", "consumer_key": "consumer", "service": "sms-Ab1-1", "endpoint": OVH_API}
    assert service == Service("ovh", options, "Lormeau", {"vasseur": "+33700000001"}, 30)


def test_a_gateway():
    service = read_service("https+json://:un-secret-de-passerelle@gateway.example:8443/send?account=7&sender=Lormeau")

    assert service == Service("json", {"url": "https://gateway.example:8443/send?account=7", "secret": "un-secret-de-passerelle"}, "Lormeau", {}, RATE)


def test_apprise_keeps_its_own_query():
    service = read_service("apprise+bulksms://user:password@{number}?batch=no#rate=5")

    assert (service.kind, service.options, service.rate) == ("apprise", {"url": "bulksms://user:password@{number}?batch=no"}, 5)


def test_secrets_are_not_in_its_representation():
    assert "secret" not in repr(read_service("ovh://key:secret:consumer@sms-ab1-1"))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("sms", "doit être une adresse"),
        ("smtp://host", "doit commencer par ovh://"),
        ("ovh://", "ne nomme aucun service"),
        ("ovh://a:b:c@sms:port", "a un port qui n’est pas un nombre"),
        ("ovh://a:b@sms-ab1-1", "doit ressembler à ovh://"),
        ("ovh://a::c@sms-ab1-1", "doit ressembler à ovh://"),
        ("ovh://a:b:c@sms-ab1-1?sendr=x", "a une option inconnue, 'sendr'"),
        ("ovh://a:b:c@sms-ab1-1?endpoint=ftp://x", "a un «endpoint» qui n’est pas une adresse"),
        ("ovh://a:b:c@sms-ab1-1?rate=0", "a un «rate» qui n’est pas un nombre de 1 à 6000"),
        ("ovh://a:b:c@sms-ab1-1?rate=²", "a un «rate»"),
        ("https+json://gateway.example/sms", "doit porter un secret d’au moins 16 caractères"),
        ("https+json://:court@gateway.example/sms", "doit porter un secret d’au moins 16 caractères"),
        ("apprise+bulksms://user:password@+33612345678", "doit contenir {number}"),
        ("apprise+bulksms://user:password@{number}#burst=2", "a une option inconnue, 'burst'"),
    ],
)
def test_a_wrong_value_says_what_is_wrong(value, said):
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        read_service(value)


def test_whose_number_a_message_came_to():
    service = Service("ovh", {}, "Comptoir", {"lormeau": "+33700000001", "vasseur": "Vasseur", "a": "36105", "b": "36105"})

    assert [service.firm_of(number) for number in ("+33700000001", "0033700000001", "vasseur", "36105", "+33700000002", "")] == [
        "lormeau", "lormeau", "vasseur", "", "", "",
    ]  # fmt: skip
    assert [service.sender_for(slug) for slug in ("lormeau", "other")] == ["+33700000001", "Comptoir"]
