from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClientsConfig(AppConfig):
    name = "comptoir.clients"

    def ready(self):
        from . import findings, moves, shown
        from .constraints import put_in_place

        for registry in (shown, findings, moves):
            registry.autodiscover()
        post_migrate.connect(put_in_place, sender=self)
