from django.urls import path

from . import views

# Below /clients/<client>/
urlpatterns = [
    path("", views.notes, name="client_notes"),
    path("preview/", views.preview, name="client_note_preview"),
    path("reading/", views.reading, name="client_notes_reading"),
    path("<int:note_pk>/", views.note, name="client_note"),
    path("<int:note_pk>/deletion/", views.deletion, name="client_note_deletion"),
    path("<int:note_pk>/restoration/", views.restoration, name="client_note_restoration"),
]
