"""What django-allauth does by itself, recorded like everything else."""

from allauth.account.signals import password_reset
from django.dispatch import receiver

from comptoir.events.recording import record_event


@receiver(password_reset)
def record_reset(sender, request, user, **kwargs):
    record_event("password.reset", user, actor=user)
