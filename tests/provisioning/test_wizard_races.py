"""The last step pressed by two people, or twice, at the same moment."""

import pytest
from django.db import close_old_connections

from comptoir.clients.models import ClientUser
from comptoir.events.models import Event
from comptoir.provisioning.actions.drafting import DraftOver, begin, finish, keep
from comptoir.provisioning.actions.welcoming import LinkUsed, come_in, links_to, welcome
from comptoir.provisioning.models import Draft
from comptoir.provisioning.steps import Step
from comptoir.transports.models import Delivery
from tests.cast import Cast
from tests.transports.threads import threaded_db, together  # noqa: F401

from .asking import family, plan

pytestmark = pytest.mark.django_db(transaction=True)


def ready(cast, by):
    company = {"client": str(cast.client.pk), "mode": "firm", "plan": str(plan().pk)}
    draft = begin(company, firm_id=cast.firm.pk, by=by, key="k")
    words = {"last_name": "Martin", "first_name": "Chloé", "email": "chloe.martin@example.com", "type": "standard", "level": "full"}
    keep(draft, Step.PERSON, words, by=by)
    keep(draft, Step.APPLICATIONS, {"application": [str(pk) for pk in family()]}, by=by)
    return keep(draft, Step.ACTIVATION, {"when": "now", "mail": "on"}, by=by)


def finished(draft, by):
    close_old_connections()
    try:
        return "made", finish(draft, by=by).pk
    except DraftOver as over:
        return "over", over.client_user.pk


def test_finished_by_two_people_at_once_there_is_one_user_and_one_mail(threaded_db):  # noqa: F811
    cast = Cast()
    draft = ready(cast, cast.marie)

    results = together(*[lambda by=by: finished(Draft.objects.get(pk=draft.pk), by) for by in (cast.marie, cast.paul, cast.marie, cast.paul)])

    made = ClientUser.objects.get(user__email="chloe.martin@example.com")
    assert sorted(results) == [("made", made.pk), *[("over", made.pk)] * 3]
    assert Event.objects.filter(verb="client_user.created").count() == 1
    assert Delivery.objects.filter(content="welcome").count() == 1


def test_two_drafts_for_one_address_make_one_user(threaded_db):  # noqa: F811
    cast = Cast()
    drafts = [ready(cast, by) for by in (cast.marie, cast.paul)]

    def press(draft):
        close_old_connections()
        try:
            return finish(draft, by=cast.marie) and "made"
        except Exception as refused:
            return type(refused).__name__

    results = together(*[lambda draft=draft: press(draft) for draft in drafts])

    assert sorted(results) == ["Refused", "made"]
    assert ClientUser.objects.filter(user__email="chloe.martin@example.com").count() == 1
    assert Draft.objects.unfinished().count() == 1


def test_four_presses_on_welcome_leave_one_link_alive(threaded_db):  # noqa: F811
    cast = Cast()
    place = finish(ready(cast, cast.marie), by=cast.marie)

    def press():
        close_old_connections()
        return len(welcome([place], by=cast.marie))

    assert together(press, press, press, press) == [1, 1, 1, 1]
    assert links_to([place.pk]).alive().count() == 1


def test_two_forms_with_a_password_at_once_count_once(threaded_db):  # noqa: F811
    cast = Cast()
    place = finish(ready(cast, cast.marie), by=cast.marie)
    link = links_to([place.pk]).alive().get()

    def choose(password):
        close_old_connections()
        try:
            return come_in(link, place, password=password) and password
        except LinkUsed:
            return ""

    results = together(lambda: choose("Trois-bouquetins-42"), lambda: choose("Quatre-marmottes-43"))

    place.user.refresh_from_db()
    assert sorted(results)[0] == ""
    assert place.user.check_password(sorted(results)[1])
