from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Django's own, which also collects `_l("…")`: the house's short name for gettext_lazy beside `_` for gettext."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=_l"]
