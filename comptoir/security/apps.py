from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "comptoir.security"

    def ready(self):
        from . import listeners  # noqa: F401  (connects the receivers)
        from .contents import declare_contents

        declare_contents()
