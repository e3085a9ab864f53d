from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClientsConfig(AppConfig):
    name = "comptoir.clients"

    def ready(self):
        from . import check_lists, managing, responsibilities, shown  # noqa: F401  (managing declares its kinds)
        from .constraints import put_in_place

        shown.autodiscover()
        responsibilities.autodiscover()
        check_lists.autodiscover()
        post_migrate.connect(put_in_place, sender=self)
