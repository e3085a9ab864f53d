"""What an absence moves and gives back, what it tells, and what the simulator said of it before (A3–A5, X5, X12, seed 004)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.away.actions import change_absence, end_absence, open_absences, plan_absence, settle_absences
from comptoir.away.models import Absence, ClientTold
from comptoir.away.simulation import simulate
from comptoir.conversations.actions import Draft, ask, assign_conversation, close_conversation, post_message, take_back
from comptoir.conversations.models import Conversation, Message, Reassignment
from comptoir.notifications.models import Notification
from comptoir.server.worker import Worker
from comptoir.transports.models import Delivery
from tests.conversations.pages import words
from tests.notifications.producers import question, validation
from tests.notifications.test_digests import drain_all, mails_to, send_all, text_of
from tests.transports.threads import threaded_db, together  # noqa: F401

DAY = timedelta(days=1)


def away(cast, days=5, *, start=0, user=None, by=None, **plan):
    now, user = timezone.now(), user or cast.marie
    plan = {"delegate_user": cast.paul, "moves": "all"} | plan
    return plan_absence(user, cast.firm, by=by or user, starts_at=now + start * DAY, ends_at=days and now + days * DAY, **plan)


def work(moment=None):
    """What the worker does when it looks."""
    moment = moment or timezone.now()
    return settle_absences(moment) + open_absences(moment)


def holder(conversation):
    conversation.refresh_from_db()
    return conversation.assignee


# --- The two notes of seed 004, by name ---


def test_seed_004_note_conversations_given_to_somebody_who_is_also_away_stay_there(cast):
    away(cast, user=cast.paul, delegate_user=cast.nora)
    conversation = question(cast).conversation

    away(cast, delegate_user=cast.paul)

    assert holder(conversation) == cast.paul
    post_message(conversation, Draft("Et alors ?", cast.helene))
    assert holder(question(cast).conversation) == cast.paul


def test_seed_004_note_who_writes_to_a_client_while_away_keeps_that_client(cast):
    conversation = question(cast).conversation
    absence = away(cast, moves="new")
    post_message(conversation, Draft("Je suis loin mais je lis.", cast.marie))

    change_absence(absence, by=cast.marie, moves="all")
    post_message(conversation, Draft("Merci !", cast.helene))

    assert (holder(conversation), question(cast).conversation.assigned_user) == (cast.marie, cast.marie)


# --- What moves, and comes back ---


@pytest.mark.parametrize(("moves", "at_once", "when_written"), [("new", "marie", "marie"), ("returning", "marie", "paul"), ("all", "paul", "paul")])
def test_what_moves_is_what_was_chosen(cast, moves, at_once, when_written):
    conversation = question(cast).conversation
    away(cast, moves=moves)

    first = holder(conversation)
    post_message(conversation, Draft("Et alors ?", cast.helene))

    assert (first, holder(conversation)) == (getattr(cast, at_once), getattr(cast, when_written))
    assert question(cast).conversation.assigned_user == cast.paul


def test_everything_returns_by_itself_with_its_reason(cast):
    old = question(cast).conversation
    away(cast)
    new = question(cast).conversation

    with time_machine.travel(timezone.now() + 6 * DAY):
        work()

    assert (holder(old), holder(new)) == (cast.marie, cast.marie)
    assert old.assignment == {"reason": "given_back"}
    assert Reassignment.objects.filter(returned_at=None).count() == 0


def test_what_was_given_by_hand_closed_or_moved_on_stays(cast):
    by_hand, closed, plain, elsewhere = (question(cast).conversation for _number in range(4))
    away(cast)
    assign_conversation(by_hand, by=cast.paul, user=cast.nora)
    assign_conversation(elsewhere, by=cast.paul, user=cast.nora)
    assign_conversation(elsewhere, by=cast.nora, user=cast.paul)
    close_conversation(closed, by=cast.paul)

    end_absence(cast.marie, cast.firm, by=cast.marie)

    assert [holder(one) for one in (by_hand, closed, plain, elsewhere)] == [cast.nora, cast.paul, cast.marie, cast.paul]


def test_nothing_returns_when_that_was_not_chosen_or_the_person_left(cast):
    first = question(cast).conversation
    away(cast, gives_back=False)
    end_absence(cast.marie, cast.firm, by=cast.marie)
    assert holder(first) == cast.paul

    second = question(cast).conversation
    away(cast, delegate_user=cast.nora)
    cast.marie.memberships.update(left_at=timezone.now())
    with time_machine.travel(timezone.now() + 6 * DAY):
        work()
    assert holder(second) == cast.nora


def test_a_worker_that_was_down_for_the_start_and_the_end_does_what_is_left(cast, client):
    conversation = question(cast).conversation
    with time_machine.travel(timezone.now()):
        absence = away(cast, start=2, days=4)
    with time_machine.travel(timezone.now() + 3 * DAY):
        new = question(cast).conversation
        assert (holder(conversation), holder(new)) == (cast.marie, cast.paul)
    with time_machine.travel(timezone.now() + 40 * DAY):
        assert (work(), work()) == (1, 0)
        client.force_login(cast.marie)
        assert "Une conversation est allée ailleurs" in words(client.get(f"/settings/away/return/{absence.pk}/"))

    absence.refresh_from_db()
    assert (holder(conversation), holder(new)) == (cast.marie, cast.marie)
    assert (absence.opened_at, absence.settled_at is None) == (None, False)


def test_the_worker_looks_for_both(cast):
    conversation = question(cast).conversation
    away(cast, start=1, days=2)

    for days, who in ((1.5, cast.paul), (3, cast.marie)):
        with time_machine.travel(timezone.now() + days * DAY):
            assert Worker.work_of_absences(object()) == 1
        assert holder(conversation) == who


def test_who_leaves_again_at_once_is_not_back_yet(cast):
    conversation = question(cast).conversation
    away(cast, days=5)
    away(cast, start=5, days=10, moves="new")

    with time_machine.travel(timezone.now() + 6 * DAY):
        work()
        assert holder(conversation) == cast.paul
    with time_machine.travel(timezone.now() + 11 * DAY):
        work()
    assert holder(conversation) == cast.marie


def test_another_delegate_during_the_absence_gets_what_comes_and_who_had_it_keeps_it(cast):
    first = question(cast).conversation
    absence = away(cast)
    change_absence(absence, by=cast.marie, delegate_user=cast.nora)
    second = question(cast).conversation

    assert (holder(first), holder(second)) == (cast.paul, cast.nora)
    end_absence(cast.marie, cast.firm, by=cast.marie)
    assert (holder(first), holder(second)) == (cast.marie, cast.marie)


def test_a_team_takes_its_turns(cast):
    conversations = [question(cast).conversation for _number in range(4)]
    cast.team.mode = "round_robin"
    cast.team.save()

    away(cast, delegate_user=None, delegate_team=cast.team)

    assert sorted(holder(one).first_name for one in conversations) == ["Nora", "Nora", "Paul", "Paul"]
    assert all(one.assignment["team"] == "Équipe TPE" for one in conversations)


def test_what_is_confidential_goes_to_nobody_who_is_not_named(cast):
    mine = {"side": "accountant", "subject": "Divorce", "is_confidential": True, "draft": Draft("Entre nous.", cast.helene)}
    alone = ask(cast.dossier, recipient_ids=(cast.marie.pk,), **mine).conversation
    shared = ask(cast.dossier, recipient_ids=(cast.marie.pk, cast.paul.pk), **mine).conversation

    away(cast)

    assert (holder(alone), holder(shared)) == (cast.marie, cast.paul)


def test_what_moved_and_was_brought_back_by_hand_moves_again(cast):
    conversation = question(cast).conversation
    away(cast, moves="returning")
    post_message(conversation, Draft("Et alors ?", cast.helene))
    assign_conversation(conversation, by=cast.paul, user=cast.marie)

    post_message(conversation, Draft("Toujours rien ?", cast.helene))

    assert holder(conversation) == cast.paul
    assert Reassignment.objects.filter(conversation=conversation, returned_at=None).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_open_and_settle_once(threaded_db):  # noqa: F811
    from tests.cast import Cast

    cast = Cast()
    question(cast)
    away(cast, start=1, days=2)
    start, end = timezone.now() + 1.5 * DAY, timezone.now() + 3 * DAY

    assert sorted(together(lambda: open_absences(start), lambda: open_absences(start))) == [0, 1]
    assert sorted(together(lambda: settle_absences(end), lambda: settle_absences(end))) == [0, 1]
    assert Reassignment.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3, 12])
def test_it_costs_the_same_for_one_and_for_many(cast, number):
    for _number in range(number):
        question(cast)
    absence = away(cast, start=1)

    def cost(act):
        with CaptureQueriesContext(connection) as queries:
            act()
        return len(queries)

    costs = [
        cost(lambda: simulate(absence, cast.marie)),
        cost(lambda: open_absences(timezone.now() + 2 * DAY)),
        cost(lambda: settle_absences(timezone.now() + 9 * DAY)),
    ]

    assert costs == COSTS.setdefault("costs", costs)


COSTS: dict = {}


def test_its_pages_cost_the_same_for_one_and_for_many(cast, client):
    def cost(person, path):
        client.force_login(person)
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    def costs(absence):
        own = ["/settings/away/", f"/settings/away/return/{absence.pk}/", f"/settings/away/brief/{absence.pk}/"]
        return [cost(cast.marie, path) for path in own] + [cost(cast.admin, "/firm/absences/"), cost(cast.paul, own[2])]

    def fill(number):
        for one in range(number):
            _client, dossier = cast.make_client(f"Client {number} {one}", cast.lille, managers=[cast.marie, cast.paul])
            ask(dossier, side="accountant", subject="TVA", draft=Draft("?", cast.helene), recipient_ids=[cast.marie.pk])
            plan_absence(
                cast.marie,
                cast.firm,
                by=cast.admin,
                starts_at=timezone.now() + (number * 10 + one) * 30 * DAY,
                ends_at=timezone.now() + (number * 10 + one) * 30 * DAY + DAY,
            )

    fill(1)
    before = costs(absence := away(cast))
    fill(3)

    assert costs(absence) == before


def test_who_gets_many_at_once_hears_of_them_in_one_mail(cast, drain):
    for _number in range(3):
        question(cast)
    drain_all(drain)
    Delivery.objects.update(state="sent")
    away(cast)
    drain_all(drain)
    send_all()

    told = Notification.objects.filter(user=cast.paul, topic="conversation.assigned")
    assert told.count() == 3
    assert sorted(mail["Subject"].replace("\u202f", " ") for mail in mails_to(cast.paul)) == ["Marie Dubois vous passe le relais", "Résumé : 3 nouveautés"]


# --- The return ---


def test_the_return_says_what_happened_and_gives_it_back_one_by_one_and_all(cast, client, drain):
    first, second, third = (question(cast).conversation for _number in range(3))
    absence = away(cast, gives_back=False)
    post_message(first, Draft("C’est prélevé le 24.", cast.paul))
    post_message(second, Draft("Et pour moi ?", cast.helene))
    drain_all(drain)
    end_absence(cast.marie, cast.firm, by=cast.marie)
    client.force_login(cast.marie)

    assert f"/settings/away/return/{absence.pk}/" in words(client.get("/"))
    page = words(client.get(f"/settings/away/return/{absence.pk}/"))
    assert "3 conversations sont allées ailleurs" in page
    assert "Une conversation a reçu une réponse" in page
    assert "par Paul Petit" in page
    assert "Un client a été prévenu de l’absence" in page
    assert "Tout reprendre" in page
    taken = client.post(f"/conversations/absences/{absence.pk}/taking-back/", {"id": first.pk}, follow=True)
    assert "Une conversation reprise." in words(taken)
    assert [holder(one) for one in (first, second, third)] == [cast.marie, cast.paul, cast.paul]
    client.post(f"/conversations/absences/{absence.pk}/taking-back/")
    assert [holder(one) for one in (first, second, third)] == [cast.marie] * 3
    assert Reassignment.objects.filter(returned_by=cast.marie).count() == 3
    client.post(f"/settings/away/return/{absence.pk}/reading/")
    assert "/settings/away/return/" not in words(client.get("/"))


def test_nobody_takes_back_for_somebody_else_nor_what_they_no_longer_see(cast, client):
    conversation = question(cast).conversation
    absence = away(cast, gives_back=False)
    client.force_login(cast.paul)
    assert client.post(f"/conversations/absences/{absence.pk}/taking-back/").status_code == 404
    assert client.get(f"/settings/away/return/{absence.pk}/").status_code == 404

    cast.dossier.manager_links.filter(user=cast.marie).delete()
    cast.marie.memberships.get().licence_accesses.all().delete()

    assert take_back(absence, by=type(cast.marie).objects.get(pk=cast.marie.pk)) == 0
    assert holder(conversation) == cast.paul


@pytest.mark.parametrize("typed", ["", "x", "²", "9" * 40, "-3"])
def test_what_is_no_conversation_is_taken_back_by_nobody(cast, client, typed):
    question(cast)
    absence = away(cast, gives_back=False)
    client.force_login(cast.marie)

    assert client.post(f"/conversations/absences/{absence.pk}/taking-back/", {"id": typed}).status_code == 302
    assert Reassignment.objects.filter(returned_at=None).count() == 1


# --- The briefs ---


def test_who_stands_in_gets_a_brief_as_page_and_as_mail_without_anybody_s_words(cast, client, drain):
    conversation = question(cast).conversation
    Conversation.objects.filter(pk=conversation.pk).update(due_on=timezone.localdate() + 2 * DAY)
    validation(cast)
    drain_all(drain)
    Delivery.objects.update(state="sent")
    absence = away(cast)
    drain_all(drain)
    send_all()

    (mail,) = [mail for mail in mails_to(cast.paul) if "relais" in mail["Subject"]]
    text = text_of(mail)
    assert "Une conversation vous est confiée" in text
    assert "TVA de novembre (Boulangerie Roux, échéance" in text
    assert "Une échéance pendant l’absence" in text
    assert "Une demande de validation attend Marie Dubois" in text
    assert "prélevée" not in mail.as_string() + mail.get_body(("html",)).get_content() + text
    client.force_login(cast.paul)
    page = words(client.get(f"/settings/away/brief/{absence.pk}/"))
    assert "Relais de Marie Dubois" in page
    assert "Sera-t-elle prélevée ?" in page


def test_a_brief_shows_only_what_its_reader_may_see(cast, client):
    question(cast)
    absence = away(cast, moves="new", delegate_user=cast.luc)
    client.force_login(cast.luc)

    page = words(client.get(f"/settings/away/brief/{absence.pk}/"))

    assert "TVA de novembre" not in page
    assert "Boulangerie Roux" not in page
    for stranger in (cast.nora, cast.vera, cast.helene):
        client.force_login(stranger)
        assert client.get(f"/settings/away/brief/{absence.pk}/").status_code == 404


@pytest.mark.parametrize("how", ["ended", "left", "replaced"])
def test_a_brief_that_is_no_longer_true_does_not_leave(cast, drain, how):
    absence = away(cast, moves="new")
    drain_all(drain)
    if how == "ended":
        end_absence(cast.marie, cast.firm, by=cast.marie)
    elif how == "left":
        cast.paul.memberships.update(left_at=timezone.now())
    else:
        change_absence(absence, by=cast.marie, delegate_user=cast.nora)
    send_all()

    assert [mail["Subject"] for mail in mails_to(cast.paul) if "relais" in mail["Subject"]] == []


def test_the_person_gets_a_brief_at_the_return_once_unless_nothing_happened(cast, drain):
    question(cast)
    away(cast)
    end_absence(cast.marie, cast.firm, by=cast.marie)
    away(cast, user=cast.luc, delegate_user=None)
    end_absence(cast.luc, cast.firm, by=cast.luc)
    drain_all(drain)
    send_all()
    send_all()

    assert [mail["Subject"] for mail in mails_to(cast.marie)].count("Pendant votre absence") == 1
    assert [mail["Subject"] for mail in mails_to(cast.luc)] == []


# --- The client, told once ---


def told(cast, drain, conversation):
    drain_all(drain)
    return [
        message.body.replace("\u202f", " ").replace("\xa0", " ")
        for message in Message.objects.filter(conversation=conversation, is_automatic=True, author=None)
    ]


def test_a_client_is_told_once_per_absence_in_their_language_and_nobody_of_the_firm_is(cast, drain):
    cast.helene.language = "fr"
    cast.helene.save()
    absence = away(cast, days=None, moves="new")
    conversation = question(cast).conversation

    assert told(cast, drain, conversation) == ["Marie Dubois est en absence. Paul Petit suit votre question."]
    post_message(conversation, Draft("Merci.", cast.helene))
    second = question(cast).conversation
    assert told(cast, drain, second) == []
    message = Message.objects.get(is_automatic=True)
    assert (message.author, message.sender_name, message.from_client) == (None, "Cabinet Lormeau", False)
    assert set(Notification.objects.filter(event=message.event_id).values_list("user", flat=True)) == {cast.helene.pk}
    assert list(ClientTold.objects.filter(absence=absence).values_list("user", flat=True)) == [cast.helene.pk]
    conversation.refresh_from_db()
    assert conversation.awaits_firm

    end_absence(cast.marie, cast.firm, by=cast.marie)
    away(cast, days=3, moves="new", delegate_user=None, delegate_team=cast.team)
    third = question(cast).conversation
    assert told(cast, drain, third)[0].endswith("L’équipe Équipe TPE suit votre question.")


def test_without_anybody_who_follows_the_client_is_told_when_it_will_be_read(cast, drain):
    away(cast, days=None, delegate_user=None)

    assert told(cast, drain, question(cast).conversation) == ["Marie Dubois est en absence. Votre question sera lue dès le retour."]


@pytest.mark.parametrize("case", ["not wished", "colleague asks", "kept client", "automatic", "over meanwhile"])
def test_nobody_is_told_without_a_reason(cast, drain, case):
    first = question(cast).conversation
    drain_all(drain)
    away(cast, moves="new", tells_clients=case != "not wished")
    if case == "kept client":
        post_message(first, Draft("Je lis.", cast.marie))
    if case == "automatic":
        conversation = first
        post_message(first, Draft("Réponse automatique : je suis en vacances.", cast.helene, is_automatic=True))
    else:
        conversation = question(cast, by=cast.nora if case == "colleague asks" else cast.helene).conversation
    if case == "over meanwhile":
        end_absence(cast.marie, cast.firm, by=cast.marie)

    assert told(cast, drain, conversation) == []


def test_by_mail_it_says_that_it_is_automatic_and_nobody_answers_it(cast, drain):
    away(cast, moves="new")
    written = {"side": "accountant", "subject": "TVA", "channel": "email", "draft": Draft("Sera-t-elle prélevée ?", cast.helene)}
    ask(cast.dossier, recipient_ids=[cast.marie.pk], **written)
    drain_all(drain)
    send_all()
    drain_all(drain)

    (mail,) = mails_to(cast.helene)
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-replied", "All")
    assert "Marie Dubois est en absence" in text_of(mail)
    assert Message.objects.filter(is_automatic=True).count() == 1


def test_each_client_user_is_told_and_an_absence_from_another_firm_tells_nobody_here(cast, drain):
    cast.other_firm.memberships.create(user=cast.paul)
    plan_absence(cast.paul, cast.other_firm, by=cast.paul)
    away(cast, moves="new")
    both = [question(cast, by=one).conversation for one in (cast.helene, cast.jules)]

    assert [len(told(cast, drain, one)) for one in both] == [1, 1]


# --- The simulator ---


def codes(absence):
    return {one.code: one for one in simulate(absence, absence.user)}


def test_the_simulator_says_what_to_know_before_leaving(cast):
    conversation = question(cast).conversation
    Conversation.objects.filter(pk=conversation.pk).update(due_on=timezone.localdate() + 3 * DAY)
    validation(cast)
    away(cast, user=cast.paul, start=2, days=20, delegate_user=None)
    absence = Absence(firm=cast.firm, user=cast.marie, starts_at=timezone.now() + DAY, ends_at=timezone.now() + 9 * DAY, delegate_user=cast.paul, moves="all")

    found = codes(absence)

    assert set(found) == {"delegate_away", "uncovered_dossiers", "moving", "due", "validations"}
    assert found["moving"].items[0].text == "TVA de novembre"
    assert found["uncovered_dossiers"].items[0].text == "Boulangerie Roux"
    assert not Reassignment.objects.exists()


def test_who_else_takes_part_is_named(cast):
    absence = Absence(firm=cast.firm, user=cast.marie, starts_at=timezone.now() + DAY, ends_at=timezone.now() + 9 * DAY, delegate_user=cast.luc)

    found = codes(absence)

    assert [(item.text, item.detail) for item in found["shared_dossiers"].items] == [("Boulangerie Roux", "Paul Petit")]
    assert found["out_of_reach"].count == 1


def test_the_button_shows_it_and_writes_nothing(cast, client):
    question(cast)
    client.force_login(cast.marie)
    data = {"is_away": "on", "delegate": f"user:{cast.paul.pk}", "moves": "all", "until": (timezone.localdate() + 9 * DAY).isoformat()}

    page = words(client.post("/settings/away/simulation/", data))
    part = words(client.post("/settings/away/simulation/", data, headers={"HX-Request": "true"}))

    assert "Une conversation ouverte passera à Paul Petit" in page
    assert "Une conversation ouverte passera à Paul Petit" in part
    assert "<html" in page
    assert "<html" not in part
    assert not Absence.objects.exists()
    client.force_login(cast.admin)
    member = cast.marie.memberships.get()
    assert "passera à Paul Petit" in words(client.post(f"/firm/absences/simulation/?member={member.pk}", data))


def test_an_administrator_reads_nothing_confidential_in_it(cast):
    mine = {"side": "accountant", "subject": "Divorce", "is_confidential": True, "draft": Draft("Entre nous.", cast.helene)}
    ask(cast.dossier, recipient_ids=(cast.marie.pk,), **mine)
    absence = Absence(firm=cast.firm, user=cast.marie, starts_at=timezone.now(), delegate_user=cast.paul, moves="all")

    to_admin, to_marie = simulate(absence, cast.admin), simulate(absence, cast.marie)

    assert "Divorce" not in str(to_admin)
    assert "Conversation confidentielle" in str(to_admin)
    assert "Divorce" in str(to_marie)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Complétez les dates"),
        ({"is_away": "on", "until": "hier"}, "date valide"),
        ({"is_away": "on", "delegate": "user:9"}, "Sélectionnez un choix valide"),
        ({"is_away": "on", "moves": "tout"}, "Sélectionnez un choix valide"),
    ],
)
def test_what_cannot_be_is_simulated_by_the_sentence_that_says_why(cast, client, data, sentence):
    client.force_login(cast.marie)

    assert sentence in words(client.post("/settings/away/simulation/", data, headers={"HX-Request": "true"}))


ROUNDS = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ROUNDS
@given(
    st.sampled_from(["new", "returning", "all"]),
    st.sampled_from(["paul", "luc", "team", None]),
    st.booleans(),
    st.lists(st.sampled_from(["plain", "closed", "confidential", "shared", "pauls"]), max_size=4),
)
def test_what_was_simulated_is_what_happens(cast, moves, delegate, gives_back, kinds):
    Conversation.objects.all().delete()
    Absence.objects.all().delete()
    made = [conversation_of_kind(cast, kind) for kind in kinds]
    now = timezone.now()
    who = {"delegate_team": cast.team} if delegate == "team" else {"delegate_user": delegate and getattr(cast, delegate)}
    plan = {"starts_at": now + DAY, "ends_at": now + 5 * DAY, "moves": moves, "gives_back": gives_back, **who}
    found = codes(Absence(firm=cast.firm, user=cast.marie, **plan))
    foretold = {item.id for code in ("moving", "moving_when_written") if code in found for item in found[code].items}
    stays = {item.id for code in ("staying", "confidential", "kept") if code in found for item in found[code].items}

    plan_absence(cast.marie, cast.firm, by=cast.marie, **plan)
    with time_machine.travel(now + 2 * DAY):
        work()
        if moves != "new":
            for one in made:
                if not one.is_closed:
                    post_message(one, Draft("Et alors ?", cast.helene))
        elsewhere = {one.pk for one in made if holder(one) != cast.marie} - {one.pk for one, kind in zip(made, kinds, strict=True) if kind == "pauls"}
    assert elsewhere == foretold
    assert stays == {one.pk for one, kind in zip(made, kinds, strict=True) if kind not in ("closed", "pauls")} - foretold

    with time_machine.travel(now + 6 * DAY):
        work()
    assert all(
        (holder(one) == cast.marie) == (gives_back or one.pk not in foretold) for one, kind in zip(made, kinds, strict=True) if kind not in ("closed", "pauls")
    )


def conversation_of_kind(cast, kind):
    recipients = (cast.marie.pk, cast.paul.pk) if kind == "shared" else (cast.paul.pk,) if kind == "pauls" else (cast.marie.pk,)
    confidential = kind in ("confidential", "shared")
    words_of_it = {"side": "accountant", "subject": kind, "is_confidential": confidential, "draft": Draft("?", cast.helene)}
    conversation = ask(cast.dossier, recipient_ids=recipients, **words_of_it).conversation
    if kind == "closed":
        close_conversation(conversation, by=cast.marie)
        conversation.refresh_from_db()
    return conversation
