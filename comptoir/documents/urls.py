from django.urls import path

from . import views

urlpatterns = [
    path("new/preview/", views.preview, name="new_document_preview"),
    path("<int:pk>/withdrawal/", views.withdrawal, name="document_withdrawal"),
    path("<int:pk>/restoration/", views.restoration, name="document_restoration"),
    path("<int:pk>/title/", views.title, name="document_title"),
    path("<int:pk>/readers/", views.readers, name="document_readers"),
    path("<int:pk>/readers/<int:contact_pk>/removal/", views.reader_removal, name="document_reader_removal"),
    path("<int:pk>/reading/", views.reading, name="document_reading"),
]
