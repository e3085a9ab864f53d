"""Forms that show what a draft keeps. They check nothing themselves: `checking.check` does, here as on every other way in."""

from dataclasses import dataclass

from django import forms

from ..sentences import sentence


@dataclass(frozen=True)
class Choice:
    """One of a few, with what it means."""

    id: str
    value: str
    label: str
    explained: str
    is_chosen: bool


class ShownForm(forms.Form):
    """`FIELDS`: {field of Asked: field of this form}. What was typed comes in as `initial`."""

    FIELDS: dict[str, str] = {}
    use_required_attribute = False

    def say(self, problems):
        """Put the sentence of each Problem at its field."""
        for problem in problems:
            name = self.FIELDS.get(problem.field)
            if name in self.fields:
                self.errors.setdefault(name, self.error_class()).append(sentence(problem))

    def choices_of(self, name, explained):
        """The radio buttons of a field, each with its explanation."""
        chosen = str(self[name].value() or "")
        return [Choice(f"id_{name}_{value}", value, label, explained[value], value == chosen) for value, label in self.fields[name].choices]
