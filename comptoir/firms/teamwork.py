"""What is entrusted to teams, declared by the features whose work it is in their module `teamwork`: before a team goes, all of it goes to somebody else."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.utils.module_loading import autodiscover_modules

from .models import Team


@dataclass(frozen=True)
class Heir:
    """Who gets what a team had: another team, or somebody of the firm."""

    team: Team | None = None
    user: AbstractBaseUser | None = None

    @property
    def name(self):
        return self.team.name if self.team else self.user.full_name


@dataclass(frozen=True)
class Duty:
    """One kind of work that teams have. `count(team)`: how much of it, `sentence(count)`: that in words; `hand_over(team, heir, by)` gives it away, set-based,
    in the caller's transaction.
    """

    name: str
    count: Callable
    sentence: Callable
    hand_over: Callable
    order: int = 0


_duties: dict[str, Duty] = {}


def declare(duty):
    if duty.name in _duties:
        raise ValueError(f"Duty {duty.name!r} of teams is declared twice")
    _duties[duty.name] = duty
    return duty


def all_duties():
    return sorted(_duties.values(), key=lambda duty: duty.order)


def autodiscover():
    autodiscover_modules("teamwork")
