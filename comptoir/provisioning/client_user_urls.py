"""«Administration > Utilisateurs client»."""

from django.urls import path

from .views import user_deeds, user_list, user_mass, user_profile

urlpatterns = [
    path("", user_list.client_users, name="client_users"),
    path("bulk/", user_mass.many, name="client_users_bulk"),
    path("bulk/<int:pk>/", user_mass.result, name="client_users_mass_change"),
    path("bulk/<int:pk>/undo/", user_mass.undoing, name="client_users_mass_change_undo"),
    path("<int:pk>/", user_profile.client_user, name="client_user"),
    path("<int:pk>/details/", user_profile.details, name="client_user_details"),
    path("<int:pk>/applications/", user_profile.applications, name="client_user_applications"),
    path("<int:pk>/terms/", user_profile.terms, name="client_user_terms"),
    path("<int:pk>/companies/", user_profile.companies, name="client_user_companies"),
    path("<int:pk>/accesses/<int:access>/", user_profile.access, name="client_user_access"),
    path("<int:pk>/accesses/<int:access>/closing/", user_profile.access_closing, name="client_user_access_closing"),
    path("<int:pk>/accesses/<int:access>/reopening/", user_profile.access_reopening, name="client_user_access_reopening"),
    path("<int:pk>/welcome/", user_deeds.welcoming, name="client_user_welcome"),
    path("<int:pk>/validation/", user_deeds.validation, name="client_user_validation"),
    path("<int:pk>/suspension/", user_deeds.suspension, name="client_user_suspension"),
    path("<int:pk>/reopening/", user_deeds.reopening, name="client_user_reopening"),
    path("<int:pk>/deletion/", user_deeds.deletion, name="client_user_deletion"),
]
