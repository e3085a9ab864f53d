from .device import KnownDevice

__all__ = ["KnownDevice"]
