"""One's photo, put and taken away; only colleagues see it."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from ninja import Router, Status

from comptoir.clients.standing import standing_of
from comptoir.profile.actions import remove_photo, set_photo
from comptoir.profile.forms import PhotoForm

from .auth import Scope
from .me import Me, me
from .problems import Problem

router = Router(tags=["me"])
FILE = {"type": "string", "format": "binary"}
PART = {"type": "number", "minimum": 0, "maximum": 1}
FORM = {"type": "object", "required": ["photo"], "properties": {"photo": FILE, "x": PART, "y": PART, "size": PART}}
TAKES_A_PHOTO = {
    "requestBody": {
        "required": True,
        "description": "JPEG, PNG, WebP ou HEIC, 10 Mo au plus ; le carré voulu en parts de l’image, sinon le milieu.",
        "content": {"application/octet-stream": {"schema": FILE}, "multipart/form-data": {"schema": FORM}},
    }
}


class StrictPhotoForm(PhotoForm):
    forgives = False


@router.put("me/photo", response=Me, auth=Scope("me:write"), summary="Mettre sa photo", openapi_extra=TAKES_A_PHOTO)
def put_photo(request):
    refuse_who_has_none(request.user)
    form = StrictPhotoForm(*sent(request))
    if not form.is_valid():
        raise Problem(422, errors=[(field, " ".join(messages)) for field, messages in form.errors.items()])
    set_photo(request.user, form.cleaned_data["photos"], by=request.user)
    return me(request)


@router.delete("me/photo", response={204: None}, auth=Scope("me:write"), summary="Supprimer sa photo")
def delete_photo(request):
    refuse_who_has_none(request.user)
    remove_photo(request.user, by=request.user)
    return Status(204, None)


def sent(request):
    """(fields, files) of a form, or of a body that is the photo itself. Django reads forms of POST alone."""
    if request.content_type == "multipart/form-data":
        return request.parse_file_upload(request.META, BytesIO(request.body))
    return {}, {"photo": SimpleUploadedFile("photo", request.body)}


def refuse_who_has_none(user):
    if not standing_of(user).is_member:
        raise Http404
