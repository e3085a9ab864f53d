from django.apps import AppConfig


class ConnectorsConfig(AppConfig):
    name = "comptoir.connectors"

    def ready(self):
        from comptoir.kernel.secrets import declare_sealed

        from . import account_history  # noqa: F401  (adds the sentences)
        from .registry import load

        load()
        declare_sealed("connectors.ExternalAccount", "secret")
