from django.urls import path

from .views import arrivals, departures, moves, profile

urlpatterns = [
    path("new/", arrivals.new_member, name="new_member"),
    path("arrivals/", arrivals.arrivals, name="arrivals"),
    path("arrivals/<int:pk>/", arrivals.arrival, name="arrival"),
    path("arrivals/<int:pk>/resending/", arrivals.resending, name="arrival_resending"),
    path("arrivals/<int:pk>/withdrawal/", arrivals.withdrawal, name="arrival_withdrawal"),
    path("<int:pk>/", profile.member, name="member"),
    path("<int:pk>/reminder/", profile.reminder, name="member_reminder"),
    path("<int:pk>/move/", moves.move, name="member_move"),
    path("<int:pk>/move/cancellation/", moves.cancellation, name="member_move_cancellation"),
    path("<int:pk>/leave/", departures.leave, name="member_leave"),
    path("<int:pk>/leave/cancellation/", departures.cancellation, name="member_leave_cancellation"),
    path("<int:pk>/return/", departures.undoing, name="member_return"),
    path("departures/<int:pk>/", departures.brief, name="departure_brief"),
]
