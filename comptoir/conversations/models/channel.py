from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """By which way a message reaches the client, or came from them."""

    PORTAL = "portal", _("Portail")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")
