"""The words of a SEPA Core mandate, as the European Payments Council publishes them in each language. They are what is signed: no translation of ours."""

FRENCH = (
    "En signant ce formulaire de mandat, vous autorisez (A) {creditor} à envoyer des instructions à votre banque pour débiter votre compte, "
    "et (B) votre banque à débiter votre compte conformément aux instructions de {creditor}.\n"
    "Vous bénéficiez du droit d’être remboursé par votre banque selon les conditions décrites dans la convention que vous avez passée avec elle. "
    "Une demande de remboursement doit être présentée dans les 8 semaines suivant la date de débit de votre compte. "
    "Vos droits concernant le présent mandat sont expliqués dans un document que vous pouvez obtenir auprès de votre banque."
)
ENGLISH = (
    "By signing this mandate form, you authorise (A) {creditor} to send instructions to your bank to debit your account "
    "and (B) your bank to debit your account in accordance with the instructions from {creditor}.\n"
    "As part of your rights, you are entitled to a refund from your bank under the terms and conditions of your agreement with your bank. "
    "A refund must be claimed within 8 weeks starting from the date on which your account was debited. "
    "Your rights are explained in a statement that you can obtain from your bank."
)
DUTCH = (
    "Door ondertekening van dit mandaatformulier geeft u toestemming aan (A) {creditor} om opdrachten te sturen naar uw bank om een bedrag van uw rekening "
    "af te schrijven en aan (B) uw bank om een bedrag van uw rekening af te schrijven overeenkomstig de opdracht van {creditor}.\n"
    "Als u het niet eens bent met deze afschrijving, kunt u deze laten terugboeken. Neem hiervoor binnen acht weken na afschrijving contact op met uw bank. "
    "Vraag uw bank naar de voorwaarden."
)
TEXTS = {"fr": FRENCH, "en": ENGLISH, "nl": DUTCH}


def mandate_text(language, creditor):
    """What somebody of this language signs in favour of the creditor of this name."""
    return TEXTS.get(language, FRENCH).format(creditor=creditor)
