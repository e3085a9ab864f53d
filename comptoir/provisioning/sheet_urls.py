from django.urls import path

from . import sheet_views

urlpatterns = [
    path("import/", sheet_views.client_user_sheets, name="client_user_sheets"),
    path("export/", sheet_views.client_users_export, name="client_users_export"),
]
