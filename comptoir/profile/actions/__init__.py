from .email import (
    AddressTaken,
    LinkUseless,
    NothingPending,
    TooManyAsks,
    ask_email_change,
    cancel_email_change,
    confirm_email_change,
    resend_email_change,
    stop_email_change,
)
from .photo import remove_photo, set_photo
from .profile import NumberTaken, save_profile
from .trigram import TrigramTaken, set_trigram, taken_trigrams

__all__ = [
    "AddressTaken", "LinkUseless", "NothingPending", "NumberTaken", "TooManyAsks", "TrigramTaken", "ask_email_change", "cancel_email_change",
    "confirm_email_change", "remove_photo", "resend_email_change", "save_profile", "set_photo", "set_trigram", "stop_email_change", "taken_trigrams",
]  # fmt: skip
