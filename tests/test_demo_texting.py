"""The demo's conversation by SMS: one message that arrived, its answer, and a number that takes none."""

from comptoir.conversations.models import Message
from comptoir.demo.texting import show_texting
from comptoir.transports.models import Delivery, MailboxMessage


def test_it_shows_an_answer_and_a_failure(cast):
    conversation = show_texting(cast.firm, {"helene": cast.helene, "jules": cast.jules, "paul": cast.paul})

    assert [(one.author.first_name, one.channel) for one in Message.objects.filter(conversation=conversation).order_by("pk")] == [
        ("Paul", "portal"), ("Hélène", "sms"), ("Paul", "portal"),
    ]  # fmt: skip
    texts = Delivery.objects.filter(channel="sms").order_by("pk").values_list("user__first_name", "state")
    assert sorted(set(texts)) == [("Hélène", "sent"), ("Jules", "failed")]
    assert MailboxMessage.objects.filter(channel="sms").count() == 2


def test_the_demo_s_mailbox_shows_short_messages_beside_mails(cast, client):
    show_texting(cast.firm, {"helene": cast.helene, "jules": cast.jules, "paul": cast.paul})
    row = MailboxMessage.objects.filter(channel="sms").latest("pk")

    listed, shown = client.get("/mailbox/").content.decode(), client.get(f"/mailbox/{row.pk}/").content.decode()

    assert '<span class="pill">SMS</span>' in listed
    assert "Cabinet Lormeau : Parfait, à jeudi." in shown
    assert "Un SMS" in shown
    assert "version HTML" not in shown
