from django.apps import AppConfig


class RequestsConfig(AppConfig):
    name = "comptoir.requests"

    def ready(self):
        from .mails import declare_contents

        declare_contents()
