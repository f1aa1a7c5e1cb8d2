import json
from typing import Any

import pytest

from core.api.docs import document


@pytest.fixture
def schema(nobody: Any, db: None) -> Any:
    document.cache_clear()
    yield json.loads(nobody.get("/api/schema/").content)
    document.cache_clear()


def test_every_operation_has_a_name_security_and_envelopes(schema: Any) -> None:
    operations = [operation for path in schema["paths"].values() for operation in path.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names)) == 12
    for operation in operations:
        assert operation["security"] == [{"bearer": []}, {"session": []}]
        assert {"400", "401", "403", "404", "429", "503"} <= set(operation["responses"])
        assert operation["responses"]["400"] == {"$ref": "#/components/responses/Refusal400"}
    for refusal in schema["components"]["responses"].values():
        assert refusal["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"}


def test_post_tells_of_its_key_and_change_of_its_tag(schema: Any) -> None:
    def parameters(path: str, method: str) -> dict[str, bool]:
        found = schema["paths"][path][method].get("parameters", [])
        return {parameter["name"]: parameter.get("required", False) for parameter in found if parameter["in"] != "path"}

    assert parameters("/api/v1/thresholds", "post") == {"Idempotency-Key": False}
    assert parameters("/api/v1/letters", "post") == {"Idempotency-Key": True}
    assert parameters("/api/v1/thresholds/{threshold_id}", "patch") == {"If-Match": True}
    assert set(parameters("/api/v1/thresholds", "get")) == {"limit", "cursor", "kind", "from_on", "fields"}


def test_lists_and_strict_bodies_are_described_as_they_are(schema: Any) -> None:
    schemas = schema["components"]["schemas"]
    assert set(schemas["ThresholdPage"]["properties"]) == {"data", "next_cursor", "has_more"}
    assert schemas["ThresholdRequest"]["additionalProperties"] is False
    assert "additionalProperties" not in schemas["Threshold"]
    assert set(schema["components"]["securitySchemes"]) == {"bearer", "session"}


def test_page_of_the_schema_holds_nothing_inline(nobody: Any, db: None) -> None:
    page = nobody.get("/api/docs/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "<style" not in text
    assert " style=" not in text
    assert all(part.startswith(" src=") for part in text.split("<script")[1:])
    assert "'unsafe-" not in page.headers["Content-Security-Policy"]
