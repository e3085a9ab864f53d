"""The devices that are told by push. Their addresses and keys go in and never come out."""

from datetime import datetime
from typing import Annotated, Literal

from django.conf import settings
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status
from pydantic import Field

from comptoir.transports.devices import ENDPOINT_LENGTH, NAME_LENGTH, register_device, remove_device, rename_device
from comptoir.transports.models import PushDevice
from comptoir.transports.push import public_key
from comptoir.transports.pushing import send_test
from comptoir.transports.verdicts import Fate

from .auth import Scope
from .bodies import ONE_LINE, SOME_LINE, Body, PathId, read, takes
from .cursors import Page, one_page, page_schema

router = Router(tags=["me"])
CODES = {Fate.TAKEN: "taken", Fate.GONE: "gone"}


class DeviceShown(Schema):
    """`failing_since` and `last_error` say since when nothing arrives, and why: a code for programs."""

    id: int
    channel: str
    name: str
    created_at: datetime
    last_sent_at: datetime | None
    failing_since: datetime | None
    last_error: str


class KeyShown(Schema):
    """`key` is what PushManager.subscribe takes as applicationServerKey, in base64url."""

    key: str


class DeviceTest(Schema):
    """`message` says in words what `code` says to programs."""

    ok: bool
    code: str
    message: str


class NewDevice(Body):
    """What a browser's PushSubscription holds (toJSON); `p256dh` and `auth` are its keys in base64url."""

    endpoint: Annotated[str, Field(max_length=ENDPOINT_LENGTH, pattern=SOME_LINE)]
    p256dh: Annotated[str, Field(max_length=200, pattern=SOME_LINE)]
    auth: Annotated[str, Field(max_length=100, pattern=SOME_LINE)]
    channel: Literal["web", "mobile"] = "web"
    name: Annotated[str, Field(max_length=NAME_LENGTH, pattern=ONE_LINE)] = ""


class DeviceChanges(Body):
    name: Annotated[str, Field(max_length=NAME_LENGTH, pattern=SOME_LINE)]


@router.get("me/devices", response=page_schema(DeviceShown), auth=Scope("me:read"), summary="Ses appareils qui reçoivent des notifications")
def list_devices(request, page: Query[Page]):
    return one_page(PushDevice.objects.visible_to(request.user), page, show=shown)


@router.get("me/devices/key", response=KeyShown, auth=Scope("me:read"), summary="La clé publique pour activer les notifications d’un appareil")
def get_device_key(request):
    return {"key": public_key(settings.VAPID_PRIVATE_KEY)}


@router.post("me/devices", response={201: DeviceShown}, auth=Scope("me:write"), summary="Activer les notifications d’un appareil",
             openapi_extra=takes(NewDevice))  # fmt: skip
def add_device(request):
    """The same endpoint again is the same device, and belongs to whoever registered it last."""
    asked = read(request, NewDevice)
    return Status(201, shown(register_device(request.user, agent=request.headers.get("User-Agent", ""), **asked.model_dump())))


@router.patch("me/devices/{device_id}", response=DeviceShown, auth=Scope("me:write"), summary="Renommer un appareil", openapi_extra=takes(DeviceChanges))
def change_device(request, device_id: PathId):
    device = find(request, device_id)
    return shown(rename_device(device, name=read(request, DeviceChanges).name, by=request.user))


@router.delete("me/devices/{device_id}", response={204: None}, auth=Scope("me:write"), summary="Retirer un appareil")
def delete_device(request, device_id: PathId):
    remove_device(find(request, device_id), by=request.user)
    return Status(204, None)


@router.post("me/devices/{device_id}/tests", response=DeviceTest, auth=Scope("me:write"), summary="Envoyer une notification d’essai à un appareil")
def test_device(request, device_id: PathId):
    """Sends one now, and takes ten seconds at most."""
    verdict = send_test(find(request, device_id), by=request.user)
    return {"ok": verdict.fate is Fate.TAKEN, "code": verdict.code or CODES[verdict.fate], "message": verdict.sentence}


def find(request, device_id):
    return get_object_or_404(PushDevice.objects.visible_to(request.user), pk=device_id)


def shown(device):
    same = ("channel", "name", "created_at", "last_sent_at", "failing_since", "last_error")
    return {name: getattr(device, name) for name in same} | {"id": device.pk}
