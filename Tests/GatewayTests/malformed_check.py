#!/usr/bin/env python3
"""10,000 malformed requests to the emulator: each gets 4xx, 501 or a closed connection, and it goes on answering.

    malformed_check.py URL [--data DIR] [--seed N]

With --data, nothing appears beside the folder, and in it only what the emulator names itself.
"""
import os
import random
import re
import socket
import sys
from urllib.parse import urlparse

URL = sys.argv[1]
SEED = int(sys.argv[sys.argv.index("--seed") + 1]) if "--seed" in sys.argv else 20261126
DATA = sys.argv[sys.argv.index("--data") + 1] if "--data" in sys.argv else None
ADDRESS = (urlparse(URL).hostname, urlparse(URL).port)
draw = random.Random(SEED)
SCOPES = ["personalize", "s3", "sts", "iam", "ec2", ""]
TARGETS = ["ListSchemas", "CreateSchema", "CreateDatasetGroup", "DescribeCampaign", "Nonsense", ""]
PATHS = ["/", "/recommendations", "/personalize-ranking", "/events", "/items", "/users", "/_recast/clock", "/_recast/faults",
         "/fuzz-bucket", "/fuzz-bucket/key", "/fuzz-bucket/../../../tmp/escape", "/../../etc/passwd", "/%2e%2e/%2e%2e/x",
         "/fuzz-bucket/%00", "/fuzz-bucket/%", "/fuzz-bucket/%ff%fe", "/fuzz-bucket/" + "a" * 5000, "//", "/..", "/%",
         "/fuzz-bucket/..%2f..%2f..%2f..%2fescape", "/fuzz-bucket?uploads", "/fuzz-bucket/k?uploadId=../../x&partNumber=1",
         "/fuzz-bucket?list-type=2&max-keys=-1", "/fuzz-bucket?continuation-token=%%%", "/fuzz-bucket?delete",
         "/fuzz-bucket/k?tagging", "/_recast/../x", "*", "http://", "/\u00e9"]
BODIES = ["", "{", "[]", "null", "\"text\"", "{\"name\": 1}", "{\"name\": null}", "[" * 10000, "{\"a\":" * 5000,
          "{\"schemaArn\": {}}", "{\"name\": \"" + "x" * 70000 + "\"}", "<a>", "<a/>", "<!DOCTYPE x [<!ENTITY y \"z\">]><a>&y;</a>",
          "<" * 5000, "Action=", "Action=GetCallerIdentity&" * 50, "\x00\x01\x02", "{\"userId\": \"\\ud800\"}", "1e999999",
          "{\"campaignArn\": \"arn\", \"numResults\": -1e300}", "{\"advanceSeconds\": \"x\"}", "faults: [*a]", "faults: {"]
METHODS = ["GET", "PUT", "POST", "POST", "DELETE", "HEAD"] * 4 + ["PATCH", "OPTIONS", "TRACE", "BREW", "get", "G\x00T", ""]


def request():
    """Bytes that are no request that the emulator could carry out."""
    kind = draw.randrange(12)
    if kind == 0:
        return draw.randbytes(draw.randrange(1, 3000))
    method, path, body = draw.choice(METHODS), draw.choice(PATHS), draw.choice(BODIES).encode("utf-8", "surrogatepass")
    scope = draw.choice(SCOPES)
    lines = [f"{method} {path} HTTP/{draw.choice(['1.1'] * 20 + ['1.0', '2.0', 'x'])}", f"Host: {draw.choice(['h', '127.0.0.1', '..', 'x' * 300, 'a.b.c.s3.amazonaws.com'])}"]
    if scope:
        lines.append(f"Authorization: AWS4-HMAC-SHA256 Credential=K/1/r/{scope}/aws4_request, SignedHeaders=host, Signature=0")
    if draw.random() < 0.5:
        lines.append(f"X-Amz-Target: AmazonPersonalize.{draw.choice(TARGETS)}")
    if draw.random() < 0.3:
        lines.append(draw.choice(["Range: bytes=9-1", "Content-MD5: !!", "x-amz-copy-source: ../../etc/passwd", "X: " + "y" * 90000,
                                  "Content-Encoding: aws-chunked", "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                                  "x-amz-tagging: %", "x-amz-meta-" + "z" * 3000 + ": 1", "Bad Name: 1", ": 1",
                                  "Expect: 100-continue", "Transfer-Encoding: chunked", "Content-Length: 7"]))
    length = draw.choice([len(body)] * 30 + [-1, len(body) + 50, 10**18, "x", ""])
    lines.append(f"Content-Length: {length}")
    whole = ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogatepass") + body
    if kind == 1:
        return whole[:draw.randrange(len(whole))]
    if kind == 2:
        at = draw.randrange(len(whole))
        return whole[:at] + draw.randbytes(draw.randrange(1, 20)) + whole[at:]
    if kind == 3:
        return whole.replace(b"\r\n", b"\n", draw.randrange(1, 5))
    return whole


def answer(data, seconds=3):
    """The status of an answer, 0 for a closed connection."""
    with socket.create_connection(ADDRESS, timeout=seconds) as connection:
        try:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            head = b""
            while b"\r\n\r\n" not in head or head.startswith(b"HTTP/1.1 100"):
                if head.startswith(b"HTTP/1.1 100") and b"\r\n\r\n" in head:
                    head = head.split(b"\r\n\r\n", 1)[1]
                    continue
                more = connection.recv(65536)
                if not more:
                    break
                head += more
        except TimeoutError:
            raise
        except OSError:
            return 0
    if not head:
        return 0
    found = re.match(rb"HTTP/1\.[01] (\d{3}) ", head)
    assert found, (data[:300], head[:300])
    return int(found.group(1))


def tree(folder):
    return sorted(os.path.relpath(os.path.join(at, name), folder) for at, _, names in os.walk(folder) for name in names)


def main():
    put = b"PUT /fuzz-bucket HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    assert answer(put) in (0, 200)
    counts = {}
    for number in range(10_000):
        data = request()
        try:
            status = answer(data)
        except TimeoutError:
            raise AssertionError(f"seed {SEED}, request {number} hangs: {data[:400]!r}")
        # What happens to be a right request (GET of the bucket, say) is answered as one.
        assert status < 500 or status in (501, 505), (number, status, data[:400])
        counts[status] = counts.get(status, 0) + 1
    whole = b"GET /_recast/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    assert answer(whole) in (0, 200)
    if DATA:
        odd = [name for name in tree(DATA) if not re.fullmatch(
            r"lock|said|iam\.json|personalize/.*|s3/[a-z0-9.-]+/(bucket\.json|objects/[0-9a-f]{2}/[0-9a-f]{64}|uploads/[0-9a-f]{48}/(upload|\d+))", name)]
        assert not odd, odd
        assert not os.path.exists("/tmp/escape")
    print("ok: 10,000 malformed requests:", dict(sorted(counts.items())), "(0 is a closed connection), seed", SEED)


main()
