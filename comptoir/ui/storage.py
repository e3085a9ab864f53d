from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Static files named after their content and compressed ahead; only what pages are served is kept."""

    keep_only_hashed_files = True
