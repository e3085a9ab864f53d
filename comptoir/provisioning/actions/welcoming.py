"""«Envoyer l’e-mail de bienvenue»."""


def welcome(places, *, by):
    """Owe each of these client users the mail by which they choose a password and come in."""
