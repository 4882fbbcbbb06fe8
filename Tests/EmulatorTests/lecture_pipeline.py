#!/usr/bin/env python3
"""The lecture's pipeline, with boto3, against the emulator: dataset group, schemas, datasets, imports, a solution with AutoML
and HPO, a version, a filter, batch inference of 500 items a user with the filter, the .out file, and clean-up in order.

    lecture_pipeline.py URL [--data DIR]

Against the real service it is the same but for endpoint_url, waits of seconds and not of milliseconds, and a role.
"""
import json
import os
import sys
import time

import boto3

sys.path.insert(0, os.path.dirname(__file__))
import botocore_shapes  # noqa: E402

URL = sys.argv[1]
PACE = 0.05
KEYS = dict(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret", region_name="ap-northeast-2")
personalize = botocore_shapes.watch(boto3.client("personalize", endpoint_url=URL, **KEYS))
s3 = boto3.client("s3", endpoint_url=URL, **KEYS)
iam = boto3.client("iam", endpoint_url=URL, **KEYS)
STAMP = str(int(time.time()))
BUCKET = "lecture-" + STAMP


def wait(what, describe, wanted="ACTIVE", limit=300):
    """Polls until a resource is in a state, printing it now and then."""
    end = time.time() + limit
    while True:
        status = describe()
        if status == wanted:
            return
        assert "FAILED" not in status and time.time() < end, (what, status)
        time.sleep(PACE)


def schema(name, fields):
    return json.dumps({
        "type": "record", "name": name, "namespace": "com.amazonaws.personalize.schema", "version": "1.0",
        "fields": fields,
    })


USERS, ITEMS = 80, 120
users = "USER_ID,AGE,OS_DEVICE\n" + "".join(f"u{u},{18 + u % 50},{'ios' if u % 3 else 'android'}\n" for u in range(USERS))
items = "ITEM_ID,CATEGORY_ID,PRICE\n" + "".join(f"i{i},c{i % 5},{i * 10}\n" for i in range(ITEMS))
events = "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n" + "".join(
    f"u{u},i{(u % 2) * 60 + (u * 7 + step * 11) % 60},{1700000000 + step * 3600 + u},{'buy' if step % 5 == 0 else 'view'}\n"
    for step in range(20) for u in range(USERS))

# 1. Storage and a role.
s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
for name, text in [("users.csv", users), ("items.csv", items), ("events.csv", events)]:
    s3.put_object(Bucket=BUCKET, Key=name, Body=text.encode())
role = iam.create_role(RoleName="lecture-" + STAMP, AssumeRolePolicyDocument="{}")["Role"]["Arn"]

# 2. Dataset group, schemas, datasets, imports, strictly in this order.
group = personalize.create_dataset_group(name="group-" + STAMP)["datasetGroupArn"]
wait("group", lambda: personalize.describe_dataset_group(datasetGroupArn=group)["datasetGroup"]["status"])
string = lambda name, **more: {"name": name, "type": "string", **more}  # noqa: E731
kinds = {
    "Users": ("users.csv", [string("USER_ID"), {"name": "AGE", "type": "int"}, string("OS_DEVICE", categorical=True)]),
    "Items": ("items.csv", [string("ITEM_ID"), string("CATEGORY_ID", categorical=True), {"name": "PRICE", "type": "float"}]),
    "Interactions": (
        "events.csv", [string("USER_ID"), string("ITEM_ID"), {"name": "TIMESTAMP", "type": "long"}, string("EVENT_TYPE")]),
}
datasets, schemas = {}, {}
for kind, (file, fields) in kinds.items():
    schemas[kind] = personalize.create_schema(name=f"{kind}-{STAMP}", schema=schema(kind, fields))["schemaArn"]
    datasets[kind] = personalize.create_dataset(
        name=f"{kind}-{STAMP}", schemaArn=schemas[kind], datasetGroupArn=group, datasetType=kind)["datasetArn"]
    wait(kind, lambda: personalize.describe_dataset(datasetArn=datasets[kind])["dataset"]["status"])
    job = personalize.create_dataset_import_job(
        jobName=f"{kind}-{STAMP}", datasetArn=datasets[kind], roleArn=role,
        dataSource={"dataLocation": f"s3://{BUCKET}/{file}"})["datasetImportJobArn"]
    wait(job, lambda: personalize.describe_dataset_import_job(datasetImportJobArn=job)["datasetImportJob"]["status"])

# 3. Solution and version.
solution = personalize.create_solution(
    name="solution-" + STAMP, datasetGroupArn=group, performAutoML=True, performHPO=True, performAutoTraining=False,
)["solutionArn"]
wait("solution", lambda: personalize.describe_solution(solutionArn=solution)["solution"]["status"])
version = personalize.create_solution_version(solutionArn=solution, trainingMode="FULL")["solutionVersionArn"]

# 4. Filter, made once; both are waited for together.
made = [f["name"] for f in personalize.list_filters(datasetGroupArn=group)["Filters"]]
assert made == []
filter_arn = personalize.create_filter(
    name="bought-" + STAMP, datasetGroupArn=group,
    filterExpression='EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("buy")')["filterArn"]
wait("filter", lambda: personalize.describe_filter(filterArn=filter_arn)["filter"]["status"])
describe = lambda: personalize.describe_solution_version(solutionVersionArn=version)["solutionVersion"]  # noqa: E731
wait("version", lambda: describe()["status"])
assert describe()["trainingHours"] > 0 and describe()["tunedHPOParams"]["algorithmHyperParameters"]
assert personalize.describe_solution(solutionArn=solution)["solution"]["autoMLResult"]["bestRecipeArn"]
metrics = personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]
assert 0 < metrics["normalized_discounted_cumulative_gain_at_10"] <= 1, metrics

# 5. Batch inference.
lines = "".join(json.dumps({"userId": f"u{u}"}) + "\n" for u in range(USERS))
s3.put_object(Bucket=BUCKET, Key="batch_input.json", Body=lines.encode())
job = personalize.create_batch_inference_job(
    jobName="batch-" + STAMP, solutionVersionArn=version, filterArn=filter_arn, numResults=500, roleArn=role,
    jobInput={"s3DataSource": {"path": f"s3://{BUCKET}/batch_input.json"}},
    jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/result/"}})["batchInferenceJobArn"]
wait("batch", lambda: personalize.describe_batch_inference_job(batchInferenceJobArn=job)["batchInferenceJob"]["status"])

# 6. Back into the service's own database.
result = s3.get_object(Bucket=BUCKET, Key="result/batch_input.json.out")["Body"].read().decode().split("\n")[:-1]
assert len(result) == USERS
bought = {}
for line in events.split("\n")[1:-1]:
    user, item, _, kind = line.split(",")
    if kind == "buy":
        bought.setdefault(user, set()).add(item)
for index, line in enumerate(result):
    answer = json.loads(line)
    assert answer["input"] == {"userId": f"u{index}"} and answer["error"] is None
    listed = answer["output"]["recommendedItems"]
    assert len(listed) > 20 and len(set(listed)) == len(listed) == len(answer["output"]["scores"])
    assert not bought[f"u{index}"] & set(listed)
    assert all(a >= b for a, b in zip(answer["output"]["scores"], answer["output"]["scores"][1:]))

# 7. Clean-up, or the bill explodes: filters, solutions, datasets and schemas, the group; each until its list is empty.
personalize.delete_filter(filterArn=filter_arn)
while personalize.list_filters(datasetGroupArn=group)["Filters"]:
    time.sleep(PACE)
personalize.delete_solution(solutionArn=solution)
while personalize.list_solutions(datasetGroupArn=group)["solutions"]:
    time.sleep(PACE)
for arn in datasets.values():
    personalize.delete_dataset(datasetArn=arn)
while personalize.list_datasets(datasetGroupArn=group)["datasets"]:
    time.sleep(PACE)
for arn in schemas.values():
    personalize.delete_schema(schemaArn=arn)
personalize.delete_dataset_group(datasetGroupArn=group)
while any(g["datasetGroupArn"] == group for g in personalize.list_dataset_groups()["datasetGroups"]):
    time.sleep(PACE)
print(f"lecture_pipeline: {len(result)} lists, {sum(botocore_shapes.CHECKED.values())} answers checked, all gone again")
