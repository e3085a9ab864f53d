"""Who is in the demo. Everybody is invented; every address ends in .example."""

PASSWORD = "Comptoir-demo-2026"

# (address, first name, last name, role, licences, job title)
LORMEAU = [
    ("admin@lormeau.example", "Alix", "Lormeau", "administrator", (), "Associée gérante"),
    ("marie.dubois@lormeau.example", "Marie", "Dubois", "accountant", ("Lille", "Arras"), "Expert-comptable"),
    ("paul.petit@lormeau.example", "Paul", "Petit", "staff", ("Lille", "Arras"), "Collaborateur comptable"),
    ("jean.lefort@lormeau.example", "Jean", "Lefort", "staff", ("Lille", "Arras"), "Collaborateur social"),
]
VASSEUR = [("admin@vasseur.example", "Victoire", "Vasseur", "administrator", (), "Associée gérante")]
# (address, first name, last name, level, type)
BOULANGERIE_ROUX = [
    ("helene.roux@boulangerie-roux.example", "Hélène", "Roux", "full", "administrator"),
    ("jules.roux@boulangerie-roux.example", "Jules", "Roux", "limited", "standard"),
]
OPERATOR = ("operator@comptoir.example", "Odile", "Marchand")
