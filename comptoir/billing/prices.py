"""What a plan costs on a day."""

from .decisions import price_at


def price_on(plan, day):
    """The PlanPrice of this day, or None while it has none; reads prefetched prices where there are some."""
    return price_at(plan.prices.all(), day)
