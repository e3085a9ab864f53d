from base64 import b64encode

from django.core.files.storage import default_storage
from django.http import FileResponse


def file_response(stored_file):
    """The file byte for byte, always as a download and never run as a page (promise E3)."""
    response = FileResponse(default_storage.open(stored_file.stored_as), as_attachment=True, filename=stored_file.name, content_type=stored_file.media_type)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Repr-Digest"] = f"sha-256=:{b64encode(bytes.fromhex(stored_file.sha256)).decode()}:"
    return response
