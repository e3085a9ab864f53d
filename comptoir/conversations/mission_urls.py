from django.urls import path

from .views import missions

urlpatterns = [
    path("", missions.missions, name="missions"),
    path("usual/", missions.usual_missions, name="usual_missions"),
    path("<int:pk>/", missions.mission, name="mission"),
    path("<int:pk>/removal/", missions.mission_removal, name="mission_removal"),
]
