"""A message that is not sent at the first press, because its author should look again: somebody answered meanwhile, or a variable is left open."""

from django.shortcuts import render
from django_htmx.http import reswap, retarget, trigger_client_event

from ..actions import AnsweredMeanwhile, post_message
from ..wording import meanwhile_sentence


class VariablesLeft(Exception):
    """The text still holds variables of a canned answer, which nobody completed: their names."""

    def __init__(self, names):
        super().__init__(", ".join(names))
        self.names = names


HELD = (AnsweredMeanwhile, VariablesLeft)


def post_unless_held(conversation, draft, form):
    """Post the message of a valid MessageForm. Raises what `post_message` raises, and VariablesLeft."""
    left = form.left_open()
    if left and not draft.already_sent():
        raise VariablesLeft(left)
    return post_message(conversation, draft, seen_up_to=form.cleaned_data["seen_up_to"])


def told_of(held, form):
    """What the notice shows, and the marks with which a second press sends."""
    if isinstance(held, VariablesLeft):
        return {"held": held, "last_seen": form.cleaned_data["seen_up_to"], "as_it_is": True}
    arrived = [(meanwhile_sentence(message), message.body) for message in held.messages]
    return {"held": held, "arrived": arrived, "last_seen": held.messages[-1].pk, "as_it_is": form.cleaned_data["as_it_is"]}


def held_notice(request, conversation, context):
    """The notice alone, for a page that keeps its form with its files; the thread fetches what arrived."""
    response = render(request, "conversations/held.html", context | {"conversation": conversation, "is_fragment": True}, status=422)
    return trigger_client_event(retarget(reswap(response, "innerHTML"), "#held"), "live-conversation")
