"""The answer to «Qui sera prévenu ?» beside any composer: the list alone, or a page of its own where there is no JavaScript."""

from django.shortcuts import render


def foretold(request, preview=None, *, problem="", note=None, with_details=True):
    """`preview` and, beside it, that of the same words as an internal note; or why there is none. Channels and reasons only `with_details`."""
    context = {"preview": preview, "note": note, "problem": problem, "with_details": with_details}
    template = "notifications/foretold.html" if request.htmx else "notifications/foretold_page.html"
    return render(request, template, context, status=422 if problem else 200)
