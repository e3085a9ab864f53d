from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "comptoir.imports"

    def ready(self):
        from .kinds import autodiscover

        autodiscover()
