"""Joining, moving, leaving."""

from .due import carry_out_due
from .joining import (
    AlreadyHere,
    AlreadyInvited,
    NewMember,
    NotWaiting,
    Taken,
    accept_arrival,
    invite_member,
    refuse_arrival,
    remind,
    send_again,
    withdraw_arrival,
)
from .leaving import Departing, cancel_departure, plan_departure, undo_departure
from .moving import Place, cancel_move, plan_move
from .places import CannotChange

__all__ = [
    "AlreadyHere", "AlreadyInvited", "CannotChange", "Departing", "NewMember", "NotWaiting", "Place", "Taken", "accept_arrival", "cancel_departure",
    "cancel_move", "carry_out_due", "invite_member", "plan_departure", "plan_move", "refuse_arrival", "remind", "send_again", "undo_departure",
    "withdraw_arrival",
]  # fmt: skip
