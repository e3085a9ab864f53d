from django.urls import path

from .views import bubble, firm, own

urlpatterns = [
    path("away/", bubble.absence, name="absence"),
    path("settings/away/simulation/", own.simulation, name="absence_simulation"),
    path("settings/away/<int:pk>/", own.change, name="planned_absence"),
    path("settings/away/<int:pk>/simulation/", own.simulation, name="planned_absence_simulation"),
    path("settings/away/<int:pk>/cancellation/", own.cancellation, name="absence_cancellation"),
    path("settings/away/return/<int:pk>/", own.homecoming, name="absence_return"),
    path("settings/away/return/<int:pk>/reading/", own.reading, name="absence_return_reading"),
    path("settings/away/brief/<int:pk>/", own.brief, name="absence_brief"),
    path("firm/absences/", firm.absences, name="firm_absences"),
    path("firm/absences/new/", firm.new_absence, name="new_firm_absence"),
    path("firm/absences/simulation/", firm.simulation, name="new_firm_absence_simulation"),
    path("firm/absences/<int:pk>/", firm.absence, name="firm_absence"),
    path("firm/absences/<int:pk>/simulation/", firm.simulation, name="firm_absence_simulation"),
    path("firm/absences/<int:pk>/cancellation/", firm.cancellation, name="firm_absence_cancellation"),
]
