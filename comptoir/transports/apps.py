from django.apps import AppConfig


class TransportsConfig(AppConfig):
    name = "comptoir.transports"

    def ready(self):
        from comptoir.kernel.secrets import declare_sealed

        from . import account_history, device_history  # noqa: F401  (they add the sentences)
        from .sms import history  # noqa: F401

        declare_sealed("transports.PushDevice", "endpoint")
        declare_sealed("transports.PushDevice", "auth")
