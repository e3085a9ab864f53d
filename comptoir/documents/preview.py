"""«Qui sera prévenu ?» (X1): the decision of a document that is not shared yet, by the very code that will tell. Writes nothing."""

from comptoir.events.models import Event
from comptoir.notifications.preview import preview_event

from .actions.sharing import checked, is_client_of, what_is_told
from .models import Document


def preview_sharing(dossier, *, title, contacts, by):
    """The Preview of `share_document` with the same arguments. Raises NotOfTheClient."""
    contacts = checked(dossier, contacts)
    place = {"firm_id": dossier.firm_id, "licence_id": dossier.licence_id, "client_id": dossier.client_id, "dossier": dossier}
    document = Document(**place, title=title, shared_by=by, is_from_client=is_client_of(by, dossier))
    event = Event(
        pk=0,
        firm_id=dossier.firm_id,
        actor=by,
        verb="document.shared",
        target_type=Document._meta.label_lower,
        target_id=0,
        data=what_is_told(document, contacts, by),
    )
    return preview_event(event)
