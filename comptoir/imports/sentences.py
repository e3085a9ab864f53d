"""What is wrong, in words. Codes are stored; sentences are made when somebody reads them, in their language."""

from django.utils.translation import gettext_lazy as _l

from comptoir.kernel.spreadsheet import MAX_COLUMNS, MAX_LINES

# Of one cell or row. `other_line` is the line that a repeated row repeats.
OF_A_ROW = {
    "name_missing": _l("Il manque le nom du client."),
    "too_long": _l("Ce texte est trop long."),
    "control": _l("Ce texte contient des caractères invisibles ; saisissez-le à nouveau."),
    "formula": _l("Ce texte commence comme une formule ; retirez le signe du début."),
    "excel_error": _l("Cette cellule contient une erreur de calcul d’Excel."),
    "open_quote": _l("Un guillemet ouvre ce texte et ne se referme pas : des lignes ont été avalées."),
    "not_text": _l("Un texte est attendu ici, pas une date ni une heure."),
    "siren_digits": _l("Un SIREN ne contient que des chiffres."),
    "siren_length": _l("Un SIREN compte 9 chiffres."),
    "siren_check": _l("Ce SIREN n’existe pas : sa clé de contrôle est fausse."),
    "siret_digits": _l("Un SIRET ne contient que des chiffres."),
    "siret_length": _l("Un SIRET compte 14 chiffres."),
    "siret_check": _l("Ce SIRET n’existe pas : sa clé de contrôle est fausse."),
    "siret_of_other_siren": _l("Ce SIRET n’appartient pas au SIREN de la même ligne."),
    "rounded": _l("Excel a arrondi ce numéro ; mettez la colonne au format Texte et saisissez-le à nouveau."),
    "email": _l("Cette adresse e-mail est illisible ; une seule adresse est attendue."),
    "phone": _l("Ce numéro de téléphone est illisible ; un seul numéro est attendu, comme 03 20 12 34 56."),
    "day": _l("Cette date est illisible ; écrivez-la comme 31/12/2024."),
    "closing": _l("Cette clôture est illisible ; écrivez le jour et le mois, comme 31/12."),
    "postal_code": _l("Un code postal français compte 5 chiffres."),
    "unknown_licence": _l("Aucune licence du cabinet ne porte ce nom."),
    "licence_not_yours": _l("Vous ne travaillez pas dans cette licence."),
    "licence_missing": _l("Il manque la licence ; choisissez-en une pour tout le fichier ou remplissez la colonne."),
    "unknown_manager": _l("Personne de ce nom ne travaille au cabinet."),
    "ambiguous_manager": _l("Plusieurs collaborateurs portent ce nom ; indiquez l’adresse e-mail."),
    "duplicate_code": _l("Ce code figure déjà à la ligne %(other_line)s."),
    "duplicate_siren": _l("Ce SIREN figure aussi à la ligne %(other_line)s ; donnez un code à chaque dossier."),
    "duplicate_name": _l("Ce nom figure aussi à la ligne %(other_line)s ; donnez un code ou un SIREN à chaque dossier."),
    "ambiguous_siren": _l("Plusieurs dossiers de cette licence ont ce SIREN ; indiquez le code."),
    "ambiguous_name": _l("Plusieurs dossiers de cette licence portent ce nom ; indiquez le code ou le SIREN."),
    "code_of_other_siren": _l("Ce code est celui d’un dossier qui a un autre SIREN."),
}
# Of the file as a whole.
OF_THE_FILE = {
    "empty": _l("Le fichier est vide."),
    "no_rows": _l("Le fichier ne contient aucune ligne sous les titres des colonnes."),
    "no_header": _l(
        "Aucune ligne de titres n’a été trouvée ; la première ligne du tableau doit nommer les colonnes, par exemple «Raison sociale», «SIREN», «Ville»."
    ),
    "no_name_column": _l("Aucune colonne ne donne le nom des clients ; ajoutez une colonne «Raison sociale» ou «Nom»."),
    "not_a_sheet": _l("Ce fichier n’est pas un tableau ; enregistrez-le depuis Excel au format .xlsx ou .csv."),
    "old_excel": _l("Ce fichier est d’un ancien format d’Excel ; enregistrez-le au format .xlsx."),
    "protected": _l("Ce fichier est protégé par un mot de passe ; retirez la protection et recommencez."),
    "damaged": _l("Ce fichier est endommagé ; ouvrez-le dans Excel, enregistrez-le à nouveau et recommencez."),
    "too_big": _l("Ce fichier est beaucoup trop volumineux une fois décompressé ; répartissez les lignes sur plusieurs fichiers."),
    "too_many_columns": _l("Ce tableau a plus de %(columns)s colonnes ; supprimez celles qui ne servent pas."),
    "too_many_lines": _l("Ce tableau a plus de %(lines)s lignes ; répartissez-les sur plusieurs fichiers."),
    "long_cell": _l("Une cellule contient un texte démesuré ; un guillemet y est sans doute ouvert et jamais refermé."),
    "encoding": _l("Les caractères de ce fichier sont illisibles ; enregistrez-le au format «CSV UTF-8»."),
    "file_missing": _l("Le fichier n’est plus là ; téléversez-le à nouveau."),
    "no_right": _l("La personne qui a commencé cette importation ne travaille plus dans ces licences."),
    "interrupted": _l("L’importation a été interrompue plusieurs fois ; les lignes déjà importées le restent. Recommencez."),
}


def sentence(code, *, other_line=None, kind=None, words=None):
    """The sentence of a code, in the active language; a Kind's own ones first."""
    if kind is not None and (said := kind.sentence(code, {"other_line": other_line} | (words or {}))):
        return said
    text = OF_A_ROW.get(code) or OF_THE_FILE.get(code) or _l("Cette valeur est illisible.")
    return str(text) % {"other_line": other_line, "columns": MAX_COLUMNS, "lines": f"{MAX_LINES:,}".replace(",", "\u202f")}
