from django.apps import AppConfig


class ServerConfig(AppConfig):
    name = "comptoir.server"

    def ready(self):
        from . import checks  # noqa: F401  (registers what `check --deploy` looks at)
