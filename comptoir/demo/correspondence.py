"""What comes in by mail, in the demo: a conversation by e-mail, an absence message, and two mails that wait for a colleague."""

from email.message import EmailMessage

from comptoir.clients.models import Dossier
from comptoir.conversations.actions import Draft, ask, post_message
from comptoir.conversations.actions.receiving import Address, fingerprint_of, take
from comptoir.conversations.models import Channel, Side
from comptoir.transports.reading import read_mail

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n"
QUOTED = "\n\nLe lun. 23 nov. 2026 à 09:12, Marie Dubois (Cabinet Lormeau) a écrit :\n\n> "


def show_correspondence(firm, people):
    """For the people of the demo ({"marie": user, "helene": user, …}), about «Boulangerie Roux». Through the verbs that real mails take."""
    marie, helene = people["marie"], people["helene"]
    roux = Dossier.objects.get(firm=firm, name="Boulangerie Roux")
    question = "Bonjour Madame Roux, pouvez-vous nous envoyer l’attestation d’assurance du four ? L’expert la demande pour le bilan."
    asked = ask(
        roux, side=Side.ENTREPRENEUR, subject="Assurance du four", draft=Draft(question, marie), recipient_ids=[helene.pk], channel=Channel.EMAIL
    ).conversation
    hers = Address(firm, asked, helene)
    absence = "Bonjour, la boulangerie est fermée jusqu’à jeudi. Je vous réponds à mon retour."
    come_in(hers, "Hélène Roux", helene.email, "Réponse automatique : Assurance du four", absence, headers={"Auto-Submitted": "auto-replied"})
    answer = f"Bonjour, la voici.\nBonne journée,\nHélène{QUOTED}{question}"
    come_in(hers, "Hélène Roux", helene.email, "Re: Assurance du four", answer, attestation="attestation-four.pdf")
    post_message(asked, Draft("Merci, c’est complet. Je la joins au dossier.", marie))
    private = "C’est encore moi, depuis mon adresse personnelle : l’attestation de la camionnette suit demain."
    come_in(hers, "Hélène Roux", "helene.roux@courriel.example", "Re: Assurance du four", private)
    unknown = "Bonjour, je reprends un salon de coiffure à Arras en janvier et je cherche un cabinet. Quand puis-je passer ?"
    come_in(Address(firm), "Sonia Leroy", "sonia.leroy@courriel.example", "Reprise d’un salon de coiffure", unknown)


def come_in(to, name, address, subject, text, *, attestation="", headers=None):
    """One mail, as a mail server would hand it in."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Message-ID"] = f"{name} <{address}>", "reponse@in.lormeau.example", subject, f"<{len(text)}@demo.example>"
    for field, value in (headers or {}).items():
        mail[field] = value
    mail.set_content(text)
    if attestation:
        mail.add_attachment(PDF, maintype="application", subtype="pdf", filename=attestation)
    source = mail.as_bytes()
    read = read_mail(source)
    take(read, to, fingerprint_of(read, source))
