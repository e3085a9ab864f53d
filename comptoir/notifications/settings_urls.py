"""What stands among the settings and the firm's policy rather than under the bell."""

from django.urls import path

from .views import policy, settings

urlpatterns = [
    path("settings/notifications/simulation/", settings.simulation, name="notification_simulation"),
    path("settings/notifications/inheritance/", settings.inheritance, name="notification_inheritance"),
    path("settings/notifications/topics/<str:code>/", settings.topic_choice, name="topic_choice"),
    path("settings/notifications/topics/<str:code>/reversal/", settings.topic_reversal, name="topic_reversal"),
    path("settings/notifications/topics/<str:code>/inheritance/", settings.topic_inheritance, name="topic_inheritance"),
    path("firm/policy/notifications/", policy.policy, name="notification_policy"),
    path("firm/policy/notifications/<slug:name>/application/", policy.application, name="notification_application"),
    path("firm/policy/notifications/<slug:name>/topics/<str:code>/", policy.policy_choice, name="policy_topic_choice"),
    path("firm/policy/notifications/<slug:name>/topics/<str:code>/reversal/", policy.policy_reversal, name="policy_topic_reversal"),
    path("firm/policy/notifications/<slug:name>/topics/<str:code>/inheritance/", policy.policy_inheritance, name="policy_topic_inheritance"),
]
