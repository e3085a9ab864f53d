"""What a write carries: JSON, or a form with files. Read strictly, field by field; what is not foreseen is refused."""

from datetime import UTC, datetime
from typing import Annotated

from django.conf import settings
from django.utils.translation import gettext as _
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from .problems import Invalid

LARGEST_ID = 2**63 - 1
# PostgreSQL keeps no NUL; a text that must say something holds at least one character that is no blank.
ANY_TEXT = r"^[^\x00]*$"
SOME_TEXT = r"^[^\x00]*[^\s\x00][^\x00]*$"
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
SOME_LINE = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"

Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
PathId = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Subject = Annotated[str, Field(max_length=200, pattern=SOME_LINE)]
MessageBody = Annotated[str, Field(max_length=50_000, pattern=SOME_TEXT)]
Search = Annotated[str, Field(max_length=200, pattern=ANY_TEXT)]


def in_letters(moment):
    """A moment is written in ISO 8601: a bare number is none."""
    try:
        return moment if moment is None else datetime.fromisoformat(moment)
    except (TypeError, ValueError):
        raise ValueError(_("Un moment est attendu, avec son fuseau : 2026-12-24T18:00:00+01:00.")) from None


def in_our_times(moment):
    """Moments that every database and time zone can hold."""
    if not datetime(2000, 1, 1, tzinfo=UTC) <= moment <= datetime(2200, 1, 1, tzinfo=UTC):
        raise ValueError(_("Un moment entre 2000 et 2200 est attendu."))
    return moment


Moment = Annotated[AwareDatetime, BeforeValidator(in_letters), AfterValidator(in_our_times)]


class Body(BaseModel):
    """Not ninja's Schema, which reads JSON less strictly. A body holds the fields named here and no other: what is not offered cannot be set."""

    model_config = ConfigDict(extra="forbid")


def takes(schema, *, files=False):
    """The OpenAPI words for an operation that reads `schema` with `read`, from JSON or (with files) from a form."""
    shape = schema.model_json_schema()
    content = {"application/json": {"schema": shape}}
    if files:
        file = {"type": "array", "items": {"type": "string", "format": "binary"}, "maxItems": settings.ATTACHMENTS_PER_MESSAGE}
        content["multipart/form-data"] = {"schema": shape | {"properties": shape["properties"] | {"files": file}}}
    return {"requestBody": {"required": True, "content": content}}


def read(request, schema):
    """The request's body as `schema`. Raises pydantic's ValidationError, which the door answers with 422 and the fields."""
    if request.content_type == "multipart/form-data":
        return schema.model_validate(form_values(request, schema))
    return schema.model_validate_json(request.body, strict=True)


def form_values(request, schema):
    """The fields of a form: lists where the schema has lists; an empty field was left out."""
    many = {name for name, field in schema.model_fields.items() if "list" in str(field.annotation)}
    values = {name: request.POST.getlist(name) if name in many else request.POST[name] for name in request.POST}
    return {name: value for name, value in values.items() if value not in ("", [""])}


def read_files(request):
    """The files of a form, at most as many as a message takes."""
    if request.content_type != "multipart/form-data":
        return ()
    unknown = set(request.FILES) - {"files"}
    if unknown:
        raise Invalid(min(unknown), _("Les fichiers vont dans le champ «files»."))
    files = tuple(request.FILES.getlist("files"))
    if len(files) > settings.ATTACHMENTS_PER_MESSAGE:
        raise Invalid("files", _("Au plus %(count)s fichiers par message.") % {"count": settings.ATTACHMENTS_PER_MESSAGE})
    return files
