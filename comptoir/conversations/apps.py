from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "comptoir.conversations"

    def ready(self):
        from .contents import declare_contents
        from .mails import declare_mails

        declare_contents()
        declare_mails()
