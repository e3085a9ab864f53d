from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "comptoir.oversight"

    def ready(self):
        from .contents import declare_contents

        declare_contents()
