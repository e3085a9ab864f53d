"""Who hears of a document, and in what words."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.clients.models import DossierManager
from comptoir.documents.actions import share_document, share_with, stop_sharing_with, withdraw_document
from comptoir.documents.preview import preview_sharing
from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from comptoir.notifications.registry import get_topic

from .sharing import pdf, share

TOPIC = "document.shared"


def told(verb=TOPIC):
    """{person: reasons}"""
    return {one.user: sorted(reason for _topic, reason in one.reasons) for one in Notification.objects.filter(event__verb=verb).select_related("user")}


def words(verb=TOPIC):
    said = get_topic(TOPIC).words(Event.objects.filter(verb=verb).latest("pk"))
    return said.title.replace("\u202f", " "), said.detail, said.about


def test_full_access_hears_of_everything_and_limited_of_what_is_theirs(cast, drain):
    jules = cast.contact_of(cast.jules, cast.client)
    share(cast)
    drain()
    assert told() == {cast.helene: ["full"]}

    Notification.objects.all().delete()
    share(cast, contacts=[jules, cast.contact_of(cast.helene, cast.client), cast.contact(cast.client, "Inès", "Roux", email="ines@example.com")])
    drain()

    assert told() == {cast.helene: ["full", "named"], cast.jules: ["named"]}
    assert words() == ("Paul Petit a partagé un document avec vous : Bilan 2025", "Boulangerie Roux", "Boulangerie Roux")


def test_what_a_client_drops_is_told_to_the_dossier_s_managers(cast, drain):
    share(cast, by=cast.helene)
    drain()

    assert told() == {cast.marie: ["manages"], cast.paul: ["manages"], cast.jean: ["manages"]}
    assert words() == ("Hélène Roux a déposé un document : Bilan 2025", "Boulangerie Roux", "Boulangerie Roux")


def test_where_nobody_manages_the_firm_s_fallback_hears_of_it(cast, drain):
    DossierManager.objects.filter(dossier=cast.dossier).delete()
    share(cast, by=cast.jules)
    drain()
    assert told() == {cast.admin: ["fallback"]}

    Notification.objects.all().delete()
    cast.firm.fallback_user, cast.firm.fallback_team = None, cast.team
    cast.firm.save()
    share(cast, by=cast.jules)
    drain()

    assert told() == {cast.paul: ["fallback"], cast.nora: ["fallback"]}


def test_sharing_with_more_people_tells_them_alone(cast, drain):
    made = share(cast)
    drain()
    share_with(made, [cast.contact_of(cast.jules, cast.client)], by=cast.marie)
    drain()

    assert told("document.extended") == {cast.jules: ["named"]}
    assert words("document.extended")[0] == "Marie Dubois a partagé un document avec vous : Bilan 2025"


def test_what_is_withdrawn_or_no_longer_theirs_before_it_is_told_is_told_to_nobody(cast, drain):
    jules = cast.contact_of(cast.jules, cast.client)
    withdraw_document(share(cast, contacts=[jules]), by=cast.paul)
    drain()
    assert told() == {}

    stop_sharing_with(share(cast, contacts=[jules]), jules, by=cast.paul)
    drain()
    assert told() == {cast.helene: ["full"]}


def test_what_is_withdrawn_leaves_the_bell(cast, drain, client):
    made = share(cast)
    drain()
    client.force_login(cast.helene)
    assert "Bilan 2025" in client.get("/notifications/").content.decode()

    withdraw_document(made, by=cast.paul)

    assert "Bilan 2025" not in client.get("/notifications/").content.decode()


def test_several_documents_at_once_are_told_in_one_message(cast, drain):
    share_document(cast.dossier, [pdf("Mars.pdf"), pdf("Avril.pdf")], by=cast.paul)
    drain()

    assert Notification.objects.filter(user=cast.helene, event__data__is_one_of_many=True).count() == 2


@pytest.mark.parametrize("who", ["paul", "helene", "jules"])
def test_who_is_foretold_is_told(cast, drain, who):
    by, contacts = getattr(cast, who), [cast.contact_of(cast.jules, cast.client)] if who == "paul" else []

    foretold = preview_sharing(cast.dossier, title="Bilan 2025", contacts=contacts, by=by)
    assert not Event.objects.filter(verb=TOPIC).exists()
    share(cast, by=by, contacts=contacts)
    drain()

    assert {one.user.pk: one.channels for one in foretold.told} == {one.user_id: one.channels for one in Notification.objects.filter(event__verb=TOPIC)}
    assert {one.user for one in foretold.told} == ({cast.helene, cast.jules} if who == "paul" else {cast.marie, cast.paul, cast.jean})


def test_asking_who_may_still_be_told_costs_the_same_for_one_and_for_many(cast):
    jules = cast.contact_of(cast.jules, cast.client)
    for _ in range(3):
        share(cast, contacts=[jules])
    events = list(Event.objects.filter(verb=TOPIC))
    counts = []

    for some in (events[:1], events):
        with CaptureQueriesContext(connection) as queries:
            allowed = get_topic(TOPIC).still_allowed({(event, user.pk) for event in some for user in (cast.jules, cast.helene, cast.vera)})
        counts.append(len(queries))
        assert allowed == {(event, user.pk) for event in some for user in (cast.jules, cast.helene)}

    assert counts == [4, 4]
