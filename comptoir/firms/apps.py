from django.apps import AppConfig


class FirmsConfig(AppConfig):
    name = "comptoir.firms"

    def ready(self):
        from . import administration, teamwork

        administration.autodiscover()
        teamwork.autodiscover()
