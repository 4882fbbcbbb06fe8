"""Holds the client's requests against botocore: its models, its serializer, its signer.

Usage: python botocore_check.py FOLDER    (the folder that the tests wrote with RECAST_REQUESTS=FOLDER)
"""

import collections
import datetime
import json
import pathlib
import re
import sys
import unittest.mock
import urllib.parse
import xml.etree.ElementTree

import botocore.auth
import botocore.session
from botocore import xform_name
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.serialize import create_serializer
from botocore.validate import ParamValidator

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
REGION = "eu-central-1"
OURS = {"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"}

session = botocore.session.get_session()
models = {name: session.get_service_model(name)
          for name in ("personalize", "personalize-runtime", "personalize-events", "s3")}


def lines(path):
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def signature_fault(line, service, signer):
    """What is wrong with a request's signature; None where it is botocore's own for the same request and time."""
    headers = {name.lower(): value for name, value in line["headers"]}
    time = datetime.datetime.strptime(headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
    request = AWSRequest(method=line["method"], url=line["url"], data=line["body"].encode("utf-8"))
    for name, value in line["headers"]:
        if name.lower() not in OURS:
            request.headers.add_header(name, value)
    credentials = Credentials(KEY, SECRET, headers.get("x-amz-security-token"))
    with unittest.mock.patch("botocore.auth.get_current_datetime", lambda *a, **k: time):
        signer(credentials, service, REGION).add_auth(request)
    if request.headers["Authorization"] != headers["authorization"]:
        return f"signature: {headers['authorization']} is not botocore's {request.headers['Authorization']}"
    return None


def parameters(value, shape):
    """What boto3 would be given for this JSON: times as datetimes."""
    if shape.type_name == "structure":
        return {key: parameters(member, shape.members[key]) if key in shape.members else member
                for key, member in value.items()}
    if shape.type_name == "list":
        return [parameters(member, shape.member) for member in value]
    if shape.type_name == "map":
        return {key: parameters(member, shape.value) for key, member in value.items()}
    if shape.type_name == "timestamp":
        return datetime.datetime.fromtimestamp(value, datetime.timezone.utc)
    return value


def constraint_faults(value, shape, path):
    """Maxima, patterns and words, which botocore leaves to the service."""
    metadata = shape.metadata
    if shape.type_name == "structure":
        for key, member in value.items():
            yield from constraint_faults(member, shape.members[key], f"{path}.{key}")
    elif shape.type_name == "list":
        if len(value) > metadata.get("max", len(value)):
            yield f"{path} has {len(value)} elements"
        for index, member in enumerate(value):
            yield from constraint_faults(member, shape.member, f"{path}[{index}]")
    elif shape.type_name == "map":
        for key, member in value.items():
            yield from constraint_faults(key, shape.key, f"{path} key")
            yield from constraint_faults(member, shape.value, f"{path}.{key}")
    elif shape.type_name == "string":
        if len(value) > metadata.get("max", len(value)):
            yield f"{path} has {len(value)} characters"
        if shape.enum and value not in shape.enum:
            yield f"{path} is {value!r}, none of {shape.enum}"
        # Python's `re` has no \p{L}; tags are the only ones with it.
        pattern = metadata.get("pattern", "")
        if pattern and "\\p{" not in pattern and not re.match(pattern, value):
            yield f"{path} is {value!r}, which is not {pattern}"


def personalize_faults(line):
    host = urllib.parse.urlsplit(line["url"]).hostname
    model = models[host.split(".")[0]]
    operation = model.operation_model(line["operation"])
    yield signature_fault(line, model.signing_name, botocore.auth.SigV4Auth)
    body = json.loads(line["body"])
    given = parameters(body, operation.input_shape)
    report = ParamValidator().validate(given, operation.input_shape)
    if report.has_errors():
        yield report.generate_report()
        return
    yield from constraint_faults(body, operation.input_shape, line["operation"])
    theirs = create_serializer(model.protocol, False).serialize_to_request(given, operation)
    if json.loads(theirs["body"]) != body:
        yield f"body: {body} is not botocore's {theirs['body']}"
    path = urllib.parse.urlsplit(line["url"]).path
    if (theirs["method"], theirs["url_path"]) != (line["method"], path):
        yield f"{line['method']} {path} is not botocore's {theirs['method']} {theirs['url_path']}"
    ours = {name.lower(): value for name, value in line["headers"]}
    for name, value in theirs["headers"].items():
        if ours.get(name.lower()) != value:
            yield f"header {name}: {ours.get(name.lower())} is not botocore's {value}"


def tree(element):
    """An XML element as nested tuples, whatever the order of its children."""
    return (element.tag, (element.text or "").strip(" \n"), sorted(map(tree, element)))


def xml_parameters(operation, body):
    """What boto3 would be given for this body."""
    name = "{http://s3.amazonaws.com/doc/2006-03-01/}"
    root = xml.etree.ElementTree.fromstring(body)
    if operation == "CreateBucket":
        return {"CreateBucketConfiguration": {"LocationConstraint": root.find(f"{name}LocationConstraint").text}}
    if operation == "DeleteObjects":
        return {"Delete": {"Quiet": True, "Objects": [{"Key": key.text} for key in root.iter(f"{name}Key")]}}
    parts = [{"PartNumber": int(part.find(f"{name}PartNumber").text), "ETag": part.find(f"{name}ETag").text}
             for part in root.iter(f"{name}Part")]
    return {"MultipartUpload": {"Parts": parts}}


def s3_faults(line):
    yield signature_fault(line, "s3", botocore.auth.S3SigV4Auth)
    headers = {name.lower(): value for name, value in line["headers"]}
    if not re.fullmatch("[0-9a-f]{64}", headers["x-amz-content-sha256"]):
        yield "no hash of the body"
    given = dict(line["parameters"])
    client = session.create_client(
        "s3", region_name=REGION, endpoint_url="http://127.0.0.1:9", aws_access_key_id=KEY,
        aws_secret_access_key=SECRET)
    seen = {}

    def keep(request, **_):
        seen["request"] = request
        return botocore.awsrequest.AWSResponse(request.url, 200, {}, None)

    client.meta.events.register("before-send.s3", keep)
    has_xml = line["body"].startswith("<")
    if line["operation"] in ("PutObject", "UploadPart"):
        given["Body"] = line["body"].encode("utf-8")
    elif has_xml:
        given |= xml_parameters(line["operation"], line["body"])
    try:
        getattr(client, xform_name(line["operation"]))(**given)
    except Exception as error:  # The answer is no answer; the request is what counts.
        if "request" not in seen:
            yield f"botocore does not send it: {error}"
            return
    ours, theirs = (urllib.parse.urlsplit(url) for url in (line["url"], seen["request"].url))
    if ours.path != theirs.path:
        yield f"path: {ours.path} is not botocore's {theirs.path}"
    pairs = [sorted(urllib.parse.parse_qsl(url.query, keep_blank_values=True)) for url in (ours, theirs)]
    if pairs[0] != pairs[1]:
        yield f"query: {pairs[0]} is not botocore's {pairs[1]}"
    if has_xml:
        bodies = [tree(xml.etree.ElementTree.fromstring(body)) for body in (line["body"], seen["request"].body)]
        if bodies[0] != bodies[1]:
            yield f"body: {bodies[0]} is not botocore's {bodies[1]}"
    if seen["request"].method != line["method"]:
        yield f"method: {line['method']} is not botocore's {seen['request'].method}"


def main():
    folder = pathlib.Path(sys.argv[1])
    checks = {"personalize": personalize_faults, "s3": s3_faults}
    counts = collections.Counter()
    failed = 0
    for name, check in checks.items():
        for line in lines(folder / f"{name}.jsonl"):
            counts[name] += 1
            for fault in filter(None, check(line)):
                failed += 1
                print(f"{name} {line['operation']}: {fault}")
    operations = {line["operation"] for line in lines(folder / "personalize.jsonl")}
    print(f"{counts['personalize']} requests of {len(operations)} operations of Personalize and {counts['s3']} of S3 "
          f"against botocore {botocore.__version__}: {failed} faults")
    sys.exit(1 if failed or counts["personalize"] < 67 or counts["s3"] < 20 else 0)


main()
