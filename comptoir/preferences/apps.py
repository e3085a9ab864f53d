from django.apps import AppConfig


class PreferencesConfig(AppConfig):
    name = "comptoir.preferences"

    def ready(self):
        from .registry import autodiscover

        autodiscover()
