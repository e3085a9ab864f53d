"""The wizard as somebody at its pages uses it."""

from django.urls import reverse

from comptoir.provisioning.models import Draft

from .asking import family, plan

NEW = "/firm/client-users/new/"
CHLOE = {"last_name": "Martin", "first_name": "Chloé", "email": "chloe.martin@example.com", "phone": "06 12 34 56 78", "language": "fr"}


def company(client, **words):
    return {"client": client.pk, "mode": "firm", "plan": plan().pk} | words


def person(**words):
    return CHLOE | {"type": "standard", "level": "full", "confirmed": ""} | words


def whole(*clients):
    ids = [one.pk for one in clients]
    return {"company": ids, "whole": ids}


def applications(ids=None):
    return {"application": sorted(family() if ids is None else ids)}


def page(draft, step):
    return reverse("client_user_draft_step", args=[draft.pk, step])


def begun(browser, client, **words):
    """A draft whose first step is answered."""
    response = browser.post(NEW, company(client, **words))
    draft = Draft.objects.latest("pk")
    assert response.status_code == 302, response.content.decode()
    return draft


def answered(browser, client, **words):
    """A draft that waits for its last step; `words` go to the person."""
    draft = begun(browser, client)
    given = {"person": person(**words), "dossiers": whole(client), "applications": applications(), "summary": {}}
    for step, values in given.items():
        response = browser.post(page(draft, step), values)
        assert response.status_code == 302, response.content.decode()
    draft.refresh_from_db()
    return draft
