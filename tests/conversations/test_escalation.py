"""Whoever has a question is reminded of it, then whoever manages the dossier, then the firm's last resort: nobody's question is lost."""

from datetime import timedelta
from email import message_from_bytes, policy
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from comptoir.away.models import Absence
from comptoir.clients.models import DossierManager
from comptoir.conversations.actions import Draft, add_note, ask, assign_conversation, close_conversation, post_message, reopen_conversation
from comptoir.conversations.actions.bulk import Close, change_many
from comptoir.conversations.actions.escalate import take_steps
from comptoir.conversations.actions.waiting import question_answered, question_waits
from comptoir.conversations.escalation import Reminder, Step, among_named, next_reminder
from comptoir.conversations.models import Answer, Conversation, Recipient, Side
from comptoir.events.models import Event
from comptoir.firms.models import Membership
from comptoir.notifications.models import Notification
from comptoir.preferences.models import Holder
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage
from tests.transports.threads import threaded_db, together  # noqa: F401

from .deadlines import MONDAY, at, question, set_answering, work_at
from .pages import words

# Eight hours of work after Monday at nine: seven on Monday, one on Tuesday. Then every four.
DUE, SECOND, THIRD, DONE = at(24, 10), at(24, 16), at(25, 11), at(25, 18)


def reminded(conversation):
    """[(step, hours, who), …] as recorded."""
    events = Event.objects.about(conversation).filter(verb="conversation.escalated").order_by("pk")
    return [(event.data["step"], event.data["hours"], event.data["reminded"]) for event in events]


def go_away(cast, *people):
    for user in people:
        Absence.objects.create(firm=cast.firm, user=user, starts_at=MONDAY - timedelta(days=7), ends_at=MONDAY + timedelta(days=30))


def test_a_question_is_due_after_the_firms_working_hours(cast):
    conversation = question(cast)

    assert (conversation.awaits_since, conversation.answer_due_at, conversation.next_escalation_at, conversation.escalation) == (MONDAY, DUE, DUE, 0)


def test_the_steps_of_a_question_that_nobody_answers(cast):
    conversation = question(cast)

    assert work_at(DUE - timedelta(minutes=1)) == 0
    assert [work_at(moment) for moment in (DUE, SECOND, THIRD, DONE)] == [1, 1, 1, 0]
    assert reminded(conversation) == [
        (1, 8, [cast.marie.pk]),
        (2, 12, [cast.marie.pk, cast.paul.pk, cast.jean.pk]),
        (3, 16, [cast.admin.pk]),
    ]
    conversation.refresh_from_db()
    assert (conversation.escalation, conversation.next_escalation_at) == (3, None)


def test_more_messages_of_the_client_change_nothing(cast):
    conversation = question(cast)
    question_waits(conversation, at(23, 17))

    conversation.refresh_from_db()
    assert (conversation.awaits_since, conversation.answer_due_at) == (MONDAY, DUE)


def test_an_answer_ends_it_and_is_measured_in_working_time(cast):
    conversation = question(cast)
    work_at(DUE)
    conversation.refresh_from_db()

    question_answered(conversation, cast.paul, at(24, 15))

    conversation.refresh_from_db()
    assert (conversation.awaits_since, conversation.answer_due_at, conversation.escalation, conversation.next_escalation_at) == (None, None, 0, None)
    answer = Answer.objects.get()
    assert (answer.asked_at, answer.answered_at, answer.answered_by) == (MONDAY, at(24, 15), cast.paul)
    assert (answer.worked_minutes, answer.target_minutes) == (11 * 60, 8 * 60)
    assert (answer.firm, answer.licence) == (cast.firm, cast.lille)
    assert work_at(DONE) == 0


def test_what_is_answered_twice_is_answered_once(cast):
    conversation = question(cast)
    stale = Conversation.objects.get(pk=conversation.pk)
    question_answered(conversation, cast.paul, at(23, 10))

    assert question_answered(stale, cast.marie, at(23, 11)) is None
    assert Answer.objects.get().answered_by == cast.paul


def closed_and_reopened(cast, conversation, closed_at, reopened_at, by):
    with time_machine.travel(closed_at, tick=False):
        close_conversation(conversation, by=cast.marie)
    with time_machine.travel(reopened_at, tick=False):
        reopen_conversation(conversation, by=by)
    conversation.refresh_from_db()
    return conversation


def test_closing_settles_what_waited_and_reopening_lets_it_wait_anew(cast):
    conversation = closed_and_reopened(cast, question(cast), at(23, 11), at(25, 9), cast.helene)

    assert Answer.objects.get().worked_minutes == 120
    assert (conversation.awaits_since, conversation.answer_due_at, conversation.next_escalation_at) == (at(25, 9), at(26, 10), at(26, 10))


def test_closing_by_a_slip_of_the_hand_answers_nothing(cast):
    conversation = closed_and_reopened(cast, question(cast), at(23, 11), at(23, 11, 5), cast.marie)

    assert not Answer.objects.exists()
    assert (conversation.awaits_since, conversation.answer_due_at) == (MONDAY, DUE)


def test_many_are_closed_and_reopened_as_one_is(cast):
    conversations = [question(cast) for _number in range(3)]
    with time_machine.travel(at(23, 11), tick=False):
        undo = change_many(Conversation.objects.all(), by=cast.marie, change=Close()).undo

    assert list(Answer.objects.values_list("worked_minutes", "answered_by")) == [(120, cast.marie.pk)] * 3
    assert work_at(DONE) == 0
    with time_machine.travel(at(23, 11, 5), tick=False):
        change_many(Conversation.objects.all(), by=cast.marie, change=undo)
    assert not Answer.objects.exists()
    assert {Conversation.objects.get(pk=one.pk).answer_due_at for one in conversations} == {DUE}


def test_reopening_what_the_firm_had_answered_owes_nothing(cast):
    conversation = question(cast)
    with time_machine.travel(at(23, 10), tick=False):
        post_message(conversation, Draft("Le voici.", cast.paul))

    assert closed_and_reopened(cast, conversation, at(23, 11), at(25, 9), cast.paul).awaits_since is None


def test_a_client_who_closes_asks_nothing_any_more(cast):
    conversation = question(cast)

    close_conversation(conversation, by=cast.helene)

    conversation.refresh_from_db()
    assert (conversation.awaits_since, conversation.next_escalation_at, Answer.objects.count()) == (None, None, 0)


def test_writing_and_closing_start_and_stop_the_clock(cast):
    """By the very actions that people use."""
    with time_machine.travel(MONDAY, tick=False):
        conversation = ask(cast.dossier, side=Side.ACCOUNTANT, subject="Bail", draft=Draft("Qu’en pensez-vous ?", cast.helene)).conversation
    with time_machine.travel(at(23, 11), tick=False):
        post_message(conversation, Draft("Je regarde.", cast.paul))
    with time_machine.travel(at(23, 14), tick=False):
        post_message(conversation, Draft("Et le dépôt de garantie ?", cast.helene))
        add_note(conversation, Draft("À voir avec Marie.", cast.paul))
    conversation.refresh_from_db()
    assert (conversation.awaits_since, conversation.answer_due_at) == (at(23, 14), at(24, 15))
    with time_machine.travel(at(23, 15), tick=False):
        close_conversation(conversation, by=cast.marie)

    assert list(Answer.objects.order_by("pk").values_list("answered_by", "worked_minutes")) == [(cast.paul.pk, 120), (cast.marie.pk, 60)]
    with time_machine.travel(at(24, 9), tick=False):
        reopen_conversation(conversation, by=cast.helene)
    conversation.refresh_from_db()
    assert conversation.awaits_since == at(24, 9)


def test_a_question_to_the_client_owes_no_answer(cast):
    conversation = ask(cast.dossier, side=Side.ENTREPRENEUR, subject="Relevé", draft=Draft("Pouvez-vous le joindre ?", cast.paul)).conversation

    conversation.refresh_from_db()
    assert (conversation.awaits_since, conversation.next_escalation_at) == (None, None)


def test_a_closed_conversation_reminds_nobody(cast):
    question(cast, closed_at=at(23, 10))

    assert work_at(DONE) == 0


def test_a_snoozed_question_waits_for_the_end_of_its_sleep(cast):
    conversation = question(cast, snoozed_until=at(25, 9))

    assert work_at(DUE) == 0
    assert work_at(at(25, 9)) == 1
    assert reminded(conversation) == [(1, 14, [cast.marie.pk])]


def test_an_absent_assignee_is_passed_over_at_once(cast):
    conversation = question(cast)
    go_away(cast, cast.marie)

    work_at(DUE)

    assert reminded(conversation) == [(2, 8, [cast.paul.pk, cast.jean.pk])]
    conversation.refresh_from_db()
    assert (conversation.escalation, conversation.next_escalation_at) == (2, THIRD)


def test_a_delegate_who_has_the_question_is_reminded_of_it(cast):
    conversation = question(cast)
    go_away(cast, cast.marie)
    assign_conversation(conversation, by=cast.admin, user=cast.nora)

    work_at(DUE)

    assert reminded(conversation) == [(1, 8, [cast.nora.pk])]


def test_a_question_with_a_team_reminds_those_of_it_who_are_there(cast):
    conversation = question(cast)
    assign_conversation(conversation, by=cast.admin, team=cast.team)
    go_away(cast, cast.paul)

    work_at(DUE)

    assert reminded(conversation) == [(1, 8, [cast.nora.pk])]


def test_with_nobody_there_the_last_resort_is_reminded_all_the_same(cast):
    conversation = question(cast)
    go_away(cast, cast.marie, cast.paul, cast.jean, cast.admin)

    work_at(DUE)

    assert reminded(conversation) == [(3, 8, [cast.admin.pk])]


def test_who_left_the_firm_is_not_reminded(cast):
    conversation = question(cast)
    Membership.objects.filter(user__in=[cast.marie, cast.jean]).update(left_at=MONDAY)

    work_at(DUE)

    assert reminded(conversation) == [(2, 8, [cast.paul.pk])]


@pytest.mark.parametrize("named", ["team", "person", "nobody", "who_left"])
def test_the_last_resort_is_whom_the_firm_named_else_its_administrators(cast, named):
    cast.firm.fallback_user = {"person": cast.luc, "who_left": cast.jean}.get(named)
    cast.firm.fallback_team = cast.team if named == "team" else None
    cast.firm.save()
    Membership.objects.filter(user=cast.jean).update(left_at=MONDAY)
    DossierManager.objects.all().delete()
    conversation = question(cast, assigned_user=None, assigned_team=None)

    work_at(DUE)

    expected = {"team": [cast.paul.pk, cast.nora.pk], "person": [cast.luc.pk]}.get(named, [cast.admin.pk])
    assert reminded(conversation) == [(3, 8, expected)]


def test_a_confidential_question_reminds_those_named_in_it_and_then_becomes_a_number(cast):
    conversation = question(cast, is_confidential=True)
    Recipient.objects.filter(conversation=conversation).exclude(user__in=[cast.marie, cast.helene]).delete()

    for moment in (DUE, SECOND, THIRD):
        work_at(moment)

    assert reminded(conversation) == [(1, 8, [cast.marie.pk]), (2, 12, [cast.marie.pk]), (3, 16, [])]
    lines = {}
    for name in ("admin", "marie"):
        browser = Client()
        browser.force_login(getattr(cast, name))
        lines[name] = words(browser.get("/conversations/answering/line/"))
    assert "Une question attend sa réponse" in lines["admin"]
    assert "Une est confidentielle" in lines["admin"]
    assert lines["marie"].strip() == ""


def test_a_worker_that_was_down_reminds_step_by_step_and_not_in_a_burst(cast):
    conversation = question(cast)

    assert [work_at(at(30, 9)), work_at(at(30, 9, 1)), work_at(at(30, 14)), work_at(at(30, 15))] == [1, 0, 0, 1]
    assert [step for step, _hours, _who in reminded(conversation)] == [1, 2]


def test_the_firm_chooses_its_steps_and_their_distance(cast):
    set_answering(cast, target=2, pause=1, steps=["managers", "fallback"])
    conversation = question(cast)

    assert [work_at(moment) for moment in (at(23, 11), at(23, 12), at(24, 9))] == [1, 1, 0]
    assert [(step, hours) for step, hours, _who in reminded(conversation)] == [(2, 2), (3, 3)]


def test_without_escalation_a_question_is_due_and_nobody_is_reminded(cast):
    set_answering(cast, escalates=False)
    conversation = question(cast)

    assert (conversation.answer_due_at, conversation.next_escalation_at) == (DUE, None)
    assert work_at(DONE) == 0


def test_a_licence_may_answer_faster_than_the_firm(cast):
    set_answering(cast, holder=Holder.of_licence(cast.arras), target=1)

    assert question(cast).answer_due_at == DUE
    assert question(cast, by=cast.gaston, dossier=cast.other_dossier).answer_due_at == at(23, 10)


def test_a_new_target_moves_what_waits(cast, drain):
    waiting, elsewhere = question(cast), question(cast, by=cast.gaston, dossier=cast.other_dossier)
    set_answering(cast, holder=Holder.of_licence(cast.lille), target=3)
    set_answering(cast, hours=["08:00-12:00"])

    drain()

    waiting.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (waiting.answer_due_at, waiting.next_escalation_at) == (at(23, 12), at(23, 12))
    # Three hours on Monday, four on Tuesday, one on Wednesday.
    assert (elsewhere.answer_due_at, elsewhere.next_escalation_at) == (at(25, 9), at(25, 9))


def test_switching_it_off_and_on_takes_the_reminders_away_and_brings_them_back(cast, drain):
    conversation = question(cast)
    work_at(DUE)
    set_answering(cast, escalates=False)
    drain()
    assert work_at(DONE) == 0

    set_answering(cast, escalates=True)
    drain()

    conversation.refresh_from_db()
    assert (conversation.escalation, conversation.next_escalation_at) == (1, SECOND)


def test_a_question_from_before_there_were_hours_rings_no_alarm_at_once(cast):
    conversation = question(cast, answer_due_at=None, next_escalation_at=MONDAY)

    assert work_at(at(30, 9)) == 1

    conversation.refresh_from_db()
    assert (conversation.answer_due_at, conversation.next_escalation_at) == (DUE, at(1, 10, month=12))
    assert reminded(conversation) == []


def test_the_migration_gives_open_questions_their_beginning(cast):
    conversation = question(cast)
    with time_machine.travel(at(23, 10), tick=False):
        post_message(conversation, Draft("Je regarde.", cast.paul))
    for hour in (11, 15):
        with time_machine.travel(at(23, hour), tick=False):
            post_message(conversation, Draft("Et le dépôt de garantie ?", cast.helene))
    closed, answered = question(cast, closed_at=MONDAY), question(cast, awaits_firm=False)
    Conversation.objects.update(awaits_since=None, answer_due_at=None, next_escalation_at=None)

    import_module("comptoir.conversations.migrations.0005_questions_that_wait").give_moments(apps, None)

    conversation.refresh_from_db()
    assert (conversation.awaits_since, conversation.next_escalation_at) == (at(23, 11), at(23, 11))
    assert set(Conversation.objects.filter(pk__in=[closed.pk, answered.pk]).values_list("awaits_since", flat=True)) == {None}


def test_who_is_reminded_is_told_why(cast, drain):
    question(cast)
    drain()
    Notification.objects.all().delete()
    Delivery.objects.all().delete()
    work_at(DUE)
    work_at(SECOND)
    drain()

    told = {(one.user, one.topic, tuple(map(tuple, one.reasons))) for one in Notification.objects.select_related("user")}
    assert told == {
        (cast.marie, "conversation.message", (("conversation.message", "waits_for_you"),)),
        (cast.marie, "conversation.message", (("conversation.message", "waits_where_you_manage"),)),
        (cast.paul, "conversation.message", (("conversation.message", "waits_where_you_manage"),)),
        (cast.jean, "conversation.message", (("conversation.message", "waits_where_you_manage"),)),
    }
    browser = Client()
    browser.force_login(cast.paul)
    page = words(browser.get(f"/notifications/{Notification.objects.get(user=cast.paul).pk}/why/"))
    assert "question sans réponse depuis 12 heures ouvrées : vous gérez le dossier" in page
    assert "Sans réponse depuis 12 heures ouvrées : Bail du fournil" in words(browser.get("/notifications/"))


def test_the_reminder_is_mailed_and_may_be_answered_by_mail(cast, drain, settings):
    settings.INBOUND_ADDRESS = "reponse@in.lormeau.example"
    question(cast)
    while drain():
        pass
    Delivery.objects.all().delete()
    work_at(DUE)
    while drain():
        pass

    while send_due(MailboxOutlet()):
        pass

    mail = message_from_bytes(bytes(MailboxMessage.objects.get().source), policy=policy.default)
    assert mail["Subject"].strip() == "Sans réponse depuis 8 heures ouvrées : Bail du fournil"
    assert "question sans réponse depuis 8 heures ouvrées\u202f: elle vous est assignée" in mail.get_body(("plain",)).get_content()
    assert mail["Reply-To"].startswith("Hélène Roux <reponse+")


def test_one_hour_is_said_in_the_singular(cast, drain):
    set_answering(cast, target=1)
    question(cast)
    work_at(at(23, 10))
    drain()

    browser = Client()
    browser.force_login(cast.marie)
    notification = Notification.objects.get(user=cast.marie, event__verb="conversation.escalated")
    assert "depuis 1 heure ouvrée : elle vous est assignée" in words(browser.get(f"/notifications/{notification.pk}/why/"))


def test_any_number_of_questions_takes_the_same_queries(cast):
    costs = []
    for count in (1, 3):
        Conversation.objects.all().delete()
        for _number in range(count):
            question(cast)
        with CaptureQueriesContext(connection) as queries:
            assert work_at(DUE) == count
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 13


def test_a_worker_that_dies_has_done_nothing(cast, monkeypatch):
    conversation = question(cast)

    def die(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("comptoir.conversations.actions.escalate.record_events", die)
        with pytest.raises(KeyboardInterrupt):
            work_at(DUE)
    assert reminded(conversation) == []
    conversation.refresh_from_db()
    assert (conversation.escalation, conversation.next_escalation_at) == (0, DUE)

    assert work_at(DUE) == 1
    assert len(reminded(conversation)) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_take_each_step_once(threaded_db):  # noqa: F811
    from tests.cast import Cast

    cast = Cast()
    ids = [question(cast).pk for _number in range(5)]

    counts = together(lambda: take_steps(ids, DUE), lambda: take_steps(ids, DUE))

    assert sum(counts) == 5
    assert Event.objects.filter(verb="conversation.escalated").count() == 5


people = st.dictionaries(st.sampled_from(list(Step)), st.lists(st.integers(1, 9), unique=True), min_size=3)
left = st.lists(st.sampled_from(list(Step)), min_size=1, unique=True).map(sorted)


@given(left, people, st.sets(st.integers(1, 9)))
def test_there_is_always_one_step_and_the_first_at_which_somebody_is_there(steps, who, present):
    reminder = next_reminder(steps, who, present)

    assert reminder.step in steps
    there = [step for step in steps if set(who[step]) & present]
    assert reminder == (Reminder(there[0], tuple(one for one in who[there[0]] if one in present)) if there else Reminder(steps[-1], tuple(who[steps[-1]])))


@given(people, st.sets(st.integers(1, 9)), left, st.sets(st.integers(1, 9)))
def test_nobody_but_the_named_hears_of_what_is_confidential(who, named, steps, present):
    assert set(next_reminder(steps, among_named(who, named), present).user_ids) <= named


@given(st.lists(st.sampled_from(["step", "answer", "ask", "snooze", "wake", "hours", "off", "on"]), max_size=12))
@pytest.mark.django_db
def test_an_open_question_has_one_next_step_or_is_at_the_last(moves):
    from django.db import transaction

    from comptoir.conversations.answering import policy_of
    from comptoir.events.outbox import drain
    from tests.cast import Cast

    with transaction.atomic():
        cast = Cast()
        conversation, now = question(cast), MONDAY
        for move in moves:
            now += timedelta(hours=5)
            play(move, cast, conversation, now)
            while drain():
                pass
            conversation.refresh_from_db()
            policy = policy_of(cast.firm, conversation.licence_id)
            waits = conversation.awaits_since is not None
            assert waits == (conversation.answer_due_at is not None)
            assert (conversation.next_escalation_at is not None) == (waits and bool(policy.steps_after(conversation.escalation)))
            assert waits or conversation.escalation == 0
        transaction.set_rollback(True)


def play(move, cast, conversation, now):
    if move == "step":
        work_at(now)
    elif move == "answer":
        question_answered(conversation, cast.marie, now)
    elif move == "ask":
        question_waits(conversation, now)
    elif move in ("snooze", "wake"):
        Conversation.objects.filter(pk=conversation.pk).update(snoozed_until=now + timedelta(hours=9) if move == "snooze" else None)
    elif move == "hours":
        set_answering(cast, target=3)
    else:
        set_answering(cast, escalates=move == "on")
