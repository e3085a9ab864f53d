from django.apps import AppConfig


class ClientNotesConfig(AppConfig):
    name = "comptoir.client_notes"
