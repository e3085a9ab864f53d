"""The client's answer: on the portal, and on the page without account that a unique link opens."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from comptoir.documents.actions import FileRefused
from comptoir.links.actions import consume
from comptoir.links.assurance import policy_of, proof_of
from comptoir.links.decisions import may
from comptoir.links.grants import ask_at_door, ask_for, is_theirs

from ..actions import AlreadyDone, AnswerMissing, complete_request
from ..decisions import acts_of_answering
from ..forms import AnswerForm
from ..models import Request
from ..proposals import contact_of
from ..sentences import answer_missing_sentence, done_sentence, outcome_sentence


@login_required
@require_POST
def completion(request, pk):
    """What was typed is still there when it cannot be taken."""
    found = get_object_or_404(Request.objects.represented_by(request.user).with_people(), pk=pk)
    form = AnswerForm(request.POST, request.FILES)
    missing = missing_for_answering(request, found, with_file=bool(request.FILES))
    if missing:
        return missing
    if form.is_valid() and (done := completed(form, found, contact_of(request.user, found.client), request.user)):
        messages.success(request, _("Merci. Votre réponse est arrivée au cabinet."))
        return redirect("request", pk=done.pk)
    return show_to_client(request, as_shown(found), form, status=422)


def missing_for_answering(request, found, *, with_file):
    """The way to what the firm asks for before an answer, or None when enough was shown."""
    for act in acts_of_answering(with_file=with_file):
        missing = ask_for(request, found.firm, act, has_portal=found.client.is_on_portal)
        if missing:
            return missing
    return None


def may_answer(request, found):
    """Whether enough was shown in this session to answer, with a file too."""
    policy, proof = policy_of(found.firm), proof_of(request)
    return all(may(proof, policy, act, has_portal=found.client.is_on_portal) for act in acts_of_answering(with_file=True))


def completed(form, found, contact, user):
    """The request as it is now, or None with the form saying why not."""
    try:
        return complete_request(found, contact, form.cleaned_data["answer"], form.cleaned_data["file"], by=user)
    except FileRefused as refused:
        form.add_error("file", str(refused))
    except AnswerMissing:
        form.add_error("file", answer_missing_sentence())
    except AlreadyDone as done:
        form.add_error(None, done_sentence(done.request))
    return None


def as_shown(found):
    return Request.objects.with_people().get(pk=found.pk)


def show_to_client(request, found, form, *, status=200):
    """Answering asks perhaps for more than seeing: the page then leads there first."""
    must_confirm = found.is_open and not may_answer(request, found)
    context = {"asked": found, "form": form, "must_confirm": must_confirm, "done": outcome_sentence(found)}
    return render(request, "requests/portal.html" + ("#request" if request.htmx else ""), context, status=status)


def serve_link(request, link, found):
    """The page without account (K1): the question, a place for the answer, and afterwards thanks."""
    found = as_shown(found)
    if request.method == "POST" and "answer" in request.POST:
        return answer_by_link(request, link, found)
    if not found.is_open:
        return show_by_link(request, link, found, None)
    return show_by_link(request, link, found, AnswerForm(), missing=missing_at_door(request, link, found, with_file=True))


def answer_by_link(request, link, found):
    """The answer, which uses the link up; what was typed is still there when it cannot be taken."""
    missing = missing_at_door(request, link, found, with_file=bool(request.FILES))
    if missing:
        return missing
    form, user = AnswerForm(request.POST, request.FILES), request.user if is_theirs(request.user, link) else None
    if form.is_valid() and (done := completed(form, found, link.contact, user)):
        consume(link)
        return show_by_link(request, link, done, None, is_thanks=True)
    return show_by_link(request, link, as_shown(found), form, status=422)


def missing_at_door(request, link, found, *, with_file):
    """The way back to the door for what the firm asks before an answer, or None."""
    for act in acts_of_answering(with_file=with_file):
        missing = ask_at_door(request, link, act, has_portal=found.client.is_on_portal)
        if missing:
            return missing
    return None


def show_by_link(request, link, found, form, *, missing=None, is_thanks=False, status=200):
    context = {
        "asked": found,
        "firm": found.firm,
        "link": link,
        "form": form,
        "confirm_url": missing.url if missing else "",
        "is_thanks": is_thanks,
        "done": outcome_sentence(found),
        "sign_in_url": sign_in_url(found) if found.client.is_on_portal and not request.user.is_authenticated else "",
    }
    return render(request, "requests/by_link.html", context, status=status)


def sign_in_url(found):
    """The firm's own sign-in page, which leads back to the request (K4)."""
    return f"{reverse('portal', args=[found.firm.slug])}?{urlencode({'next': reverse('request', args=[found.pk])})}"
