from .history import reversal
from .pages import settings_home, settings_page
from .policy import policy, policy_inheritance, policy_value
from .values import inheritance, value

__all__ = ["inheritance", "policy", "policy_inheritance", "policy_value", "reversal", "settings_home", "settings_page", "value"]
