"""What the demo shows of conversations by mail."""

from comptoir.conversations.models import Incoming, Message
from comptoir.demo.correspondence import show_correspondence


def test_the_demo_shows_each_state_of_what_comes_in(cast):
    show_correspondence(cast.firm, {"marie": cast.marie, "helene": cast.helene})

    assert sorted(Incoming.objects.values_list("verdict", "reason")) == [
        ("automatic", "automatic"),
        ("posted", "answered"),
        ("quarantined", "not_signed"),
        ("quarantined", "other_sender"),
    ]
    answer = Message.objects.get(author=cast.helene)
    assert (answer.channel, answer.attachments.get().file.name) == ("email", "attestation-four.pdf")
    assert answer.body.startswith("Bonjour, la voici.")
    assert "l’attestation d’assurance" in answer.quoted
