from django.apps import AppConfig


class InvitationsConfig(AppConfig):
    name = "comptoir.invitations"

    def ready(self):
        from .contents import declare_contents

        declare_contents()
