from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "comptoir.conversations"

    def ready(self):
        from . import history  # noqa: F401  (it adds the sentences)
        from .contents import declare_contents

        declare_contents()
