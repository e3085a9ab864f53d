from django.urls import path

from .views import lists, new, one

urlpatterns = [
    path("", lists.validations, name="validations"),
    path("new/", new.new_validation, name="new_validation"),
    path("new/preview/", new.preview, name="new_validation_preview"),
    path("<int:pk>/", one.validation, name="validation"),
    path("<int:pk>/acceptance/", one.acceptance, name="validation_acceptance"),
    path("<int:pk>/refusal/", one.refusal, name="validation_refusal"),
    path("<int:pk>/withdrawal/", one.withdrawal, name="validation_withdrawal"),
    path("<int:pk>/reminder/", one.reminder, name="validation_reminder"),
    path("<int:pk>/reading/", one.reading, name="validation_reading"),
]
