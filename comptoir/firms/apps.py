from django.apps import AppConfig


class FirmsConfig(AppConfig):
    name = "comptoir.firms"

    def ready(self):
        from .administration import autodiscover

        autodiscover()
