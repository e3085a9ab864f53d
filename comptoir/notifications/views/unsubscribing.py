"""Leaving one topic's mails from the mail itself."""

from django.contrib.auth import get_user_model
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from comptoir.preferences.actions import SettingRefused

from ..registry import find_topic
from ..unsubscribing import read_token, stop_mails


@csrf_exempt  # RFC 8058: the mail program posts without cookies; the signed address is the right to do this one thing.
@require_http_methods(["GET", "POST"])
def unsubscribe(request, token):
    """GET shows and changes nothing (mail filters open links); POST stops the mails of the topics that the address names."""
    user_id, codes = read_token(token) or (None, [])
    person = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    topics = [topic for topic in map(find_topic, codes) if topic and not topic.critical]
    if person is None or not topics:
        raise Http404
    with override(person.language):
        context = {"topics": topics, "done": request.method == "POST"}
        if request.method == "POST":
            context["refusal"] = refusal_of(person, topics)
        return render(request, "notifications/unsubscribe.html", context)


def refusal_of(person, topics):
    """Stop the mails; the reason in words where the firm has come to impose them, "" when it is done."""
    try:
        stop_mails(person, topics)
    except SettingRefused as refusal:
        return str(refusal)
    return ""
