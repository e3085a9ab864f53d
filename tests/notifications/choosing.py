"""What people, roles and firms choose about notifications, as the pages and the API let them."""

from comptoir.accounts.models import User
from comptoir.notifications.choices import choice_key
from comptoir.preferences.actions import apply_to_everybody, change_settings, change_settings_at
from comptoir.preferences.models import Holder, SettingValue
from comptoir.preferences.resolver import forget_values


def choose(user, topic, channel, *, enabled):
    """`user` turns one switch."""
    change_settings(again(user), {choice_key(topic, channel): enabled}, by=user)


def want(user, **values):
    """`user` sets what the keys name, dots written as double underscores: frequency__conversations="daily"."""
    change_settings(again(user), {key.replace("__", "."): value for key, value in values.items()}, by=user)


def decree(cast, values, *, role="", is_imposed=False):
    """The administrator sets {key: value} for the firm or a role, for everybody who chose nothing."""
    holder = Holder.of_role(cast.firm, role) if role else Holder.of_firm(cast.firm)
    change_settings_at(holder, values, by=cast.admin, is_locked=is_imposed)
    apply_to_everybody(holder, list(values), by=cast.admin)


def chosen(user):
    """{(topic, channel, enabled), …} of the switches that `user` turned."""
    rows = SettingValue.objects.filter(holder=f"user:{user.pk}", key__startswith="notify.")
    return {(*row.key.removeprefix("notify.").rsplit(".", 1), row.value) for row in rows}


def again(user):
    """The person anew, as in a request of their own."""
    forget_values(user)
    return User.objects.get(pk=user.pk)
