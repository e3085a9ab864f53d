from django.urls import path

from . import views

urlpatterns = [
    path("settings/", views.settings_home, name="settings"),
    path("settings/values/<str:key>/", views.value, name="setting"),
    path("settings/values/<str:key>/inheritance/", views.inheritance, name="setting_inheritance"),
    path("settings/history/<int:pk>/reversal/", views.reversal, name="setting_reversal"),
    path("settings/<slug:slug>/", views.settings_page, name="settings_page"),
    path("firm/policy/", views.policy, name="policy"),
    path("firm/policy/<slug:name>/<str:key>/", views.policy_value, name="policy_setting"),
    path("firm/policy/<slug:name>/<str:key>/inheritance/", views.policy_inheritance, name="policy_inheritance"),
]
