"""How a team shares its questions out: in one queue, or in turn."""

from django.db import transaction

from comptoir.events.recording import record_event
from comptoir.firms.models import Team

MODE_CHANGED = "team.mode-changed"


@transaction.atomic
def set_team_mode(team, mode, *, by):
    """Let `team` share its questions out as `mode` (a Team.Mode) says. Records team.mode-changed, unless it did so already."""
    before = team.mode
    if Team.objects.filter(pk=team.pk).exclude(mode=mode).update(mode=mode):
        team.mode = mode
        record_event(MODE_CHANGED, team, actor=by, name=team.name, before=before, after=mode)
