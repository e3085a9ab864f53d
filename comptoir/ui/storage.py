from django.conf import settings
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Static files named after their content and compressed ahead. In tests, where nothing was collected, plain names."""

    manifest_strict = not settings.TESTING
