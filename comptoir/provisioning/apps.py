from django.apps import AppConfig


class ProvisioningConfig(AppConfig):
    name = "comptoir.provisioning"

    def ready(self):
        from .contents import declare_contents

        declare_contents()
