from django.apps import AppConfig


class LinksConfig(AppConfig):
    name = "comptoir.links"

    def ready(self):
        from .contents import declare_contents
        from .purposes import autodiscover

        declare_contents()
        autodiscover()
