"""What a person wrote is told from what they quote, in the mails of the programs that people use: nothing is lost, and no sentence of theirs is folded."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies

from comptoir.transports.reading import read_mail
from comptoir.transports.reading.quoting import fold_quotes

ANSWERS = Path(__file__).parent / "mails" / "answers"
ASKED = "Il me manque le relevé bancaire d'octobre."

# What was written in each of the files of mails/answers.
WRITTEN = {
    "apple_mail": "Bonjour Marie,\n\nJe viens de le déposer.\n\nBonne journée,\nHélène",
    "apple_mail_of_before": "Bonjour,\n\nOui, le 12.",
    "apple_mail_swedish": "Hej,\n\nKommer i morgon.",
    "free_zimbra": "Bonjour,\n\nVoilà, tout y est.\n\nHélène",
    "gmail": "Bonjour Marie,\n\nLe relevé d'octobre est parti ce matin, vous devriez l'avoir reçu. Pour la facture de Lumen, je la demande à notre fournisseur."
    "\n\nHélène",
    "gmail_dutch": "Beste Marie,\n\nHet afschrift volgt morgen.\n\nJan",
    "gmail_html_only": "C'est fait, voir le dépôt <https://depot.example/f/81>.\n\n1. relevé\n2. facture",
    "iphone": "Je suis en déplacement, je regarde ce soir.",
    "iphone_html_only": "Oui 👍",
    "laposte": "Bonjour Madame,\n\nPouvez-vous m'appeler demain ?\n\nMerci\nHélène Martin",
    "orange": "Bonjour,\nla facture est au nom de ma soeur, est-ce un problème ?\nHélène Martin",
    "orange_of_today": "Bonjour,\n\nLe dossier est complet maintenant.",
    "outlook": "Bonjour,\n\nVous trouverez le relevé en pièce jointe. Le total est de 1 240,50 € – c’est bien le montant que vous attendiez ?"
    "\n\nCordialement,\n\nHélène Martin\n\nBoulangerie Martin",
    "outlook_2003": "Bonjour,\n\nJe vous l'envoie par la poste.\n\nHélène Martin",
    "outlook_english": "Hello Marie,\n\nPlease find it attached.\n\nKind regards,\nAnn",
    "outlook_html_only": "Bonjour,\n\nC’est parti.",
    "outlook_ios": "C’est noté, merci.",
    "outlook_mac": "Bonjour,\n\nLe relevé suit.",
    "outlook_web": "Bonjour Marie,\n\nOui, je m'en occupe demain.\n\nHélène",
    "outlook_web_unknown_language": "Bonjour, le relevé est joint.",
    "proton": "Bonjour,\n\nLe mot de passe du relevé est mon code postal.",
    "roundcube": "Bonjour,\n\nIl est dans l'envoi d'hier.",
    "samsung": "Bonjour je passe au cabinet jeudi matin avec le releve",
    "thunderbird": "Bonjour Marie,\n\nNous avons changé de banque en octobre, il y a donc deux relevés : celui de l'ancienne et celui de la nouvelle."
    " Les deux sont joints.\n\nHélène",
    "thunderbird_below": "Bonjour,\n\nLe voici.",
    "thunderbird_german": "Guten Tag,\n\nanbei der Kontoauszug.",
    "windows_mail": "Bonjour Marie\n\nJe l’ai retrouvé.",
    "yahoo": "Bonjour,\nJe n'ai pas encore reçu le relevé de la banque.\nCordialement\nHélène Martin",
    "yahoo_html_only": "Bonjour,\nC'est envoyé.",
    "zimbra_html_only": "Bonjour,\nVoilà, tout y est.",
}
# What else must be in the quote than the question and who asked it.
FOLDED = {
    "iphone": "Envoyé de mon iPhone",
    "outlook_ios": "Obtenir Outlook pour iOS<https://aka.ms/o0ukef>",
    "proton": "Envoyé avec la messagerie sécurisée",
    "samsung": "Envoyé depuis mon smartphone Samsung Galaxy.",
    "thunderbird": "--\nHélène Martin\nBoulangerie Martin",
    "gmail_html_only": "Boulangerie Martin",
    "windows_mail": "Provenance : Courrier pour Windows",
    "orange_of_today": "envoyé : 3 novembre 2026 à 09:12",
    "outlook_2003": "-----Message d'origine-----",
}
# Sentences that look like what mail programs write.
PEOPLE_S_OWN = {
    "somebody is cited": "Bonjour,\nLe 3 novembre 2026 à 9h12 votre confrère a écrit :\n« Tout est en ordre. »\nQu’en pensez-vous ?",
    "somebody wrote": "Mon banquier a écrit :\n- qu’il refuse,\n- qu’il regrette.",
    "a list of journeys": "Mes frais :\nDe : Paris\nÀ : Lyon\nDate : 3 novembre\nObjet : salon\nMontant : 84 €",
    "sent from somewhere": "Envoyé de Lyon, reçu à Paris.\nMerci",
    "sent from the telephone, and then": "Envoyé depuis mon téléphone hier soir, l’avez-vous reçu ?\nMerci d’avance",
    "sent by post": "Bonjour\nExpédié par la poste ce matin.",
    "sent with a question": "Bonjour\nEnvoyé depuis mon téléphone, est-ce lisible ?",
    "sent from the office": "Bonjour\nEnvoyé de mon bureau",
    "sent with a letter": "Bonjour\nEnvoyé avec la lettre de relance.",
    "dashes": "Voici la liste\n-----\npain\nbeurre\n-----\nMerci",
    "a rule of underscores": "Total\n________________\n1 240,50 €\nMerci",
    "an address book": "De : la part de Paul\nTéléphone : 01 02 03 04 05",
    "less and more": "Il faut que\n2 < 3\net 3 > 2",
    "a line that ends with a colon": "Le 12 à 14:30, chez vous, nous verrons avec paul@example.com :\n- le bilan\n- la paie",
    "a colon in each line": "Le total :\n1200\nLe reste :\n300",
}

# What programs say of themselves at the end.
PROGRAM_LINES = [
    *(
        "Envoyé de mon iPhone",
        "Envoyé depuis mon iPad",
        "Envoyé à partir de mon smartphone Samsung Galaxy.",
        "Envoyé depuis mon mobile Huawei",
        "Envoyé de mon Galaxy",
    ),
    *(
        "Envoyé depuis l’application Mail Orange",
        "Envoyé depuis l'application mobile Yahoo Mail",
        "Envoyé depuis Outlook pour Mac",
        "Envoyé à partir de Outlook pour Android",
    ),
    *(
        "Télécharger Outlook pour iOS<https://aka.ms/o0ukef>",
        "Obtenez Outlook pour Android <https://aka.ms/x>",
        "Provenance : Courrier pour Windows 10",
        "Envoyé avec Proton Mail",
    ),
    *(
        "Envoyé avec la messagerie sécurisée Proton Mail.",
        "Envoyé avec BlueMail",
        "Envoyé depuis Yahoo Mail pour Android",
        "Envoyé via la messagerie Zimbra",
        "*Envoyé de mon iPhone*",
    ),
    *(
        "Sent from my iPhone",
        "Sent from Yahoo Mail for iPhone",
        "Get Outlook for iOS<https://aka.ms/o0ukef>",
        "Sent with Proton Mail secure email.",
        "Sent from Outlook",
    ),
    *(
        "Von meinem iPhone gesendet",
        "Gesendet von meinem Handy",
        "Verstuurd vanaf mijn iPhone",
        "Enviado desde mi iPhone",
        "Inviato da iPhone",
        "Garanti sans virus. www.avast.com",
    ),
]

MARIE = "Marie Durand <reponse+k3@cabinet.example>"
# How other programs announce what they quote without marks.
ANNOUNCED = {
    "Gmail in English": f"On Tue, Nov 3, 2026 at 9:12 AM {MARIE} wrote:",
    "Gmail on a telephone": f"Le mar. 3 nov. 2026, 09:12, {MARIE} a écrit\u00a0:",
    "Spark": f"Le 3 nov. 2026 à 09:12 +0100, {MARIE}, a écrit :",
    "Infomaniak": f"Le 2026-11-03T09:12:11.000+01:00, {MARIE} a écrit :",
    "Open-Xchange": f"Le 03/11/2026 09:12 CET, {MARIE} a écrit :",
    "Open-Xchange in German": f"{MARIE} hat am 03.11.2026 09:12 CET geschrieben:",
    "Open-Xchange in Italian": f"Il 03/11/2026 09:12 CET {MARIE} ha scritto:",
    "Zoho": f"---- Le mar., 03 nov. 2026 09:12:11 +0100 {MARIE} a écrit ----",
    "eM Client": '------ Message d\'origine ------\nDe "Marie Durand" <reponse+k3@cabinet.example>\nÀ helene@example.com\nDate 03/11/2026 09:12:11\nObjet TVA',
    "Lotus Notes": f"De :        {MARIE}\nA :        Hélène Martin\nDate :        03/11/2026 09:12\nObjet :        TVA",
    "Outlook in Dutch": f"Van: {MARIE}\nVerzonden: dinsdag 3 november 2026 09:12\nAan: Jan de Vries\nOnderwerp: TVA",
    "Outlook in German": f"Von: {MARIE}\nGesendet: Dienstag, 3. November 2026 09:12\nAn: Jörg Weiß\nBetreff: TVA",
    "Outlook within a firm": "De : Marie Durand\nEnvoyé : mardi 3 novembre 2026 09:12\nÀ : Hélène Martin\nCc : Paul\nObjet : TVA\nImportance : Haute",
    "Outlook in bold": f"*De :* {MARIE}\n*Envoyé :* mardi 3 novembre 2026 09:12\n*À :* Hélène Martin\n*Objet :* TVA",
    "Proton of before": "‐‐‐‐‐‐‐ Original Message ‐‐‐‐‐‐‐\nLe mardi 3 novembre 2026 09:12, Marie Durand a écrit :",
    "Gmail, broken over three lines": "Le mar. 3 nov. 2026 à 09:12, Marie Durand de la Maisonneuve\n<reponse+k3@cabinet.example> a\nécrit\u00a0:",
}


def mail(text, **fields):
    head = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in {"From": "helene@example.com", "Subject": "Re: TVA", **fields}.items())
    return f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}".encode()


def words(text):
    return sorted(re.findall(r"\w+", text))


def source(name):
    return (ANSWERS / f"{name}.eml").read_bytes()


@pytest.mark.parametrize("name", WRITTEN)
def test_what_people_wrote_stands_alone(name):
    assert read_mail(source(name)).text == WRITTEN[name]


@pytest.mark.parametrize("name", WRITTEN)
def test_what_they_quote_is_folded_and_not_lost(name):
    read = read_mail(source(name))

    assert "Marie Durand" in read.quoted
    assert ASKED in read.quoted or "Quand pouvez-vous l'envoyer ?" in read.quoted or "Il me manque le relevé bancaire d'octobre : pouvez-vous" in read.quoted
    assert FOLDED.get(name, "") in read.quoted
    assert (read.files, read.automatic, read.problems) == ((), "", ())


@pytest.mark.parametrize("name", WRITTEN)
def test_who_writes_and_what_they_answer_is_read(name):
    read = read_mail(source(name))

    assert read.in_reply_to == "<d.42.abc@cabinet.example>"
    assert read.recipients == ("reponse+k3@cabinet.example",)
    assert (read.sender_name, read.sender_address) in {
        ("Hélène Martin", "helene@example.com"),
        ("Aino Virtanen", "aino@example.com"),
        ("Jan de Vries", "jan@example.com"),
        ("Jörg Weiß", "joerg@example.com"),
        ("Ann Smith", "ann@example.com"),
        ("Åsa Berg", "asa@example.com"),
    }


def test_answers_between_quoted_lines_keep_the_lines_that_they_answer():
    read = read_mail(source("thunderbird_between"))

    assert read.text == (
        "Bonjour Marie,\n\nLe 03/11/2026 à 09:12, Marie Durand a écrit :\n> Avez-vous embauché en octobre ?\n\nOui, une apprentie."
        "\n\n> Les travaux sont-ils finis ?\n\nNon, en mars."
    )
    assert read.quoted == "--\nHélène Martin"


def test_what_is_written_above_and_below_one_quote_is_kept_without_it():
    text = "Bonjour,\n\nLe 3 nov. 2026 à 09:12, Marie a écrit :\n> Le relevé ?\n>\n> La facture ?\n\nLes deux sont partis.\n\nHélène Martin\n01 02 03 04 05"

    kept, folded = fold_quotes(text)

    assert kept == "Bonjour,\n\nLes deux sont partis.\n\nHélène Martin\n01 02 03 04 05"
    assert folded == "Le 3 nov. 2026 à 09:12, Marie a écrit :\n> Le relevé ?\n>\n> La facture ?"


def test_answers_between_quotes_of_a_page_are_kept_whole():
    quote = '<blockquote class="gmail_quote" style="border-left:1px #ccc solid">{}</blockquote>'
    page = "<div>Voici.</div><div class=gmail_attr>Le mar. 3 nov. 2026 à 09:12, Marie a écrit :</div>"
    page += f"{quote.format('Embauche ?')}<div>Oui.</div>{quote.format('Travaux ?')}Non."
    read = read_mail(mail(page).replace(b"text/plain", b"text/html"))

    assert read.text == "Voici.\nLe mar. 3 nov. 2026 à 09:12, Marie a écrit :\n> Embauche ?\nOui.\n> Travaux ?\nNon."
    assert read.quoted == ""


@pytest.mark.parametrize("name", ["forward_gmail", "forward_outlook"])
def test_a_mail_that_hands_another_one_on_says_it_in_full(name):
    read = read_mail(source(name))

    assert "Service des impôts" in read.text
    assert "Madame, votre avis est disponible." in read.text
    assert read.quoted == ""


def test_what_is_handed_on_under_another_subject_is_kept_when_there_is_nothing_else():
    handed_on = "De : Service des impôts <sie@impots.example>\nEnvoyé : lundi 2 novembre 2026 14:03\nÀ : Hélène\nObjet : Avis\n\nVotre avis est disponible."

    assert read_mail(mail(handed_on, Subject="Que faire ?")).text == handed_on
    assert read_mail(mail(handed_on, Subject="Re: TVA", In_Reply_To="<x@y.example>")).text == ""


@pytest.mark.parametrize("name", PEOPLE_S_OWN)
def test_a_sentence_of_a_person_is_never_folded(name):
    assert fold_quotes(PEOPLE_S_OWN[name]) == (PEOPLE_S_OWN[name], "")


@pytest.mark.parametrize("line", PROGRAM_LINES)
def test_what_a_program_says_of_itself_is_folded(line):
    assert fold_quotes(f"C’est fait.\n\n{line}\n") == ("C’est fait.", line)
    assert fold_quotes(f"C’est fait.\n\n{line}\n\n> cité") == ("C’est fait.", f"{line}\n\n> cité")


@pytest.mark.parametrize("name", ANNOUNCED)
def test_what_programs_announce_is_folded_with_all_that_follows(name):
    quote = f"{ANNOUNCED[name]}\n\nBonjour,\n{ASKED}"

    assert fold_quotes(f"Oui.\n\n{quote}") == ("Oui.", quote)


def test_what_stands_below_our_own_line_is_folded():
    ours = "— Répondez au-dessus de cette ligne —\nMarie vous a écrit."

    assert fold_quotes(f"C’est fait.\n\n{ours}") == ("C’est fait.", ours)


def test_an_answer_to_a_forwarded_mail_folds_it():
    read = read_mail(
        mail("Merci.\n\nDe : Marie <m@cabinet.example>\nEnvoyé : mardi 3 novembre 2026 09:12\nObjet : TR: Avis\n\nVoir ci-dessous.", Subject="RE: TR: Avis")
    )

    assert read.text == "Merci."


def test_two_announcements_of_one_mail_fold_both():
    text = "Oui.\n\nLe 4 nov. 2026 à 10:00, Marie <m@cabinet.example> a écrit :\n\n> Alors ?\n>\n"
    text += "> Le 3 nov. 2026 à 09:12, Paul <p@example.com> a écrit :\n>> Bonjour"

    assert fold_quotes(text)[0] == "Oui."


def test_a_long_signature_is_no_signature():
    text = "\n".join(["Bonjour", "--", *(f"ligne {number}" for number in range(30))])

    assert fold_quotes(text) == (text, "")


LINES = strategies.lists(
    strategies.one_of(
        strategies.text(alphabet="abc éà:>-_.@<", max_size=30),
        strategies.sampled_from(
            [
                "",
                "> cité",
                ">> cité deux fois",
                "-- ",
                "Envoyé de mon iPhone",
                "Le 3 nov. 2026 à 09:12, Marie <m@cabinet.example> a écrit :",
                "Le 3 nov. 2026 à 09:12, Marie <m@cabinet.example> a",
                "écrit :",
                "De : Marie <m@cabinet.example>",
                "Envoyé : mardi 3 novembre 2026 09:12",
                "Objet : TVA",
                "-----Message d'origine-----",
                "---------- Forwarded message ---------",
                "________________________________",
            ]
        ),
    ),
    max_size=25,
)


@settings(max_examples=400, deadline=None)
@given(LINES, strategies.booleans())
def test_each_line_is_kept_or_folded_and_in_its_order(lines, forwarded):
    kept, folded = fold_quotes("\n".join(lines), forwarded=forwarded)

    given_lines = [line.strip() for line in lines if line.strip()]
    kept_lines, folded_lines = ([line.strip() for line in text.split("\n") if line.strip()] for text in (kept, folded))
    assert sorted(given_lines) == sorted(kept_lines + folded_lines)
    assert is_within(kept_lines, given_lines)
    assert is_within(folded_lines, given_lines)


def is_within(some, every):
    rest = iter(every)
    return all(line in rest for line in some)


@settings(max_examples=200, deadline=None)
@given(strategies.text(alphabet=strategies.characters(codec="utf-8", categories=["L", "N", "P", "Zs", "S"]), max_size=400), LINES)
def test_no_word_of_a_plain_mail_is_lost(start, lines):
    text = "\n".join([start, *lines])
    read = read_mail(mail(text))

    assert words(read.text + "\n" + read.quoted) == words(text)
