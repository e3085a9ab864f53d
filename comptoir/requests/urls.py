from django.urls import path

from .views import acts, answering, lists, new, one

urlpatterns = [
    path("", lists.requests, name="requests"),
    path("new/", new.new_request, name="new_request"),
    path("new/preview/", new.preview, name="new_request_preview"),
    path("<int:pk>/", one.request_page, name="request"),
    path("<int:pk>/file/", one.file, name="request_file"),
    path("<int:pk>/reading/", one.reading, name="request_reading"),
    path("<int:pk>/completion/", answering.completion, name="request_completion"),
    path("<int:pk>/cancellation/", acts.cancellation, name="request_cancellation"),
    path("<int:pk>/reminder/", acts.reminder, name="request_reminder"),
    path("<int:pk>/recipients/<int:contact_pk>/link/", acts.link, name="request_link"),
    path("<int:pk>/recipients/<int:contact_pk>/link/revocation/", acts.link_revocation, name="request_link_revocation"),
    path("<int:pk>/deliveries/<int:delivery_pk>/resending/", acts.delivery_resending, name="request_delivery_resending"),
]
