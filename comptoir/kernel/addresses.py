import ipaddress

from django.conf import settings


def client_address(request):
    """The network address that a request came from, seen through the proxies that the installation trusts; "" when it cannot be told."""
    hops = [*request.headers.get("X-Forwarded-For", "").split(","), request.META.get("REMOTE_ADDR", "")]
    place = -1 - settings.ALLAUTH_TRUSTED_PROXY_COUNT
    try:
        return str(ipaddress.ip_address(hops[place].strip()))
    except (IndexError, ValueError):
        return ""
