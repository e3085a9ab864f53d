"""The description of the API (OpenAPI 3.1): what ninja knows of each operation, and what the door adds to all of them."""

from functools import cache

from ninja.openapi.schema import get_schema

from .idempotency import HEADER, WRITES
from .portal import api
from .problems import CONTENT_TYPE
from .words import PROBLEMS

ALWAYS = {
    401: "Jeton absent, inconnu, expiré ou révoqué",
    403: "Le jeton n’a pas la portée",
    404: "Rien ici que l’on puisse voir",
    422: "Valeurs à corriger",
    429: "Trop de demandes",
    500: "Incident",
}
OF_WRITES = {400: "Demande illisible", 409: "L’état a changé entre-temps", 413: "Demande trop volumineuse"}
INTRODUCTION = """L’API de Comptoir fait tout ce que fait l’interface. Chaque demande porte un jeton («Authorization: Bearer …») ; chaque opération nomme
la portée qu’il lui faut.

Les listes répondent {"items": […], "next": curseur ou null} ; passez «next» dans «cursor». Les erreurs sont des «problem+json» (RFC 9457).
Toute écriture accepte «Idempotency-Key» : la même clé et le même corps donnent la même réponse pendant au moins 24 heures."""


@cache
def description(prefix):
    """The whole document, for an API mounted under `prefix`. The same for everybody: it says nothing of anybody's data."""
    document = get_schema(api, path_prefix=prefix.lstrip("/"))
    document["info"]["description"] = INTRODUCTION
    document["components"]["schemas"] |= {"Problem": PROBLEM, "InvalidProblem": INVALID_PROBLEM}
    scopes = scopes_of()
    for path in document["paths"].values():
        for method, operation in path.items():
            complete(operation, method.upper(), scopes[operation["operationId"]])
    return document


def scopes_of():
    """{operation id: its scope}"""
    views = [operation for router in api._get_bound_routers() for view in router.path_operations.values() for operation in view.operations]
    return {api.get_openapi_operation_id(operation): operation.auth_callbacks[0].scope for operation in views}


def complete(operation, method, scope):
    """Add what holds for every operation: the scope, the problems, the key of writes."""
    operation["security"] = [{"token": []}]
    operation["x-scope"] = scope
    statuses = ALWAYS | (OF_WRITES if method in WRITES else {})
    operation["responses"] |= {status: problem_response(status, text) for status, text in statuses.items()}
    if method in WRITES:
        operation["parameters"] = [*operation.get("parameters", []), KEY_PARAMETER]


def problem_response(status, text):
    name = "InvalidProblem" if status == 422 else "Problem"
    response = {"description": text, "content": {CONTENT_TYPE: {"schema": {"$ref": f"#/components/schemas/{name}"}}}}
    return response | ({"headers": HEADERS[status]} if status in HEADERS else {})


TEXT: dict = {"type": "string"}
HEADERS = {
    401: {"WWW-Authenticate": {"required": True, "schema": TEXT}},
    429: {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}},
}
KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Choisie par l’appelant ; la même clé avec le même corps ne fait la chose qu’une fois.",
    "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
}
PROBLEM: dict = {
    "title": "Problem",
    "description": "RFC 9457",
    "type": "object",
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": TEXT,
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(PROBLEMS)},
        "detail": TEXT,
    },
    "required": ["type", "title", "status", "code", "detail"],
}
ERRORS = {"type": "array", "items": {"type": "object", "properties": {"field": TEXT, "message": TEXT}, "required": ["field", "message"]}}
INVALID_PROBLEM: dict = PROBLEM | {
    "title": "InvalidProblem",
    "properties": PROBLEM["properties"] | {"errors": ERRORS},
    "required": [*PROBLEM["required"], "errors"],
}
