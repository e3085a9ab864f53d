"""What a browser says of itself, under the name by which this app knows it."""

from comptoir.kernel.agents import HELD_IN_THE_HAND, browser_of, device_words

__all__ = ["HELD_IN_THE_HAND", "browser_of", "device_words"]
