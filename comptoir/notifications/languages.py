"""In which language something is told: the person's own, or for a category that has a setting for it, the one that they chose there."""

from comptoir.preferences.catalogue import get_setting
from comptoir.preferences.resolver import resolved_for

from .registry import get_topic

LIKE_THE_PROFILE = "profile"
# {category: the key of the setting that says in which language its news are told}; each feature adds its own.
_settings: dict[str, str] = {}


def declare_language(category, key):
    """Have the setting `key` (a language, or LIKE_THE_PROFILE) rule in which language the news of `category` are told."""
    _settings[category] = key


def keys_of(topics):
    """The settings that rule the language of these topics."""
    return {_settings[topic.category] for topic in topics if topic.category in _settings}


def languages_of(people, category):
    """{person id: the language in which the news of `category` are told to them}; three queries whatever their number."""
    key = _settings[category]
    resolved = resolved_for({person.pk for person in people}, [key])
    values = {pk: found[key].value if key in found else get_setting(key).default for pk, found in resolved.items()}
    return {person.pk: person.language if values[person.pk] == LIKE_THE_PROFILE else values[person.pk] for person in people}


def language_of(person, wishes, notifications):
    """The language of one message about these notifications: the one on which their categories agree, else the profile's."""
    chosen = {wishes.value(key) if (key := _settings.get(get_topic(one.topic).category)) else LIKE_THE_PROFILE for one in notifications}
    spoken = {person.language if language == LIKE_THE_PROFILE else language for language in chosen}
    return spoken.pop() if len(spoken) == 1 else person.language
