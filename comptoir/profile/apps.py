from django.apps import AppConfig


class ProfileConfig(AppConfig):
    name = "comptoir.profile"

    def ready(self):
        from .contents import declare_contents

        declare_contents()
