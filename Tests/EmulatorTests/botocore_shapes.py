"""Checks every answer of a boto3 client against botocore's own model of the operation: known members alone, their types,
required ones, lengths, patterns and enumerations; timestamps as numbers."""
import json
import re

CHECKED = {}


def watch(client):
    """Checks all that a client is answered from now on; a wrong answer raises AssertionError."""
    client.meta.events.register("after-call", check)
    return client


def check(http_response, parsed, model, **rest):
    CHECKED[model.name] = CHECKED.get(model.name, 0) + 1
    body = http_response.content
    if http_response.status_code >= 300:
        code = parsed["Error"]["Code"]
        names = [shape.name for shape in model.error_shapes]
        assert code in names or code in ("ThrottlingException", "SerializationException"), (model.name, code, names)
        assert parsed["Error"]["Message"], (model.name, body)
        assert re.fullmatch(r"[0-9a-f-]{36}", http_response.headers["x-amzn-RequestId"])
        return
    if model.output_shape is None:
        assert body in (b"", b"{}"), (model.name, body)
        return
    if body:
        walk(json.loads(body), model.output_shape, model.name)


def walk(value, shape, path):
    kind = shape.type_name
    if kind == "structure":
        assert isinstance(value, dict), path
        for name in shape.required_members:
            assert name in value, f"{path}.{name} is missing"
        for name, inner in value.items():
            assert name in shape.members, f"{path} has no member {name}"
            walk(inner, shape.members[name], f"{path}.{name}")
    elif kind == "list":
        assert isinstance(value, list), path
        limit(len(value), shape, path)
        for index, inner in enumerate(value):
            walk(inner, shape.member, f"{path}[{index}]")
    elif kind == "map":
        assert isinstance(value, dict), path
        for name, inner in value.items():
            walk(name, shape.key, f"{path} key")
            walk(inner, shape.value, f"{path}.{name}")
    elif kind == "string":
        assert isinstance(value, str), path
        limit(len(value), shape, path)
        if shape.enum:
            assert value in shape.enum, (path, value)
        pattern = shape.metadata.get("pattern")
        # The model gives roles of imports the pattern of Personalize's own ARNs; the service answers the role it was given.
        if pattern and "\\p" not in pattern and not path.endswith(".roleArn"):
            assert re.search(pattern, value), (path, value)
    elif kind in ("integer", "long"):
        assert isinstance(value, int) and not isinstance(value, bool), (path, value)
        limit(value, shape, path)
    elif kind in ("double", "float"):
        assert isinstance(value, (int, float)) and not isinstance(value, bool), (path, value)
    elif kind == "boolean":
        assert isinstance(value, bool), (path, value)
    elif kind == "timestamp":
        assert isinstance(value, (int, float)) and 1e9 < value < 1e11, (path, value)


def limit(count, shape, path):
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    assert low is None or count >= low, (path, count)
    assert high is None or count <= high, (path, count)
