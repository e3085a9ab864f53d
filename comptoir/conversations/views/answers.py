"""«Réponses types»: the list and its pages, and the picker of a conversation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from comptoir.kernel.pagination import page_of

from ..actions import TitleTaken, keep_answer, remove_answer
from ..composing import AnswerForm, firm_of
from ..filling import example_values, fill_answer
from ..forms import MessageForm
from ..models import CannedAnswer
from ..variables import VARIABLES, fill
from .one import found, found_by_member, show

SHOWN_IN_A_CONVERSATION = 100


def firm_or_404(request):
    firm = firm_of(request.user)
    if firm is None:
        raise Http404
    return firm


@login_required
@require_GET
def answers(request):
    firm_or_404(request)
    rows = having(CannedAnswer.objects.visible_to(request.user), request.GET.get("q", ""))
    editable = set(CannedAnswer.objects.editable_by(request.user).values_list("pk", flat=True))
    context = {"page": page_of(rows.select_related("firm"), request.GET.get("page")), "editable": editable}
    return render(request, "conversations/answers.html" + ("#list" if request.htmx else ""), context)


def having(rows, words):
    """Those whose title or text contains every word."""
    for word in words.replace("\0", "").split()[:8]:
        rows = rows.filter(Q(title__icontains=word) | Q(body__icontains=word))
    return rows


@login_required
@require_http_methods(["GET", "POST"])
def new_answer(request):
    form = AnswerForm(request.POST or None, person=request.user, firm=firm_or_404(request))
    return save_or_show(request, form, _("Réponse type ajoutée."))


@login_required
@require_http_methods(["GET", "POST"])
def answer(request, pk):
    """One that the person may change; others find nothing here."""
    form = AnswerForm(request.POST or None, instance=editable(request, pk), person=request.user)
    return save_or_show(request, form, _("Réponse type modifiée."))


def editable(request, pk):
    return get_object_or_404(CannedAnswer.objects.editable_by(request.user).select_related("firm"), pk=pk)


def save_or_show(request, form, sentence):
    if form.is_valid():
        try:
            keep_answer(form.instance, by=request.user)
        except TitleTaken:
            form.add_error("title", _("Une autre réponse type porte déjà ce titre."))
        else:
            messages.success(request, sentence)
            return redirect("canned_answers")
    context = {"form": form, "answer": form.instance, "variables": VARIABLES.items(), "preview": previewed(request, form["body"].value() or "")}
    return render(request, "conversations/answer.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def answer_preview(request):
    """How the text that is being typed would read; writes nothing."""
    return render(request, "conversations/answer.html#preview", {"preview": previewed(request, request.POST.get("body", "")[:20_000])})


def previewed(request, body):
    return fill(body, example_values(request.user, firm_or_404(request))).text


@login_required
@require_http_methods(["GET", "POST"])
def answer_deletion(request, pk):
    """Says what it will do, then does it."""
    row = editable(request, pk)
    if request.method == "GET":
        return render(request, "conversations/answer_deletion.html", {"answer": row})
    remove_answer(row, by=request.user)
    messages.success(request, _("Réponse type «%(title)s» supprimée.") % {"title": row.title})
    return redirect("canned_answers")


# --- In a conversation ---


@login_required
@require_GET
def picker(request, pk):
    """The answers to choose from, fetched when the list opens."""
    conversation = found_by_member(request, pk)
    context = {"conversation": conversation, "answers": offered(request, conversation), "words": request.GET.get("q", "")}
    return render(request, "conversations/picker.html" + ("#found" if "q" in request.GET else ""), context)


def offered(request, conversation):
    rows = CannedAnswer.objects.visible_to(request.user).filter(firm=conversation.firm_id)
    return having(rows, request.GET.get("q", ""))[:SHOWN_IN_A_CONVERSATION]


@login_required
@require_GET
def filled_answer(request, pk, answer_pk):
    """{"text": the answer as it reads in this conversation, "warning": what it lacks}."""
    filled = fill_answer(*answer_for(request, pk, answer_pk), request.user)
    return JsonResponse({"text": filled.text, "warning": lacking(filled)})


def answer_for(request, pk, answer_pk):
    """(the answer, the conversation), both found through the person and of one firm."""
    conversation = found_by_member(request, pk)
    return get_object_or_404(CannedAnswer.objects.visible_to(request.user), pk=answer_pk, firm=conversation.firm_id), conversation


def lacking(filled):
    names = ", ".join(f"[{name}]" for name in filled.missing)
    return _("À compléter avant l’envoi : %(names)s.") % {"names": names} if names else ""


@login_required
@require_POST
def insertion(request, pk):
    """Without JavaScript: the page again with the list, or with the chosen answer below what was typed."""
    found_by_member(request, pk)
    body, chosen = request.POST.get("body", ""), request.POST.get("answer", "")
    conversation = found(request, pk)
    if chosen.isascii() and chosen.isdigit() and len(chosen) < 19:
        filled = fill_answer(*answer_for(request, pk, int(chosen)), request.user)
        body = f"{body.rstrip()}\n\n{filled.text}" if body.strip() else filled.text
    return show(request, conversation, MessageForm(initial={"body": body}), answers_to_insert=offered(request, conversation))
