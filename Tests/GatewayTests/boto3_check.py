#!/usr/bin/env python3
"""S3, STS and IAM of the emulator, asked by boto3 as a pipeline asks them.

    boto3_check.py URL [--data DIR]

Stops with the first thing that is not as it is with AWS.
"""
import base64
import hashlib
import io
import json
import os
import random
import sys
import urllib.request

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
KEYS = dict(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret", region_name="us-east-1")
SEED = 20261126


def client(service, **config):
    options = dict({"retries": {"max_attempts": 0}}, **config)
    return boto3.client(service, endpoint_url=URL, config=Config(**options), **KEYS)


def refused(code, call, **arguments):
    """The call fails with a code; returns the error."""
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, (code, error)
        return error.response
    raise AssertionError(f"{code} was expected")


ODD_KEYS = [
    "plain", "a/b/c.csv", "with space", "plus+plus", "percent%41", "tilde~", "ünï/cödé", "日本語", "dot/./dot",
    "../../../escape", "..", "//double//slash/", "/leading", "trailing/", "question?mark", "hash#tag", "a&b=c;d:e@f,g$h!i*j'(k)",
    "quote\"quote", "back\\slash", "UPPER", "upper", "e\u0301", "\u00e9", "emoji-😀", "tab\tkey", "x" * 1024, "<xml>&amp;",
]


def buckets(s3):
    s3.create_bucket(Bucket="first-bucket")
    s3.create_bucket(Bucket="first-bucket")
    s3.head_bucket(Bucket="first-bucket")
    assert "first-bucket" in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]
    assert s3.get_bucket_location(Bucket="first-bucket")["LocationConstraint"] is None
    s3.create_bucket(Bucket="eu.bucket", CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    assert s3.get_bucket_location(Bucket="eu.bucket")["LocationConstraint"] == "eu-west-1"
    refused("BucketAlreadyOwnedByYou", s3.create_bucket, Bucket="eu.bucket",
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"})
    s3.delete_bucket(Bucket="eu.bucket")
    refused("404", s3.head_bucket, Bucket="eu.bucket")
    refused("NoSuchBucket", s3.list_objects_v2, Bucket="eu.bucket")
    refused("InvalidBucketName", s3.create_bucket, Bucket="Not_A_Bucket")
    refused("NoSuchBucketPolicy", s3.get_bucket_policy, Bucket="first-bucket")
    policy = '{"Version": "2012-10-17", "Statement": [{"Principal": {"Service": "personalize.amazonaws.com"}}]}'
    s3.put_bucket_policy(Bucket="first-bucket", Policy=policy)
    assert s3.get_bucket_policy(Bucket="first-bucket")["Policy"] == policy
    s3.delete_bucket_policy(Bucket="first-bucket")
    refused("NoSuchBucketPolicy", s3.get_bucket_policy, Bucket="first-bucket")
    assert "Status" not in s3.get_bucket_versioning(Bucket="first-bucket")
    s3.put_bucket_versioning(Bucket="first-bucket", VersioningConfiguration={"Status": "Suspended"})
    assert s3.get_bucket_versioning(Bucket="first-bucket")["Status"] == "Suspended"
    rules = s3.get_bucket_encryption(Bucket="first-bucket")["ServerSideEncryptionConfiguration"]["Rules"]
    assert rules[0]["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    s3.put_public_access_block(Bucket="first-bucket", PublicAccessBlockConfiguration={"BlockPublicAcls": True})
    assert s3.get_public_access_block(Bucket="first-bucket")["PublicAccessBlockConfiguration"]["BlockPublicAcls"]
    assert s3.get_bucket_acl(Bucket="first-bucket")["Grants"][0]["Permission"] == "FULL_CONTROL"
    refused("NoSuchLifecycleConfiguration", s3.get_bucket_lifecycle_configuration, Bucket="first-bucket")
    refused("NoSuchTagSet", s3.get_bucket_tagging, Bucket="first-bucket")
    s3.put_bucket_tagging(Bucket="first-bucket", Tagging={"TagSet": [{"Key": "a", "Value": "b"}]})
    assert s3.get_bucket_tagging(Bucket="first-bucket")["TagSet"] == [{"Key": "a", "Value": "b"}]


def objects(s3):
    bucket = "first-bucket"
    for key in ODD_KEYS:
        body = f"body of {key}".encode()
        answer = s3.put_object(Bucket=bucket, Key=key, Body=body, Metadata={"one": "1"}, ContentType="text/csv")
        assert answer["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
    for key in ODD_KEYS:
        answer = s3.get_object(Bucket=bucket, Key=key)
        assert answer["Body"].read() == f"body of {key}".encode(), key
        assert answer["Metadata"] == {"one": "1"} and answer["ContentType"] == "text/csv"
    listed = [entry["Key"] for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, MaxKeys=3)
              if "Contents" in page for entry in page["Contents"]]
    assert listed == sorted(ODD_KEYS, key=lambda key: key.encode()), (listed,)
    listed = [entry["Key"] for page in s3.get_paginator("list_objects").paginate(Bucket=bucket, MaxKeys=4)
              for entry in page["Contents"]]
    assert listed == sorted(ODD_KEYS, key=lambda key: key.encode())
    versions = s3.list_object_versions(Bucket=bucket)["Versions"]
    assert len(versions) == len(ODD_KEYS) and versions[0]["VersionId"] == "null"
    answer = s3.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in ODD_KEYS if "\t" not in key]})
    assert len(answer["Deleted"]) == len(ODD_KEYS) - 1 and "Errors" not in answer
    s3.delete_object(Bucket=bucket, Key="tab\tkey")
    s3.delete_object(Bucket=bucket, Key="never was")
    assert s3.list_objects_v2(Bucket=bucket)["KeyCount"] == 0
    refused("NoSuchKey", s3.get_object, Bucket=bucket, Key="plain")
    refused("404", s3.head_object, Bucket=bucket, Key="plain")
    refused("KeyTooLongError", s3.put_object, Bucket=bucket, Key="x" * 1025, Body=b"")


def reading(s3):
    bucket = "first-bucket"
    body = bytes(range(256)) * 10
    s3.put_object(Bucket=bucket, Key="r", Body=body, CacheControl="max-age=5", ContentDisposition="attachment",
                  Tagging="a=b&c=d")
    for asked, part in [("bytes=0-0", body[:1]), ("bytes=100-199", body[100:200]), ("bytes=2500-", body[2500:]),
                        ("bytes=-7", body[-7:]), ("bytes=2550-99999", body[2550:])]:
        answer = s3.get_object(Bucket=bucket, Key="r", Range=asked)
        assert answer["Body"].read() == part and answer["ResponseMetadata"]["HTTPStatusCode"] == 206
    refused("InvalidRange", s3.get_object, Bucket=bucket, Key="r", Range="bytes=2560-")
    head = s3.head_object(Bucket=bucket, Key="r")
    assert head["ContentLength"] == 2560 and head["CacheControl"] == "max-age=5"
    assert head["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'
    etag = head["ETag"]
    refused("304", s3.get_object, Bucket=bucket, Key="r", IfNoneMatch=etag)
    refused("304", s3.get_object, Bucket=bucket, Key="r", IfModifiedSince=head["LastModified"])
    refused("PreconditionFailed", s3.get_object, Bucket=bucket, Key="r", IfMatch='"other"')
    s3.get_object(Bucket=bucket, Key="r", IfMatch=etag)
    refused("PreconditionFailed", s3.put_object, Bucket=bucket, Key="r", Body=b"", IfNoneMatch="*")
    assert s3.get_object_tagging(Bucket=bucket, Key="r")["TagSet"][0] == {"Key": "a", "Value": "b"}
    s3.put_object_tagging(Bucket=bucket, Key="r", Tagging={"TagSet": [{"Key": "x", "Value": "y"}]})
    assert s3.get_object(Bucket=bucket, Key="r")["TagCount"] == 1
    s3.copy_object(Bucket=bucket, Key="copy ü+", CopySource={"Bucket": bucket, "Key": "r"})
    assert s3.get_object(Bucket=bucket, Key="copy ü+")["Body"].read() == body
    s3.copy_object(Bucket=bucket, Key="copy2", CopySource={"Bucket": bucket, "Key": "copy ü+"},
                   MetadataDirective="REPLACE", Metadata={"two": "2"})
    assert s3.head_object(Bucket=bucket, Key="copy2")["Metadata"] == {"two": "2"}
    refused("InvalidRequest", s3.copy_object, Bucket=bucket, Key="r", CopySource=f"{bucket}/r")
    refused("NoSuchKey", s3.copy_object, Bucket=bucket, Key="r", CopySource=f"{bucket}/none")
    attributes = s3.get_object_attributes(Bucket=bucket, Key="r", ObjectAttributes=["ObjectSize", "ETag", "Checksum"])
    assert attributes["ObjectSize"] == 2560
    for algorithm in ["CRC32", "SHA1", "SHA256"]:
        s3.put_object(Bucket=bucket, Key="sum", Body=body, ChecksumAlgorithm=algorithm)
        answer = s3.get_object(Bucket=bucket, Key="sum", ChecksumMode="ENABLED")
        assert answer[f"Checksum{algorithm}"] and answer["Body"].read() == body
    refused("BadDigest", s3.put_object, Bucket=bucket, Key="sum", Body=b"x", ChecksumCRC32="AAAAAA==")
    wrong = base64.b64encode(hashlib.md5(b"y").digest()).decode()
    refused("BadDigest", s3.put_object, Bucket=bucket, Key="sum", Body=b"x", ContentMD5=wrong)
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "copy ü+"})
    assert urllib.request.urlopen(url).read() == body
    url = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "signed"})
    urllib.request.urlopen(urllib.request.Request(url, data=b"by url", method="PUT"))
    assert s3.get_object(Bucket=bucket, Key="signed")["Body"].read() == b"by url"


def listing(s3):
    s3.create_bucket(Bucket="listing")
    names = [f"{a}/{b}/{c}" for a in "abc" for b in "xy" for c in range(5)] + ["top", "a", "b"]
    for name in names:
        s3.put_object(Bucket="listing", Key=name, Body=b"1")
    answer = s3.list_objects_v2(Bucket="listing", Delimiter="/")
    assert [entry["Prefix"] for entry in answer["CommonPrefixes"]] == ["a/", "b/", "c/"]
    assert [entry["Key"] for entry in answer["Contents"]] == ["a", "b", "top"] and answer["KeyCount"] == 6
    for version in ["list_objects", "list_objects_v2"]:
        keys, prefixes = [], []
        for page in s3.get_paginator(version).paginate(Bucket="listing", Delimiter="/", PaginationConfig={"PageSize": 1}):
            keys += [entry["Key"] for entry in page.get("Contents", [])]
            prefixes += [entry["Prefix"] for entry in page.get("CommonPrefixes", [])]
        assert (keys, prefixes) == (["a", "b", "top"], ["a/", "b/", "c/"]), (version, keys, prefixes)
    answer = s3.list_objects_v2(Bucket="listing", Prefix="a/x")
    assert answer["KeyCount"] == 5 and "CommonPrefixes" not in answer
    answer = s3.list_objects_v2(Bucket="listing", Prefix="a/", StartAfter="a/x/3")
    assert [entry["Key"] for entry in answer["Contents"]] == ["a/x/4"] + [f"a/y/{c}" for c in range(5)]
    refused("BucketNotEmpty", s3.delete_bucket, Bucket="listing")


def multipart(s3):
    bucket, random_bytes = "first-bucket", random.Random(SEED).randbytes(21_000_000)
    config = TransferConfig(multipart_threshold=8 << 20, multipart_chunksize=8 << 20, max_concurrency=4)
    s3.upload_fileobj(io.BytesIO(random_bytes), bucket, "large", Config=config)
    head = s3.head_object(Bucket=bucket, Key="large")
    digests = b"".join(hashlib.md5(random_bytes[at:at + (8 << 20)]).digest() for at in range(0, len(random_bytes), 8 << 20))
    assert head["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-3"' and head["ContentLength"] == 21_000_000
    back = io.BytesIO()
    s3.download_fileobj(bucket, "large", back, Config=config)
    assert back.getvalue() == random_bytes
    s3.copy({"Bucket": bucket, "Key": "large"}, bucket, "large copy", Config=config)
    assert s3.get_object(Bucket=bucket, Key="large copy")["Body"].read() == random_bytes
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts")["UploadId"]
    tags = [s3.upload_part(Bucket=bucket, Key="parts", UploadId=upload, PartNumber=n, Body=body)["ETag"]
            for n, body in [(1, b"a" * (5 << 20)), (2, b"small"), (3, b"end")]]
    assert [part["PartNumber"] for part in s3.list_parts(Bucket=bucket, Key="parts", UploadId=upload)["Parts"]] == [1, 2, 3]
    assert s3.list_multipart_uploads(Bucket=bucket)["Uploads"][0]["UploadId"] == upload

    def complete(*numbers, etag=None):
        parts = [{"PartNumber": n, "ETag": etag or tags[n - 1]} for n in numbers]
        return dict(Bucket=bucket, Key="parts", UploadId=upload, MultipartUpload={"Parts": parts})

    refused("EntityTooSmall", s3.complete_multipart_upload, **complete(1, 2, 3))
    refused("InvalidPartOrder", s3.complete_multipart_upload, **complete(2, 1))
    refused("InvalidPart", s3.complete_multipart_upload, **complete(1, etag='"00"'))
    s3.complete_multipart_upload(**complete(1, 3))
    assert s3.get_object(Bucket=bucket, Key="parts")["Body"].read() == b"a" * (5 << 20) + b"end"
    refused("NoSuchUpload", s3.abort_multipart_upload, Bucket=bucket, Key="parts", UploadId=upload)
    upload = s3.create_multipart_upload(Bucket=bucket, Key="parts")["UploadId"]
    s3.abort_multipart_upload(Bucket=bucket, Key="parts", UploadId=upload)
    assert "Uploads" not in s3.list_multipart_uploads(Bucket=bucket)


def virtual_hosts():
    body = b"by host"
    port = URL.rsplit(":", 1)[1].strip("/")
    for host in ["first-bucket.s3.us-east-1.amazonaws.com", f"first-bucket.localhost:{port}",
                 f"first-bucket.s3.amazonaws.com:{port}"]:
        request = urllib.request.Request(f"{URL}/host%20key", data=body, method="PUT", headers={"Host": host})
        urllib.request.urlopen(request)
    s3 = client("s3")
    assert s3.get_object(Bucket="first-bucket", Key="host key")["Body"].read() == body


def identities():
    sts, iam = client("sts"), client("iam")
    account = sts.get_caller_identity()["Account"]
    trust = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole"}]}'
    role = iam.create_role(RoleName="PersonalizeRole", AssumeRolePolicyDocument=trust)["Role"]
    assert role["Arn"] == f"arn:aws:iam::{account}:role/PersonalizeRole"
    refused("EntityAlreadyExists", iam.create_role, RoleName="PersonalizeRole", AssumeRolePolicyDocument=trust)
    assert iam.get_role(RoleName="PersonalizeRole")["Role"]["AssumeRolePolicyDocument"]["Version"] == "2012-10-17"
    policy = "arn:aws:iam::aws:policy/service-role/AmazonPersonalizeFullAccess"
    iam.attach_role_policy(RoleName="PersonalizeRole", PolicyArn=policy)
    iam.put_role_policy(RoleName="PersonalizeRole", PolicyName="inline", PolicyDocument=trust)
    assert iam.get_role_policy(RoleName="PersonalizeRole", PolicyName="inline")["PolicyDocument"]["Version"] == "2012-10-17"
    attached = iam.list_attached_role_policies(RoleName="PersonalizeRole")["AttachedPolicies"]
    assert attached == [{"PolicyName": "AmazonPersonalizeFullAccess", "PolicyArn": policy}]
    refused("DeleteConflict", iam.delete_role, RoleName="PersonalizeRole")
    made = iam.create_policy(PolicyName="own", PolicyDocument=trust)["Policy"]["Arn"]
    iam.delete_policy(PolicyArn=made)
    assert [role["RoleName"] for role in iam.list_roles()["Roles"]] == ["PersonalizeRole"]
    assumed = sts.assume_role(RoleArn=role["Arn"], RoleSessionName="session")
    assert assumed["Credentials"]["SessionToken"]
    iam.detach_role_policy(RoleName="PersonalizeRole", PolicyArn=policy)
    iam.delete_role_policy(RoleName="PersonalizeRole", PolicyName="inline")
    iam.delete_role(RoleName="PersonalizeRole")
    refused("NoSuchEntity", iam.get_role, RoleName="PersonalizeRole")
    refused("InvalidAction", iam.list_users)


def faults():
    """Each fault, as boto3 meets it: an error without retries, an answer with them."""

    def order(rule):
        body = json.dumps({"faults": [rule] if rule else []}).encode()
        urllib.request.urlopen(urllib.request.Request(f"{URL}/_recast/faults", data=body, method="PUT")).read()

    standard = dict(retries={"mode": "standard", "total_max_attempts": 3})
    expected = {"internal-error": "ClientError", "unavailable": "ClientError", "throttle": "ClientError",
                "reset": "ConnectionClosedError",
                "cut": "ClientError ResponseStreamingError IncompleteReadError ConnectionClosedError ProtocolError",
                "wrong-json": "ResponseParserError ClientError", "slow": "ReadTimeoutError"}
    for fault, names in expected.items():
        for service, operation in [("s3", "list_buckets"), ("personalize", "list_schemas")]:
            rule = {"service": service, "fault": fault, "calls": [1], "delaySeconds": 3}
            order(rule)
            try:
                answer = getattr(client(service, read_timeout=1), operation)()
                # boto3 takes JSON that it cannot read for an answer without members.
                assert (service, fault in ("cut", "wrong-json"), "schemas" in answer) == ("personalize", True, False), fault
            except AssertionError:
                raise
            except Exception as error:
                assert type(error).__name__ in names.split(), (fault, service, repr(error))
            if fault not in ("wrong-json", "cut"):
                order(rule)
                getattr(client(service, read_timeout=1, **standard), operation)()
    order(None)


def main():
    s3 = client("s3")
    steps = [buckets, objects, reading, listing, multipart]
    for step in steps:
        step(s3)
        print("ok", step.__name__)
    virtual_hosts()
    identities()
    faults()
    for bucket in ["first-bucket", "listing"]:
        boto3.resource("s3", endpoint_url=URL, **KEYS).Bucket(bucket).objects.all().delete()
        s3.delete_bucket(Bucket=bucket)
    assert s3.list_buckets()["Buckets"] == []
    if "--data" in sys.argv:
        # Objects and uploads that are gone leave nothing behind.
        folder = os.path.join(sys.argv[sys.argv.index("--data") + 1], "s3")
        assert os.listdir(folder) == [], os.listdir(folder)
    print("ok: S3, STS and IAM answer boto3", boto3.__version__, "as AWS does")


main()
