"""What a file really is, by its content. The name is never believed (promise E1)."""

import filetype

# What clients and accountants exchange. Anything else is refused with its reason.
ALLOWED = {
    "application/pdf": {"pdf"},
    "image/jpeg": {"jpg", "jpeg"},
    "image/png": {"png"},
    "image/webp": {"webp"},
    "image/heic": {"heic"},
    "image/gif": {"gif"},
    "image/tiff": {"tif", "tiff"},
    "application/zip": {"zip"},
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {"xlsx"},
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": {"docx"},
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": {"pptx"},
    "application/vnd.oasis.opendocument.spreadsheet": {"ods"},
    "application/vnd.oasis.opendocument.text": {"odt"},
    "application/vnd.ms-excel": {"xls"},
    "application/msword": {"doc"},
    "text/csv": {"csv"},
    "text/plain": {"txt", "fec"},
    "application/xml": {"xml"},
    # A mail forwarded as a file.
    "message/rfc822": {"eml"},
}
HEAD_BYTES = 8192


def sniff(head, name):
    """The media type of a file that begins with `head`, or None for what is not allowed.

    Text has no magic number: it is text when it holds no control character, and the name then says which kind.
    """
    extension = name.rpartition(".")[2].lower()
    found = filetype.guess(head)
    if found is not None:
        kind = "application/vnd.ms-excel" if found.mime == "application/msword" and extension == "xls" else found.mime
        kind = _office_in_zip(head, extension) if kind == "application/zip" else kind
        return kind if kind in ALLOWED else None
    if not head or any(byte < 32 and byte not in b"\t\r\n\f\x1b" for byte in head):
        return None
    return {"csv": "text/csv", "xml": "application/xml", "txt": "text/plain", "fec": "text/plain", "eml": "message/rfc822"}.get(extension)


def _office_in_zip(head, extension):
    """Office files are zip archives; one whose first entries say so is what its extension claims."""
    looks_like_office = b"[Content_Types].xml" in head or b"_rels/" in head or b"mimetypeapplication/vnd.oasis" in head
    if looks_like_office:
        return next((kind for kind, extensions in ALLOWED.items() if extension in extensions), "application/zip")
    return "application/zip"
