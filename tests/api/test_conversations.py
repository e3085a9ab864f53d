"""Asking, answering, noting, closing, assigning, by program (C1, C3–C7, X1)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from comptoir.away.actions import start_absence
from comptoir.conversations.models import Conversation, Message
from comptoir.events.models import Event
from comptoir.firms.models import LicenceAccess
from comptoir.notifications.models import Notification
from comptoir.transports.models import Delivery
from tests.notifications.choosing import choose

from .conftest import fields_in_error, ids


def names(rows):
    return [row["name"] for row in rows]


def test_a_client_asks_and_the_firm_answers(cast, call, drain):
    helene, paul = call(cast.helene), call(cast.paul)

    asked = helene.post("conversations", {"dossier": cast.dossier.pk, "subject": "TVA", "body": "Prélevée quand ?"})
    conversation = asked.json()
    answered = paul.post(f"conversations/{conversation['id']}/messages", {"body": "Le 24."})

    assert asked.status_code == 201
    assert conversation["side"] == "accountant"
    assert conversation["state"] == "open"
    assert names(conversation["recipients"]) == ["Marie Dubois", "Paul Petit", "Hélène Roux"]
    assert answered.status_code == 201
    assert answered.json()["signature"] == "Paul Petit"
    thread = helene.get(f"conversations/{conversation['id']}/messages").json()["items"]
    assert [(message["author"]["name"], message["body"], message["from_client"]) for message in thread] == [
        ("Paul Petit", "Le 24.", False),
        ("Hélène Roux", "Prélevée quand ?", True),
    ]


def test_only_the_chosen_recipients_are_told(cast, call, drain):
    body = {"dossier": cast.dossier.pk, "subject": "TVA", "body": "?", "recipients": [cast.jean.pk]}

    answer = call(cast.helene).post("conversations", body)
    drain()

    assert answer.status_code == 201
    assert set(Notification.objects.values_list("user__first_name", flat=True)) == {"Jean"}


@pytest.mark.parametrize("who", ["vera", "luc", "jules"])
def test_somebody_who_cannot_receive_is_no_recipient(cast, call, who):
    body = {"dossier": cast.dossier.pk, "subject": "TVA", "body": "?", "recipients": [cast.marie.pk, getattr(cast, who).pk]}

    assert fields_in_error(call(cast.helene).post("conversations", body)) == ["recipients"]
    assert not Conversation.objects.exists()


@pytest.mark.parametrize("who", ["vera", "luc", "gaston", "omar", "operator"])
def test_a_dossier_that_one_does_not_see_takes_no_question(cast, call, who):
    body = {"dossier": cast.dossier.pk, "subject": "TVA", "body": "?"}

    foreign, unknown = [call(getattr(cast, who)).post("conversations", body | {"dossier": pk}) for pk in (cast.dossier.pk, 10**9)]

    assert fields_in_error(foreign) == ["dossier"]
    assert foreign.content == unknown.content


def test_a_client_puts_questions_to_the_firm_only(cast, call):
    body = {"dossier": cast.dossier.pk, "subject": "TVA", "body": "?", "side": "entrepreneur"}

    assert fields_in_error(call(cast.helene).post("conversations", body)) == ["side"]
    assert call(cast.marie).post("conversations", body).json()["side"] == "entrepreneur"


def test_files_come_with_the_message_and_back_byte_for_byte(cast, call, question):
    jules, content = call(cast.jules), b"%PDF-1.7\n" + bytes(range(256))

    sent = call(cast.helene).form(f"conversations/{question.pk}/messages", {"body": "Voici", "files": [SimpleUploadedFile("relevé.pdf", content)]})
    [file] = sent.json()["attachments"]
    received = call(cast.marie).get(file["url"].removeprefix("/api/v1/"))

    assert (file["name"], file["media_type"], file["size"]) == ("relevé.pdf", "application/pdf", len(content))
    assert b"".join(received.streaming_content) == content
    assert received.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in received.headers["Content-Security-Policy"]
    assert jules.get(file["url"].removeprefix("/api/v1/")).status_code == 404


def test_a_question_takes_files_and_recipients_from_a_form(cast, call):
    fields = {
        "dossier": cast.dossier.pk,
        "subject": "Bilan",
        "body": "Voici",
        "recipients": [cast.paul.pk, cast.marie.pk],
        "files": [SimpleUploadedFile("a.pdf", b"%PDF-1.7")],
    }

    answer = call(cast.helene).form("conversations", fields)

    assert answer.status_code == 201, answer.content
    assert Message.objects.get().attachments.count() == 1


def test_a_file_that_is_not_taken_leaves_nothing(cast, call, question):
    form = {"body": "Voici", "files": [SimpleUploadedFile("a.exe", b"MZ\x90\0")]}

    answer = call(cast.helene).form(f"conversations/{question.pk}/messages", form)

    assert fields_in_error(answer) == ["files"]
    assert "a.exe" in answer.json()["errors"][0]["message"]
    assert not Message.objects.filter(body="Voici").exists()


def test_files_under_another_name_and_too_many_are_refused(cast, call, question, settings):
    settings.ATTACHMENTS_PER_MESSAGE = 1
    address = f"conversations/{question.pk}/messages"
    two = [SimpleUploadedFile("a.pdf", b"%PDF-1.7"), SimpleUploadedFile("b.pdf", b"%PDF-1.7")]

    assert fields_in_error(call(cast.helene).form(address, {"body": "x", "files": two})) == ["files"]
    assert fields_in_error(call(cast.helene).form(address, {"body": "x", "fichier": two[0]})) == ["fichier"]


def test_a_file_in_a_note_stays_with_the_firm(cast, call, question):
    note = call(cast.paul).form(f"conversations/{question.pk}/notes", {"body": "Interne", "files": [SimpleUploadedFile("a.pdf", b"%PDF-1.7")]}).json()
    path = note["attachments"][0]["url"].removeprefix("/api/v1/")

    assert (call(cast.marie).get(path).status_code, call(cast.helene).get(path).status_code) == (200, 404)


def test_notes_name_colleagues_by_id_or_in_the_text(cast, call, question):
    address = f"conversations/{question.pk}/notes"

    by_id = call(cast.paul).post(address, {"body": "Voir", "mentions": [cast.nora.pk]})
    by_name = call(cast.paul).post(address, {"body": "Voir @Marie Dubois"})

    assert names(by_id.json()["mentions"]) == ["Nora Benali"]
    assert names(by_name.json()["mentions"]) == ["Marie Dubois"]
    assert len(call(cast.marie).get(address).json()["items"]) == 3


def test_nobody_outside_the_dossier_is_mentioned(cast, call, question):
    address = f"conversations/{question.pk}/notes"

    answers = [call(cast.paul).post(address, {"body": "x", "mentions": [cast.marie.pk, pk]}) for pk in (cast.luc.pk, cast.vera.pk, cast.helene.pk, 10**9)]

    assert [fields_in_error(answer) for answer in answers] == [["mentions"]] * 4
    assert fields_in_error(call(cast.paul).post(address, {"body": "@Luc Marchand"})) == ["body"]


def test_closing_and_reopening_twice_does_it_once(cast, call, question):
    helene, address = call(cast.helene), f"conversations/{question.pk}/closure"

    assert [helene.post(address).json()["state"] for _ in range(2)] == ["closed", "closed"]
    refused = helene.post(f"conversations/{question.pk}/messages", {"body": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "conversation_closed")
    assert call(cast.marie).post("conversations/preview", {"conversation": question.pk}).status_code == 409
    assert [helene.delete(address).json()["state"] for _ in range(2)] == ["open", "open"]
    assert Event.objects.filter(verb__in=["conversation.closed", "conversation.reopened"]).count() == 2


def test_a_conversation_is_given_to_a_person_a_team_or_nobody(cast, call, question):
    marie, address = call(cast.marie), f"conversations/{question.pk}/assignment"

    to_nora, to_team, to_nobody = [marie.put(address, body).json() for body in ({"user": cast.nora.pk}, {"team": cast.team.pk}, {})]

    assert to_nora["assigned_user"] == {"id": cast.nora.pk, "name": "Nora Benali"}
    assert to_nora["assignment_reason"] == "by_hand"
    assert (to_team["assigned_user"], to_team["assigned_team"]["name"]) == (None, "Équipe TPE")
    assert (to_nobody["assigned_user"], to_nobody["assigned_team"]) == (None, None)


def test_a_conversation_is_given_to_nobody_from_elsewhere(cast, call, question):
    marie, address = call(cast.marie), f"conversations/{question.pk}/assignment"

    answers = [marie.put(address, {"user": pk}) for pk in (cast.vera.pk, cast.helene.pk, 10**9)]

    assert [fields_in_error(answer) for answer in answers] == [["user"]] * 3
    assert fields_in_error(marie.put(address, {"team": 10**9})) == ["team"]
    assert fields_in_error(marie.put(address, {"user": cast.nora.pk, "team": cast.team.pk})) == ["team"]


def test_filters_find_what_they_say(cast, call, question, drain):
    other = call(cast.marie).post("conversations", {"dossier": cast.dossier.pk, "subject": "Été à Léon", "body": "?"}).json()["id"]
    call(cast.marie).post(f"conversations/{question.pk}/closure")
    call(cast.marie).put(f"conversations/{question.pk}/assignment", {"user": cast.paul.pk})
    marie, paul = call(cast.marie), call(cast.paul)

    drain()

    assert ids(marie.get("conversations")) == [other, question.pk]
    assert ids(marie.get("conversations", state="open")) == [other]
    assert ids(marie.get("conversations", state="closed")) == [question.pk]
    assert ids(marie.get("conversations", q="ete leon")) == [other]
    assert ids(paul.get("conversations", assigned="me")) == [question.pk]
    assert ids(marie.get("conversations", dossier=cast.other_dossier.pk)) == []


def test_what_failed_is_shown_to_the_firm_and_sent_again_once(cast, call, question, drain):
    sent = call(cast.paul).post(f"conversations/{question.pk}/messages", {"body": "Le 24."}).json()
    while drain():
        pass
    Delivery.objects.filter(user=cast.helene).update(state="failed", error="550 boîte pleine")
    marie, address = call(cast.marie), f"conversations/{question.pk}/messages"

    shown = marie.get(address).json()["items"][0]["deliveries"]
    resent = [marie.post(f"{address}/{sent['id']}/resending").json()["resent"] for _ in range(2)]

    assert ({"id": cast.helene.pk, "name": "Hélène Roux"}, "failed", "550 boîte pleine") in [(one["user"], one["state"], one["error"]) for one in shown]
    assert resent == [1, 0]


def test_one_person_is_sent_it_again_by_another_way(cast, call, question, drain):
    cast.helene.phone = "+33612345678"
    cast.helene.save()
    sent = call(cast.paul).post(f"conversations/{question.pk}/messages", {"body": "Le 24."}).json()
    while drain():
        pass
    failed = Delivery.objects.get(user=cast.helene, event__target_id=question.pk, event__verb="message.posted")
    Delivery.objects.filter(pk=failed.pk).update(state="failed", error="550 boîte pleine", attempts=1)
    marie, address = call(cast.marie), f"conversations/{question.pk}/messages"
    again = f"{address}/{sent['id']}/deliveries/{failed.pk}/resending"

    answers = [marie.post(again, {"channel": channel}) for channel in ("pigeon", "sms", "sms")]

    assert [(one.status_code, one.json().get("code")) for one in answers] == [(422, "invalid"), (200, None), (409, "delivery_not_failed")]
    shown = {one["channel"]: one for one in marie.get(address).json()["items"][0]["deliveries"] if one["user"]["id"] == cast.helene.pk}
    assert {channel: (one["state"], one["attempts"]) for channel, one in shown.items()} == {"email": ("dropped", 1), "sms": ("pending", 0)}
    assert (shown["sms"]["at"] is not None, shown["sms"]["arrived_at"]) == (True, None)


def test_recipients_are_proposed_as_the_page_does(cast, call):
    start_absence(cast.paul, cast.firm, by=cast.paul, ends_at=timezone.now() + timedelta(days=3))
    address = f"dossiers/{cast.dossier.pk}/recipients"

    for_client = call(cast.helene).get(address, side="accountant").json()["items"]
    for_member = call(cast.nora).get(address, side="accountant").json()["items"]

    assert [(one["name"], one["selected"]) for one in for_client] == [("Marie Dubois", True), ("Paul Petit", True), ("Jean Lefort", False)]
    assert set(for_client[0]) == {"id", "name", "role", "standing", "selected"}
    assert [(one["name"], one["takes_part"], one["is_away"]) for one in for_member] == [
        ("Marie Dubois", True, False),
        ("Paul Petit", True, True),
        ("Jean Lefort", False, False),
    ]


def told_in(preview):
    return {(one["id"], channel["channel"]) for one in preview["people"] if one["told"] for channel in one["channels"]}


def stored(event):
    return {(row.user_id, channel) for row in Notification.objects.filter(event=event) for channel in row.channels}


def test_the_preview_of_a_question_is_what_is_told(cast, call, drain):
    start_absence(cast.marie, cast.firm, by=cast.marie, delegate_team=cast.team)
    choose(cast.paul, "conversation.message", "email", enabled=False)
    body = {"dossier": cast.dossier.pk, "subject": "TVA", "body": "?", "side": "accountant"}
    admin = call(cast.admin)

    preview = admin.post("conversations/preview", body).json()
    admin.post("conversations", body)
    drain()

    assert told_in(preview) == stored(Event.objects.get(verb="conversation.opened")) != set()
    assert preview["assigned_team"]["name"] == "Équipe TPE"
    assert preview["assignment_reason"] == "away"
    jean = next(one for one in preview["people"] if one["name"] == "Jean Lefort")
    assert (jean["told"], jean["why"]) == (False, ["ne participe pas par défaut, et n’est pas sélectionné"])


def test_the_preview_of_a_reply_and_of_a_note_is_what_is_told(cast, call, question, drain):
    for topic in ("conversation.message", "conversation.assigned"):
        for channel in ("in_app", "web", "mobile", "email"):
            choose(cast.paul, topic, channel, enabled=False)
    nora = call(cast.nora)

    reply = nora.post("conversations/preview", {"conversation": question.pk, "body": "Le 24."}).json()
    note = nora.post("conversations/preview", {"conversation": question.pk, "note": True, "body": "x", "mentions": [cast.jean.pk]}).json()
    nora.post(f"conversations/{question.pk}/messages", {"body": "Le 24."})
    nora.post(f"conversations/{question.pk}/notes", {"body": "x", "mentions": [cast.jean.pk]})
    while drain():
        pass

    assert told_in(reply) == stored(Event.objects.get(verb="message.posted")) != set()
    assert told_in(note) == stored(Event.objects.filter(verb="note.added").last()) != set()
    assert next(one for one in reply["people"] if one["name"] == "Paul Petit")["told"] is False


def test_a_preview_writes_nothing(cast, call):
    before = Event.objects.count()

    call(cast.helene).post("conversations/preview", {"dossier": cast.dossier.pk, "subject": "", "body": ""})

    assert (Event.objects.count() - before, Conversation.objects.count(), Notification.objects.count()) == (0, 0, 0)


def test_a_client_previews_names_and_roles_only(cast, call):
    people = call(cast.helene).post("conversations/preview", {"dossier": cast.dossier.pk}).json()["people"]

    assert {field for one in people for field in one} == {"id", "name", "role", "told"}


def test_who_lost_the_licence_gives_a_conversation_away_and_sees_it_no_more(cast, call, question):
    LicenceAccess.objects.filter(membership__user=cast.nora).delete()
    Conversation.objects.filter(pk=question.pk).update(assigned_user=cast.nora)
    nora = call(cast.nora)

    given = nora.put(f"conversations/{question.pk}/assignment", {"user": cast.paul.pk})

    assert given.status_code == 200
    assert nora.get(f"conversations/{question.pk}").status_code == 404
