"""The main job from end to end, without a browser."""

from datetime import timedelta

from django.utils import timezone

from comptoir.away.actions import start_absence
from comptoir.conversations.actions import Draft, ask, post_message
from comptoir.conversations.models import Side
from comptoir.conversations.proposals import propose_recipients
from comptoir.notifications.models import Notification
from comptoir.transports.actions import send_due
from comptoir.transports.email import MailboxOutlet
from comptoir.transports.models import Delivery, MailboxMessage


def test_managers_who_take_part_are_proposed_and_the_others_listed(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        proposal = propose_recipients(cast.dossier, Side.ACCOUNTANT)

    assert [(one.user.full_name, one.user.pk in proposal.selected_ids) for one in proposal.candidates] == [
        ("Marie Dubois", True),
        ("Paul Petit", True),
        ("Jean Lefort", False),
    ]


def test_a_question_for_somebody_away_goes_to_the_delegate_and_everybody_hears(cast, drain):
    start_absence(cast.marie, cast.firm, by=cast.marie, ends_at=timezone.now() + timedelta(days=9), delegate_user=cast.paul)

    message = ask(cast.dossier, side=Side.ACCOUNTANT, subject="TVA de novembre", draft=Draft("Sera-t-elle prélevée ?", cast.helene))
    drain()

    conversation = message.conversation
    assert conversation.assigned_user == cast.paul
    assert conversation.assignment == {"reason": "away", "meant_for": "Marie Dubois"}
    told = {n.user: (n.topic, n.reasons) for n in Notification.objects.all()}
    assert told == {
        cast.paul: (
            "conversation.assigned",
            [["conversation.assigned", "assigned"], ["conversation.message", "assigned"], ["conversation.message", "recipient"]],
        ),
        cast.marie: ("conversation.message", [["conversation.message", "recipient"]]),
    }


def test_the_answer_is_signed_and_mailed_to_the_client_once(cast, drain):
    conversation = ask(cast.dossier, side=Side.ACCOUNTANT, subject="TVA", draft=Draft("Bonjour ?", cast.helene)).conversation

    message = post_message(conversation, Draft("Le 24.", cast.paul))
    while drain():
        pass
    while send_due(MailboxOutlet()):
        pass

    assert message.signature == "Paul Petit"
    mails = [bytes(mail.source).decode() for mail in MailboxMessage.objects.filter(recipient=cast.helene.email)]
    assert len(mails) == 1
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mails[0]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
