from django.apps import AppConfig


class ClientsConfig(AppConfig):
    name = "comptoir.clients"

    def ready(self):
        from .shown import autodiscover

        autodiscover()
