"""The description of the API is true: tried with generated requests (promise G1)."""

import random

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings

from comptoir.accounts.models import ApiToken
from comptoir.api.scopes import SCOPES



@pytest.fixture(scope="session")
def application():
    return get_wsgi_application()


@pytest.fixture
def description(application):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


schema = schemathesis.pytest.from_fixture("description")


@pytest.fixture
def token(cast):
    return ApiToken.issue(cast.marie, name="schemathesis", scopes=SCOPES)[1]


@pytest.mark.django_db
@schema.parametrize()
@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_what_is_described_is_what_is_answered(case, token, question, cast):
    known = {"conversation_id": question.pk, "dossier_id": cast.dossier.pk, "client_id": cast.client.pk, "firm_id": cast.firm.pk, "message_id": question.messages.first().pk}
    if random.random() < 0.6:
        case.path_parameters.update({name: value for name, value in known.items() if name in case.path_parameters})

    case.call_and_validate(headers={"Authorization": f"Bearer {token}"})
