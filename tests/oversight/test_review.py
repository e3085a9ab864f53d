"""The access review: each check finds its own, for who sees it anyway, and each remedy mends it (X10)."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comptoir.applications.actions.giving import held_by
from comptoir.applications.models import Application, ApplicationFamily, ApplicationGrant
from comptoir.clients.actions import move_dossier
from comptoir.clients.findings import all_checks
from comptoir.clients.models import ClientAccess, ClientUser, Dossier, DossierAccess, DossierManager
from comptoir.events.models import Event
from comptoir.firms.models import LicenceAccess, Membership
from comptoir.invitations.models import Invitation
from comptoir.oversight.models import Ignored
from comptoir.oversight.review import review, to_review
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import MailboxMessage
from tests.conversations.pages import words

LONG_AGO = timedelta(days=100)


def found(user, code):
    """{pk: the words} of what this check finds for somebody."""
    return {one.pk: one.words.replace("\u202f", " ") for group in review(user, only=code) for one in group.found}


def subjects(user, code):
    return [one.subject for group in review(user, only=code) for one in group.found]


def mend(client, code, pk, remedy, **more):
    return client.post(f"/firm/access-review/{code}/{pk}/remedy/", {"remedy": remedy, "sure": "yes"} | more)


def access_of(user):
    return ClientAccess.objects.get(user=user)


def place_of(user):
    return ClientUser.objects.get(user=user)


# --- administrators ---


def test_one_administrator_beside_others_is_worth_a_look(cast, client):
    client.force_login(cast.marie)
    jules = access_of(cast.jules)
    assert found(cast.marie, "single-administrator") == {cast.client.pk: "Une seule personne l’administre, alors qu’une autre a aussi un accès."}
    assert "Désigner Jules Roux administrateur" in words(client.get("/firm/access-review/"))

    mend(client, "single-administrator", cast.client.pk, f"designate-{jules.pk}")

    assert access_of(cast.jules).type == "administrator"
    assert found(cast.marie, "single-administrator") == {}
    client.post("/firm/access-review/undo/")
    assert access_of(cast.jules).type == "standard"


def test_a_company_without_administrator_is_found_and_gets_one(cast, client):
    """As an older version, or a restored copy, may have left it: nothing of this one does."""
    other, _dossier = cast.make_client("Fleurs Martin", cast.lille)
    flore = cast.client_user("flore", "Flore", "Martin", other, level="full")
    client.force_login(cast.nora)
    assert list(found(cast.nora, "client-without-administrator")) == [other.pk]

    for _twice in range(2):
        mend(client, "client-without-administrator", other.pk, f"designate-{access_of(flore).pk}")

    assert access_of(flore).type == "administrator"
    assert found(cast.nora, "client-without-administrator") == {}
    assert Event.objects.filter(verb="access.type_changed").count() == 1


# --- accesses that reach nothing ---


def test_an_access_to_no_dossier_is_opened_to_all_or_closed(cast, client):
    ClientAccess.objects.filter(user=cast.jules).update(scope="chosen")
    jules = access_of(cast.jules)
    client.force_login(cast.marie)
    assert found(cast.marie, "empty-scope") == {jules.pk: "Son accès est ouvert, mais aucun dossier n’est choisi."}

    asked = words(client.post(f"/firm/access-review/empty-scope/{jules.pk}/remedy/", {"remedy": "whole"}))
    assert "Jules Roux verra le dossier de Boulangerie Roux, et ceux à venir." in asked
    assert access_of(cast.jules).scope == "chosen"
    mend(client, "empty-scope", jules.pk, "whole")

    assert access_of(cast.jules).scope == "whole"
    client.post("/firm/access-review/undo/")
    assert access_of(cast.jules).scope == "chosen"
    mend(client, "empty-scope", jules.pk, "closing")
    assert access_of(cast.jules).closed_at is not None


def test_a_dossier_that_went_away_leaves_an_empty_access_behind(cast):
    ClientAccess.objects.filter(user=cast.jules).update(scope="chosen")
    DossierAccess.objects.create(access=access_of(cast.jules), dossier=cast.dossier)
    assert found(cast.admin, "empty-scope") == {}

    move_dossier(cast.dossier, cast.other_client, by=cast.admin)

    assert found(cast.admin, "empty-scope") == {
        access_of(cast.jules).pk: "Son accès est ouvert, mais aucun dossier n’est choisi.",
        access_of(cast.helene).pk: "Son accès est ouvert, mais l’entreprise n’a aucun dossier.",
    }


def test_the_last_administrator_is_not_closed_by_a_remedy_either(cast, client):
    ClientAccess.objects.filter(user=cast.helene).update(scope="chosen")
    client.force_login(cast.marie)

    answer = client.post(f"/firm/access-review/empty-scope/{access_of(cast.helene).pk}/remedy/", {"remedy": "closing", "sure": "yes"}, follow=True)

    assert "Boulangerie Roux doit garder au moins un administrateur" in words(answer)
    assert access_of(cast.helene).closed_at is None


# --- people ---


def test_a_shared_address_is_found(cast):
    type(cast.jules).objects.filter(pk=cast.jules.pk).update(email="compta@example.com")

    assert list(found(cast.nora, "generic-address")) == [place_of(cast.jules).pk]


def test_somebody_who_left_the_firm_and_is_its_client_is_found(cast, client):
    Membership.objects.create(firm=cast.firm, user=cast.jules, left_at=timezone.now())
    client.force_login(cast.marie)
    assert list(found(cast.marie, "left-with-access")) == [access_of(cast.jules).pk]

    mend(client, "left-with-access", access_of(cast.jules).pk, "closing")

    assert found(cast.marie, "left-with-access") == {}


def test_who_never_came_and_who_waits_are_found_after_a_while(cast, client):
    ClientUser.objects.filter(user=cast.jules).update(created_at=timezone.now() - LONG_AGO)
    ClientUser.objects.filter(user=cast.helene).update(created_at=timezone.now() - LONG_AGO, validated_at=None)
    assert subjects(cast.marie, "never-signed-in") == ["Jules Roux"]
    assert subjects(cast.marie, "waiting-for-validation") == ["Hélène Roux"]
    client.force_login(cast.marie)

    mend(client, "waiting-for-validation", place_of(cast.helene).pk, "validation")
    mend(client, "never-signed-in", place_of(cast.jules).pk, "suspension")

    assert place_of(cast.helene).validated_by == cast.marie
    assert access_of(cast.jules).hold == "suspension"
    assert subjects(cast.marie, "waiting-for-validation") == []


# --- second factors ---


def test_administrators_without_second_factor_are_asked_for_one(cast, client):
    Authenticator.objects.create(user=cast.helene, type="recovery_codes", data={})
    assert subjects(cast.admin, "client-administrator-without-second-factor") == ["Gaston Delattre", "Hélène Roux"]
    assert subjects(cast.admin, "member-without-second-factor") == ["Alix Lormeau"]
    client.force_login(cast.marie)

    for _twice in range(2):
        mend(client, "client-administrator-without-second-factor", place_of(cast.helene).pk, "ask")
    while send_due(MailboxOutlet()):
        pass

    mail = MailboxMessage.objects.get()
    assert mail.recipient == cast.helene.email
    assert "second facteur" in mail.subject
    assert Event.objects.filter(verb="account.second_factor_asked").count() == 1
    Authenticator.objects.create(user=cast.helene, type="totp", data={})
    assert subjects(cast.admin, "client-administrator-without-second-factor") == ["Gaston Delattre"]


def test_a_mail_that_is_overtaken_does_not_leave(cast, client):
    client.force_login(cast.marie)
    mend(client, "client-administrator-without-second-factor", place_of(cast.helene).pk, "ask")
    Authenticator.objects.create(user=cast.helene, type="totp", data={})

    while send_due(MailboxOutlet()):
        pass

    assert not MailboxMessage.objects.exists()


# --- members and dossiers ---


def test_a_colleague_without_anything_is_found_by_who_manages_members(cast):
    LicenceAccess.objects.filter(membership__user=cast.nora).delete()

    assert subjects(cast.admin, "member-without-anything") == ["Nora Benali"]
    assert subjects(cast.marie, "member-without-anything") == []


def test_who_left_is_taken_from_the_dossiers(cast, client):
    Membership.objects.filter(user=cast.paul).update(left_at=timezone.now())
    client.force_login(cast.admin)
    gone = Membership.objects.get(user=cast.paul)
    assert found(cast.admin, "left-and-managing") == {gone.pk: "A quitté le cabinet et gère encore un dossier."}

    mend(client, "left-and-managing", gone.pk, "withdrawal")

    assert list(DossierManager.objects.filter(dossier=cast.dossier).values_list("user", "rank")) == [(cast.marie.pk, 0), (cast.jean.pk, 1)]
    assert found(cast.admin, "left-and-managing") == {}


def test_a_dossier_without_anybody_is_taken_and_given_back(cast, client):
    _client, dossier = cast.make_client("Fleurs Martin", cast.lille)
    client.force_login(cast.marie)
    assert dossier.pk in found(cast.marie, "uncovered-dossier")
    assert list(found(cast.marie, "dossier-without-manager")) == [dossier.pk]

    mend(client, "uncovered-dossier", dossier.pk, "taking")

    assert list(Dossier.objects.get(pk=dossier.pk).managers.all()) == [cast.marie]
    assert dossier.pk not in found(cast.marie, "uncovered-dossier")
    client.post("/firm/access-review/undo/")
    assert not Dossier.objects.get(pk=dossier.pk).managers.exists()


# --- applications and invitations ---


@pytest.fixture
def production(cast):
    """Two families that exclude each other, of two applications each."""
    # Of the operator's catalogue one family must be given; here these two are all there is.
    Application.objects.filter(firm=None).update(withdrawn_at=timezone.now())
    made = {}
    for code, name in (("x-classic", "Classique"), ("x-reading", "Consultation classique")):
        family = ApplicationFamily.objects.create(firm=cast.firm, code=code, name=name, group="x")
        made[code] = [Application.objects.create(firm=cast.firm, code=f"{code}-{n}", name=f"{name} {n}", family=family) for n in (1, 2)]
    return made


def hold(user, *applications):
    ApplicationGrant.objects.bulk_create([ApplicationGrant(client_user=place_of(user), application=one) for one in applications])


def test_applications_that_do_not_go_together_are_completed(cast, client, production):
    hold(cast.jules, production["x-classic"][0])
    place = place_of(cast.jules)
    assert found(cast.marie, "mixed-applications") == {place.pk: "Il manque une application de la famille «Classique»."}
    client.force_login(cast.marie)

    mend(client, "mixed-applications", place.pk, f"family-{production['x-classic'][0].family_id}")

    assert held_by([place])[place.pk] == {one.pk for one in production["x-classic"]}
    assert found(cast.marie, "mixed-applications") == {}


def test_what_was_mixed_is_said_with_what_is_lost(cast, client, production):
    hold(cast.jules, *production["x-classic"], production["x-reading"][0])
    place = place_of(cast.jules)
    (group,) = review(cast.marie, only="mixed-applications")

    remedies = [one for one in group.check.remedies(group.found[0]) if one.is_deed]

    assert "qui s’excluent" in found(cast.marie, "mixed-applications")[place.pk]
    assert all(one.asks for one in remedies)


def test_an_application_that_was_withdrawn_is_found(cast):
    old = Application.objects.create(firm=cast.firm, code="old", name="Ancien coffre", withdrawn_at=timezone.now())
    hold(cast.jules, old)

    assert list(found(cast.marie, "withdrawn-application").values()) == ["A encore «Ancien coffre», qui n’est plus proposée."]


def test_an_invitation_that_nobody_can_accept_is_withdrawn(cast, client):
    contact = cast.contact(cast.client, "Léa", "Roux", email="lea@example.net")
    words_of = {"email": contact.email, "expires_at": timezone.now() + LONG_AGO}
    one = Invitation.objects.create(firm=cast.firm, client=cast.client, contact=contact, **words_of)
    client.force_login(cast.marie)
    assert list(found(cast.marie, "invitation-in-vain")) == [one.pk]

    mend(client, "invitation-in-vain", one.pk, "revocation")

    one.refresh_from_db()
    assert one.revoked_by == cast.marie
    assert found(cast.marie, "invitation-in-vain") == {}


# --- the page ---


def test_who_may_not_act_finds_no_page(cast, client):
    for user, status in ((cast.marie, 200), (cast.nora, 200), (cast.admin, 200), (cast.helene, 404), (cast.operator, 404)):
        client.force_login(user)
        assert client.get("/firm/access-review/").status_code == status


def test_nobody_is_told_of_what_they_do_not_see(cast, client):
    assert subjects(cast.luc, "client-administrator-without-second-factor") == ["Gaston Delattre"]
    assert subjects(cast.vera, "client-administrator-without-second-factor") == []
    assert found(cast.luc, "single-administrator") == {}
    client.force_login(cast.luc)

    mend(client, "single-administrator", cast.client.pk, f"designate-{access_of(cast.jules).pk}")

    assert access_of(cast.jules).type == "standard"
    assert client.post("/firm/access-review/left-and-managing/1/remedy/", {"remedy": "withdrawal"}).status_code == 404
    assert client.post("/firm/access-review/no-such-check/1/remedy/", {"remedy": "x"}).status_code == 404


def test_what_is_let_be_is_shown_again_later(cast, client):
    client.force_login(cast.marie)
    ids = {"code": "single-administrator", "pk": cast.client.pk}
    client.post("/firm/access-review/{code}/{pk}/ignoring/".format(**ids), {"why": "Il est seul gérant"})

    assert found(cast.marie, "single-administrator") == {}
    page = words(client.get("/firm/access-review/?state=ignored"))
    assert "Ignoré par Marie Dubois" in page
    assert "Il est seul gérant" in page
    Ignored.objects.update(until=timezone.now())
    assert len(found(cast.marie, "single-administrator")) == 1
    client.post("/firm/access-review/{code}/{pk}/ignoring/".format(**ids))
    client.post("/firm/access-review/{code}/{pk}/attention/".format(**ids))
    assert len(found(cast.marie, "single-administrator")) == 1
    assert set(Event.objects.filter(verb__startswith="finding.").values_list("verb", flat=True)) == {"finding.ignored", "finding.attended"}


def test_the_home_says_how_many_without_what_is_information_alone(cast, client):
    client.force_login(cast.marie)

    assert 'hx-get="/firm/access-review/line/"' in client.get("/").content.decode()
    assert "1 point à revoir dans les accès" in words(client.get("/firm/access-review/line/"))
    assert to_review(cast.marie) == 1


@pytest.mark.parametrize("code", [check.code for check in all_checks()])
def test_each_check_asks_as_much_for_one_as_for_three(cast, code, production):
    hold(cast.jules, production["x-classic"][0])
    counts = []
    for number in (1, 3):
        for place in range(number):
            other, _dossier = cast.make_client(f"Serre {number} {place}", cast.lille)
            for key in ("compta", "flore"):
                user = cast.client_user(f"{key}{number}{place}", "Flore", "Martin", other, level="full")
                ClientUser.objects.filter(user=user).update(created_at=timezone.now() - LONG_AGO)
                hold(user, production["x-classic"][0])
        with CaptureQueriesContext(connection) as queries:
            for group in review(type(cast.admin).objects.get(pk=cast.admin.pk), only=code):
                group.check.dress(group.found)
                for one in group.found:
                    group.check.remedies(one)
        counts.append(len(queries))

    assert counts[0] == counts[1]


# --- the same by API ---


def test_a_program_reads_mends_and_ignores(cast, call):
    marie = call(cast.marie)
    (one,) = marie.get("access-findings", check="single-administrator").json()["items"]
    assert (one["id"], one["subject"], one["severity"]) == (f"single-administrator.{cast.client.pk}", "Boulangerie Roux", "information")

    ignored = marie.post(f"access-findings/{one['id']}/ignoring", {"why": "Seul gérant"})
    assert (ignored.status_code, ignored.json()["why"]) == (200, "Seul gérant")
    assert [row["id"] for row in marie.get("access-findings", state="ignored").json()["items"]] == [one["id"]]
    assert marie.delete(f"access-findings/{one['id']}/ignoring").json()["mended"]

    remedy = one["remedies"][0]["code"]
    answers = [marie.post(f"access-findings/{one['id']}/remedy", {"remedy": remedy}).status_code for _twice in range(2)]
    assert answers == [200, 404]
    assert access_of(cast.jules).type == "administrator"


def test_a_program_is_refused_in_words(cast, call):
    ClientAccess.objects.filter(user=cast.helene).update(scope="chosen")
    marie, path = call(cast.marie), f"access-findings/empty-scope.{access_of(cast.helene).pk}/remedy"

    assert marie.post(path, {"remedy": "no-such"}).status_code == 422
    refused = marie.post(path, {"remedy": "closing"})
    assert (refused.status_code, refused.json()["code"]) == (409, "remedy_refused")
    assert marie.post("access-findings/nothing.1/remedy", {"remedy": "x"}).status_code == 404
    assert call(cast.helene).get("access-findings").status_code == 404
