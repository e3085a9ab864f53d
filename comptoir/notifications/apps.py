from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "comptoir.notifications"

    def ready(self):
        from .choices import declare_choices
        from .contents import declare_contents
        from .registry import autodiscover

        declare_contents()
        autodiscover()
        declare_choices()
