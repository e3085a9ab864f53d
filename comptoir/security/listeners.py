"""What django-allauth does by itself, recorded like everything else."""

from allauth.account.signals import password_reset, user_logged_in
from django.dispatch import receiver

from .actions import finish_reset
from .devices import recognise


@receiver(password_reset)
def record_reset(sender, request, user, **kwargs):
    finish_reset(user)


@receiver(user_logged_in)
def recognise_browser(sender, request, response, user, **kwargs):
    """By password, with a second factor or by passkey: whichever way, this is where it ends."""
    recognise(request, response, user)
