from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "comptoir.links"

    def ready(self):
        from .purposes import autodiscover

        autodiscover()
