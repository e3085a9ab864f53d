from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "comptoir.conversations"

    def ready(self):
        from .contents import declare_contents
        from .texting import declare_texts

        declare_contents()
        declare_texts()
