from . import bell, policy, settings, unsubscribing, why

__all__ = ["bell", "policy", "settings", "unsubscribing", "why"]
