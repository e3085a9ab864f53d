from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClientsConfig(AppConfig):
    name = "comptoir.clients"

    def ready(self):
        from .constraints import put_in_place
        from .shown import autodiscover

        autodiscover()
        post_migrate.connect(put_in_place, sender=self)
