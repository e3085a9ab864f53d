"""«Qui sera prévenu ?» says exactly what then happens (X1)."""

import pytest

from comptoir.away.actions import start_absence
from comptoir.conversations.actions import Draft, add_note, ask, post_message
from comptoir.conversations.models import Participation
from comptoir.conversations.preview import preview_note, preview_question, preview_reply
from comptoir.events.models import Event
from comptoir.notifications.models import Notification
from tests.notifications.choosing import choose
from tests.notifications.producers import question


def marie_is_away(cast):
    start_absence(cast.marie, cast.firm, by=cast.marie, delegate_user=cast.nora)


def nobody_takes_part(cast):
    for user in (cast.marie, cast.paul):
        Participation.objects.create(firm=cast.firm, user=user, dossier=cast.dossier, side="accountant", takes_part=False)


def paul_wants_no_mail(cast):
    choose(cast.paul, "conversation.message", "email", enabled=False)


def paul_wants_nothing(cast):
    for channel in ("in_app", "web", "mobile", "email"):
        choose(cast.paul, "conversation.message", channel, enabled=False)


def as_always(cast):
    """Nothing special."""


SITUATIONS = [as_always, marie_is_away, nobody_takes_part, paul_wants_no_mail, paul_wants_nothing]


def foretold(preview):
    return {one.user.pk: {str(channel): str(origin) for channel, origin in one.channels.items()} for one in preview.told}


def told_of(message):
    return {one.user_id: one.channels for one in Notification.objects.filter(event=message.event_id)}


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("chosen", [None, ["jean"], ["marie", "jean"]])
def test_a_question_reaches_those_who_were_foretold(cast, drain, situation, chosen):
    situation(cast)
    wanted = {
        "side": "accountant",
        "subject": "TVA",
        "draft": Draft("Bonjour ?", cast.helene),
        "recipient_ids": [getattr(cast, name).pk for name in chosen] if chosen else None,
    }

    preview = preview_question(cast.dossier, **wanted)
    assert not Event.objects.filter(verb="conversation.opened").exists()
    message = ask(cast.dossier, **wanted)
    drain()

    assert foretold(preview) == told_of(message)
    assert preview.more == {"assignee": message.conversation.assignee, "assignment": message.conversation.assignment}
    assert cast.helene.pk not in {one.user.pk for one in preview.people}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_an_answer_and_a_note_reach_those_who_were_foretold(cast, drain, situation):
    conversation = question(cast).conversation
    situation(cast)
    draft = Draft("Le 24.", cast.admin)

    reply, note = preview_reply(conversation, draft), preview_note(conversation, draft, [cast.nora])
    answered, noted = post_message(conversation, draft), add_note(conversation, draft, mentioned=[cast.nora])
    drain()

    assert foretold(reply) == told_of(answered)
    assert foretold(note) == told_of(noted)
