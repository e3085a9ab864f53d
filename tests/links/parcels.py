"""Something that links can lead to, without the features that send them: a client of the firm, «opened» behind the door."""

from datetime import timedelta

from django.http import HttpResponse

from comptoir.clients.models import Client
from comptoir.links import purposes
from comptoir.links.actions import consume, make_links
from comptoir.links.decisions import Act
from comptoir.links.models import Link
from comptoir.links.purposes import Purpose

SECRET = "Zibeline-derriere-la-porte"
SENTENCE = "Votre cabinet vous a envoyé quelque chose."
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


def find(link):
    return Client.objects.filter(pk=link.target_id).first()


def serve(request, link, target):
    """GET shows the secret; POST does what the link is for."""
    if request.method == "POST":
        return HttpResponse("Fait." if consume(link) else "Déjà fait.")
    return HttpResponse(SECRET)


def renew(link):
    make_links([link.contact], purpose=link.purpose, target=find(link), client=link.client, by=link.made_by, days=30)


def page(target):
    return f"/conversations/?client={target.pk}"


def parcel(name="parcel", *, act=Act.SEE, page=page, **more):
    return Purpose(name, find=find, invitation=lambda link: SENTENCE, serve=serve, renew=renew, page=page, act=act, **more)


def declared(monkeypatch, *wanted):
    """These purposes beside those of the product, for one test."""
    monkeypatch.setattr(purposes, "_purposes", purposes._purposes | {one.name: one for one in wanted})


def link_to(cast, contact, *, purpose="parcel", days=30, age=60, **changes):
    """A link to the client of the cast, made a minute ago: nobody opens a mail in the second in which it was written."""
    made = make_links([contact], purpose=purpose, target=cast.client, client=cast.client, by=cast.marie, days=days)[contact.pk]
    Link.objects.filter(pk=made.pk).update(made_at=made.made_at - timedelta(seconds=age), **changes)
    return Link.objects.with_newer().get(pk=made.pk)


def address(link, rest=""):
    return f"/l/{link.token}/{rest}"
