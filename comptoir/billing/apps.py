from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "comptoir.billing"

    def ready(self):
        from comptoir.kernel.secrets import declare_sealed

        declare_sealed("billing.Mandate", "iban")
