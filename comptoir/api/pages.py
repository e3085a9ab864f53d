"""The description of the API, for programs and for people."""

from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from .openapi import description
from .words import PROBLEMS


@require_safe
def openapi(request):
    return JsonResponse(description(prefix()), json_dumps_params={"ensure_ascii": False})


@require_safe
def docs(request):
    """The same description as a page: no script, nothing from elsewhere."""
    document = description(prefix())
    problems = [(code, title, advice) for code, (title, advice) in PROBLEMS.items()]
    return render(request, "api/docs.html", {"info": document["info"], "families": families(document), "problems": problems, "prefix": prefix()})


@require_safe
def root(request):
    return redirect("api:docs")


def prefix():
    return reverse("api:root")


def families(document):
    """[(tag, [operation, …]), …] in the order of the description."""
    found = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            found.setdefault(operation["tags"][0], []).append(shown(document, path, method, operation))
    return list(found.items())


def shown(document, path, method, operation):
    content = operation.get("requestBody", {}).get("content", {})
    shape = next((kind["schema"] for kind in content.values()), {})
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "scope": operation["x-scope"],
        "parameters": operation.get("parameters", []),
        "fields": fields(shape),
        "body_note": shape.get("description", ""),
        "content_types": list(content),
        "statuses": [(str(status), response["description"]) for status, response in operation["responses"].items()],
        "answer": answer_fields(document, operation),
    }


def fields(shape):
    """[(name, type in words, required), …] of an object's schema."""
    required = shape.get("required", ())
    return [(name, type_words(kind), name in required) for name, kind in shape.get("properties", {}).items()]


def type_words(kind):
    """«integer | null», «accountant | entrepreneur», «[ManagerShown]»."""
    if "anyOf" in kind:
        return " | ".join(type_words(one) for one in kind["anyOf"])
    if "enum" in kind:
        return " | ".join(kind["enum"])
    if "$ref" in kind:
        return kind["$ref"].rpartition("/")[2]
    words = kind.get("format") or kind.get("const") or kind.get("type", "")
    return f"[{type_words(kind['items'])}]" if kind.get("type") == "array" else str(words)


def answer_fields(document, operation):
    """The fields of the good answer, those of one item for a list."""
    good = next((response for status, response in operation["responses"].items() if str(status).startswith("2")), {})
    reference = good.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref")
    if not reference:
        return []
    shape = document["components"]["schemas"][reference.rpartition("/")[2]]
    item = shape["properties"].get("items", {}).get("items", {}).get("$ref") if "next" in shape["properties"] else None
    return fields(document["components"]["schemas"][item.rpartition("/")[2]] if item else shape)
