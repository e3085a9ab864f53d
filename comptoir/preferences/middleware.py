from comptoir.ui.moments import written_as

from .resolver import values_of


class PersonalStyle:
    """Writes moments in the person's style; the values are read when the first moment is written."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with written_as(lambda: values_of(request.user)["dates.style"] if request.user.is_authenticated else "words"):
            return self.get_response(request)
