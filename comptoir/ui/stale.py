"""Two tabs, one form: the second is told what changed meanwhile, and loses nothing."""

from django import forms
from django.core import signing
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from comptoir.kernel.tokens import digest

SALT = "comptoir.ui.stale"
MARK_LENGTH = 16


class StaleGuard(forms.Form):
    """A form of stored values whose hidden stamp says which values were shown.

    Give `initial` what is stored now and `stale_key` whose it is. A field that was changed elsewhere since the form was shown comes back
    with what was typed and with what it is now; the form then carries a new stamp, so that saving again takes.
    A form without a stamp (a script's) is taken as it is.
    """

    stale_key = ""
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stamp"] = self.fields.pop("stamp")  # after the fields that people see
        self.initial["stamp"] = self.new_stamp()

    def clean(self):
        data = super().clean() or self.cleaned_data
        moved = [name for name in self.guarded() if self.moved_meanwhile(name)]
        for name in moved:
            self.add_error(name, self.stale_sentence(name))
        if moved:
            self.data = self.data.copy()
            self.data[self.add_prefix("stamp")] = self.new_stamp()
        return data

    def guarded(self):
        return [name for name, field in self.fields.items() if name != "stamp" and not field.disabled]

    def moved_meanwhile(self, name):
        """Whether `name` is no longer what the form showed, nor what was typed."""
        shown = self.shown_marks.get(name)
        return (
            shown is not None
            and shown != self.mark(name)
            and name in self.cleaned_data
            and self.fields[name].has_changed(self.initial.get(name), self[name].data)
        )

    @property
    def shown_marks(self):
        """{field: mark of the value that was shown}; empty without a stamp that is ours."""
        try:
            stamp = signing.loads(self["stamp"].data or "", salt=f"{SALT}:{self.stale_key}")
        except signing.BadSignature:
            return {}
        return stamp if isinstance(stamp, dict) else {}

    def new_stamp(self):
        return signing.dumps({name: self.mark(name) for name in self.guarded()}, salt=f"{SALT}:{self.stale_key}")

    def mark(self, name):
        return digest(force_str(self.initial.get(name)))[:MARK_LENGTH]

    def stale_sentence(self, name):
        """What a field is now, in its own words."""
        now = self.shown_value(name)
        if not now:
            return _("Ce champ a été vidé entre-temps, dans une autre fenêtre. Enregistrez à nouveau pour garder votre saisie.")
        return _("Ce champ a changé entre-temps, dans une autre fenêtre : il vaut maintenant «%(value)s». Enregistrez à nouveau pour garder votre saisie.") % {
            "value": now
        }

    def shown_value(self, name):
        value = self.initial.get(name)
        if isinstance(value, bool):
            return _("activé") if value else _("désactivé")
        choices = dict(getattr(self.fields[name], "choices", ()))
        return force_str(choices.get(value, value if value is not None else ""))
