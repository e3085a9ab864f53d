from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class PortalConfig(AppConfig):
    name = "comptoir.portal"

    def ready(self):
        from . import history  # noqa: F401  (it adds its sentences)

        autodiscover_modules("portal_sections")
