from django.apps import AppConfig


class AwayConfig(AppConfig):
    name = "comptoir.away"

    def ready(self):
        from . import account_history  # noqa: F401  (adds the sentences)
        from .registry import autodiscover

        autodiscover()
