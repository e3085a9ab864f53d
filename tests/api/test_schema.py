"""The description of the API is true: tried with some two thousand generated requests (promise G1)."""

import json
import zlib
from collections import defaultdict

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from ninja import Schema
from schemathesis.specs.openapi.checks import positive_data_acceptance

from comptoir.accounts.models import ApiToken
from comptoir.accounts.scopes import SCOPES
from comptoir.api.openapi import description
from tests.documents.sharing import share

schema = schemathesis.openapi.from_dict(json.loads(json.dumps(description("/api/v1/"))))
schema.app, schema.location = get_wsgi_application(), "/api/v1/openapi.json"


@pytest.fixture(autouse=True)
def _one_connection():
    """Django closes connections between requests; the test's transaction lives in this one (django.test.Client does the same)."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture
def token(cast):
    return ApiToken.issue(cast.marie, name="schemathesis", scopes=SCOPES)[1]


# «positive_data_acceptance» is left out: a well-formed id of somebody else's dossier is rightly refused with 422.
@schema.parametrize()
@settings(max_examples=4, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_what_is_described_is_what_is_answered(case, token, question, cast):
    known = {
        "conversation_id": question.pk,
        "dossier_id": cast.dossier.pk,
        "client_id": cast.client.pk,
        "firm_id": cast.firm.pk,
        "message_id": question.messages.first().pk,
        "document_id": share(cast).pk,
    }
    if zlib.crc32(repr(case).encode()) % 3:
        case.path_parameters.update({name: value for name, value in known.items() if name in case.path_parameters})

    case.call_and_validate(headers={"Authorization": f"Bearer {token}"}, excluded_checks=[positive_data_acceptance])


def test_no_two_shapes_have_one_name():
    """The description keeps shapes by their names: of two with one name, one would describe the answers of both."""
    fields = defaultdict(set)
    for shape in all_shapes(Schema):
        if shape.__module__.startswith("comptoir.api."):
            fields[shape.__name__].add(tuple(shape.model_fields))

    assert sorted(name for name, several in fields.items() if len(several) > 1) == []


def all_shapes(base):
    return {shape for child in base.__subclasses__() for shape in {child} | all_shapes(child)}
