"""Calls of boto3 that must fail."""
from botocore.exceptions import ClientError


def refused(code, call, status=None, **arguments):
    """The call fails with a code, and a status where one is given; returns the service's words."""
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, (code, error)
        answered = error.response["ResponseMetadata"]["HTTPStatusCode"]
        assert status in (None, answered), (code, answered)
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} was expected")
