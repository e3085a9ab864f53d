from .email import cancellation, confirmation, email_changes, resending, stopping
from .photo import own_photo, photo, photo_removal

__all__ = ["cancellation", "confirmation", "email_changes", "own_photo", "photo", "photo_removal", "resending", "stopping"]
