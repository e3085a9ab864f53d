from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClientsConfig(AppConfig):
    name = "comptoir.clients"

    def ready(self):
        from . import check_lists, findings, held, moves, responsibilities, shown  # noqa: F401  (held declares its kinds)
        from .constraints import put_in_place

        for registry in (shown, findings, moves, responsibilities, check_lists):
            registry.autodiscover()
        post_migrate.connect(put_in_place, sender=self)
