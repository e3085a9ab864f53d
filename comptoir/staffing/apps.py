from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "comptoir.staffing"

    def ready(self):
        from .contents import declare_contents

        declare_contents()
