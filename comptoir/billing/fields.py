"""Fields for money and account numbers."""

from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext as _

LARGEST = 10_000_000_00


class AmountField(forms.CharField):
    """Euros as people type them («4,90», «1 200 €»), kept in cents."""

    def __init__(self, **kwargs):
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        plain = "".join(text.replace("€", "").split()).replace(",", ".")
        try:
            cents = Decimal(plain) * 100
        except InvalidOperation:
            raise forms.ValidationError(_("Saisissez un montant en euros, par exemple 4,90.")) from None
        if not cents.is_finite() or cents < 0 or cents > LARGEST or cents != cents.to_integral_value():
            raise forms.ValidationError(_("Saisissez un montant en euros, avec au plus deux chiffres après la virgule."))
        return int(cents)

    def prepare_value(self, value):
        return f"{value // 100},{value % 100:02d}" if isinstance(value, int) else value
