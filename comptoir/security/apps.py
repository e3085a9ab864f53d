from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "comptoir.security"

    def ready(self):
        from comptoir.kernel.secrets import declare_sealed

        from . import account_history, listeners  # noqa: F401  (adds the sentences, connects the receivers)
        from .contents import declare_contents

        declare_contents()
        declare_sealed("mfa.Authenticator", "data")
