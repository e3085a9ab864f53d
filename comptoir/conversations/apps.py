from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "comptoir.conversations"

    def ready(self):
        from . import absence_mails, history  # noqa: F401  (history adds its sentences)
        from .contents import declare_contents
        from .mails import declare_mails
        from .texting import declare_texts

        declare_contents()
        absence_mails.declare_contents()
        declare_mails()
        declare_texts()
