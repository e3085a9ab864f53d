from comptoir.kernel.addresses import client_address

from .origin import Door, coming_from

API = "/api/"


class FromWhere:
    """Whatever a request causes says by which door and from which address it came."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with coming_from(Door.API if request.path.startswith(API) else Door.PAGE, client_address(request)):
            return self.get_response(request)
