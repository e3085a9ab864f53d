from django.urls import path

from .views import catalogue, sign_ins
from .views.keeper import for_firm

urlpatterns = [
    path("", for_firm(catalogue.applications), name="applications"),
    path("new/", for_firm(catalogue.new_application), name="new_application"),
    path("families/new/", for_firm(catalogue.new_family), name="new_application_family"),
    path("families/<int:pk>/", for_firm(catalogue.family), name="application_family"),
    path("families/<int:pk>/removal/", for_firm(catalogue.family_removal), name="application_family_removal"),
    path("<int:pk>/", for_firm(catalogue.application), name="application"),
    path("<int:pk>/withdrawal/", for_firm(catalogue.withdrawal), name="application_withdrawal"),
    path("<int:pk>/restoration/", for_firm(catalogue.restoration), name="application_restoration"),
    path("<int:pk>/position/", for_firm(catalogue.position), name="application_position"),
    path("<int:pk>/sign-in/", for_firm(sign_ins.sign_in), name="application_sign_in"),
    path("<int:pk>/sign-in/secret/", for_firm(sign_ins.secret), name="application_sign_in_secret"),
    path("<int:pk>/sign-in/removal/", for_firm(sign_ins.removal), name="application_sign_in_removal"),
]
