from django.urls import path

from .views import catalogue
from .views.keeper import for_operator

urlpatterns = [
    path("", for_operator(catalogue.applications), name="operator_applications"),
    path("new/", for_operator(catalogue.new_application), name="operator_new_application"),
    path("families/new/", for_operator(catalogue.new_family), name="operator_new_application_family"),
    path("families/<int:pk>/", for_operator(catalogue.family), name="operator_application_family"),
    path("families/<int:pk>/removal/", for_operator(catalogue.family_removal), name="operator_application_family_removal"),
    path("<int:pk>/", for_operator(catalogue.application), name="operator_application"),
    path("<int:pk>/withdrawal/", for_operator(catalogue.withdrawal), name="operator_application_withdrawal"),
    path("<int:pk>/restoration/", for_operator(catalogue.restoration), name="operator_application_restoration"),
    path("<int:pk>/position/", for_operator(catalogue.position), name="operator_application_position"),
]
