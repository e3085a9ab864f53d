from django.urls import path

from .views import ask, coverage, deliveries, inbox, one, participants, preview, texting

urlpatterns = [
    path("", inbox.inbox, name="conversations"),
    path("new/", ask.new_conversation, name="new_conversation"),
    path("new/recipients/", ask.recipients, name="new_conversation_recipients"),
    path("new/preview/", preview.question, name="new_conversation_preview"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("coverage/line/", coverage.coverage_line, name="coverage_line"),
    path("<int:pk>/", one.conversation, name="conversation"),
    path("<int:pk>/thread/", one.thread, name="conversation_thread"),
    path("<int:pk>/messages/", one.reply, name="conversation_reply"),
    path("<int:pk>/messages/<int:message_pk>/resending/", one.resending, name="message_resending"),
    path("<int:pk>/messages/<int:message_pk>/deliveries/", deliveries.deliveries, name="message_deliveries"),
    path("<int:pk>/messages/<int:message_pk>/deliveries/<int:delivery_pk>/resending/", deliveries.delivery_resending, name="delivery_resending"),
    path("<int:pk>/messages/preview/", preview.message, name="conversation_reply_preview"),
    path("<int:pk>/sms/", texting.by_sms, name="conversation_texting"),
    path("<int:pk>/notes/", one.note, name="conversation_note"),
    path("<int:pk>/closure/", one.closure, name="conversation_closure"),
    path("<int:pk>/reopening/", one.reopening, name="conversation_reopening"),
    path("<int:pk>/assignment/", one.assignment, name="conversation_assignment"),
    path("<int:pk>/assignment/form/", one.assignment_form, name="conversation_assignment_form"),
    path("<int:pk>/participants/", participants.participants, name="conversation_participants"),
    path("<int:pk>/participants/<int:user_pk>/removal/", participants.removal, name="participant_removal"),
    path("<int:pk>/confidentiality/", participants.confidentiality, name="conversation_confidentiality"),
    path("<int:pk>/reading/", one.reading, name="conversation_reading"),
    path("<int:pk>/files/<int:file_pk>/", one.attachment, name="conversation_file"),
]
