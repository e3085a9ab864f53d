from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "comptoir.conversations"

    def ready(self):
        from .contents import declare_contents
        from .mails import declare_mails
        from .texting import declare_texts

        declare_contents()
        declare_mails()
        declare_texts()
