#!/usr/bin/env python3
"""What AWS's notebooks do in batch: inference for three kinds of recipes, with filters and broken lines, user segments,
actions and their interactions, exports, deletions of users' data, another schema, an incremental import.

    batch_notebook.py URL [--data DIR]

Every answer is checked against botocore's model; stops with the first thing that is not as the service has it.
"""
import json
import os
import random
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

sys.path.insert(0, os.path.dirname(__file__))
import botocore_shapes  # noqa: E402
import emulated_time  # noqa: E402

emulated_time.install(sys.argv[1])
KEYS = dict(endpoint_url=sys.argv[1], aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret", region_name="us-east-1",
            config=Config(retries={"mode": "standard", "max_attempts": 2}))
personalize = botocore_shapes.watch(boto3.client("personalize", **KEYS))
runtime = botocore_shapes.watch(boto3.client("personalize-runtime", **KEYS))
events = botocore_shapes.watch(boto3.client("personalize-events", **KEYS))
s3 = boto3.client("s3", **KEYS)
ROLE = "arn:aws:iam::000000000000:role/service-role/BatchRole"
RECIPE = "arn:aws:personalize:::recipe/aws-"
BUCKET = "batch-notebook-bucket"


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, (code, error)
        return
    raise AssertionError(f"{code} was expected")


def until(describe, key, wanted="ACTIVE", **arn):
    while True:
        answer = describe(**arn)[key]
        if answer["status"] == wanted:
            return answer
        assert "FAILED" not in answer["status"] or "FAILED" in wanted, answer
        time.sleep(60)


def schema(name, kind, *fields):
    return personalize.create_schema(name=name, schema=json.dumps({
        "type": "record", "name": kind, "namespace": "com.amazonaws.personalize.schema", "fields": list(fields),
        "version": "1.0"}))["schemaArn"]


def column(name, kind="string", **more):
    return dict(name=name, type=kind, **more)


def imported(dataset, job, key, text, mode="FULL"):
    s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode())
    arn = personalize.create_dataset_import_job(
        jobName=job, datasetArn=dataset, roleArn=ROLE, importMode=mode,
        dataSource={"dataLocation": f"s3://{BUCKET}/{key}"})["datasetImportJobArn"]
    return until(personalize.describe_dataset_import_job, "datasetImportJob", datasetImportJobArn=arn)


def dataset(kind, made):
    arn = personalize.create_dataset(name=kind, datasetType=kind, datasetGroupArn=group, schemaArn=made)["datasetArn"]
    until(personalize.describe_dataset, "dataset", datasetArn=arn)
    return arn


def version(name, recipe, **more):
    solution = personalize.create_solution(
        name=name, datasetGroupArn=group, recipeArn=RECIPE + recipe, performAutoTraining=False, **more)["solutionArn"]
    until(personalize.describe_solution, "solution", solutionArn=solution)
    arn = personalize.create_solution_version(solutionArn=solution, trainingMode="FULL")["solutionVersionArn"]
    until(personalize.describe_solution_version, "solutionVersion", solutionVersionArn=arn)
    return arn


def lines(key):
    return [json.loads(line) for line in s3.get_object(Bucket=BUCKET, Key=key)["Body"].iter_lines()]


def infer(name, solution_version, queries, **more):
    text = "\n".join(query if isinstance(query, str) else json.dumps(query) for query in queries)
    s3.put_object(Bucket=BUCKET, Key=f"in/{name}.json", Body=text.encode())
    job = personalize.create_batch_inference_job(
        jobName=name, solutionVersionArn=solution_version, roleArn=ROLE,
        jobInput={"s3DataSource": {"path": f"s3://{BUCKET}/in/{name}.json"}},
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out/{name}/"}}, **more)["batchInferenceJobArn"]
    described = until(personalize.describe_batch_inference_job, "batchInferenceJob", batchInferenceJobArn=job)
    assert described["jobInput"]["s3DataSource"]["path"].endswith(f"in/{name}.json")
    return lines(f"out/{name}/{name}.json.out")


def segment(name, solution_version, queries, **more):
    s3.put_object(Bucket=BUCKET, Key=f"seg/{name}.json", Body="\n".join(map(json.dumps, queries)).encode())
    job = personalize.create_batch_segment_job(
        jobName=name, solutionVersionArn=solution_version, roleArn=ROLE,
        jobInput={"s3DataSource": {"path": f"s3://{BUCKET}/seg/{name}.json"}},
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/seg-out/"}}, **more)["batchSegmentJobArn"]
    until(personalize.describe_batch_segment_job, "batchSegmentJob", batchSegmentJobArn=job)
    return lines(f"seg-out/{name}.json.out")


s3.create_bucket(Bucket=BUCKET)
luck = random.Random(5)
now = int(time.time()) - 20 * 86400
group = personalize.create_dataset_group(name="batch")["datasetGroupArn"]
until(personalize.describe_dataset_group, "datasetGroup", datasetGroupArn=group)
taken = [(f"u{u}", f"i{(u % 2) * 40 + luck.randrange(40)}", luck.choice(["click", "buy"]), now + n * 3600 + u)
         for u in range(80) for n in range(30)]
interactions = dataset("Interactions", schema(
    "batch-interactions", "Interactions", column("USER_ID"), column("ITEM_ID"), column("EVENT_TYPE"),
    column("EVENT_VALUE", ["null", "float"]), column("TIMESTAMP", "long")))
imported(interactions, "first", "data/interactions/part-1.csv", "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP\n" + "".join(
    f"{u},{i},{kind},{1 if kind == 'buy' else ''},{at}\n" for u, i, kind, at in taken))
item_schema = schema("batch-items", "Items", column("ITEM_ID"), column("GENRE", categorical=True), column("BRAND", categorical=True))
items = dataset("Items", item_schema)
table = "ITEM_ID,GENRE,BRAND\n" + "".join(f"i{i},{'Comedy|Drama' if i < 40 else 'Action'},{['Acme', 'Zeta'][i % 2]}\n" for i in range(80))
imported(items, "items", "data/items.csv", table)
users = dataset("Users", schema("batch-users", "Users", column("USER_ID"), column("TIER", categorical=True)))
imported(users, "users", "data/users.csv", "USER_ID,TIER\n" + "".join(f"u{u},{['gold', 'free'][u % 2]}\n" for u in range(80)))

# Inference: a user recipe, with every kind of line.
personal = version("personal", "user-personalization-v2")
got = infer("users", personal, [{"userId": "u1"}, {"userId": "u2"}, {"userId": "stranger"}, "no json", {"itemId": "i1"}], numResults=10)
assert len(got) == 5
for line in got[:3]:
    assert line["error"] is None and len(line["output"]["recommendedItems"]) == 10 == len(line["output"]["scores"])
    assert line["output"]["scores"] == sorted(line["output"]["scores"], reverse=True)
assert [line["input"].get("userId") for line in got[:3]] == ["u1", "u2", "stranger"]
assert all(line["error"] and line["output"] is None for line in got[3:]), got[3:]
assert all(int(i[1:]) >= 40 for i in got[0]["output"]["recommendedItems"]), got[0]
filters = {}
for name, expression in {
    "bought": 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("buy")', "genre": "INCLUDE ItemID WHERE Items.GENRE IN ($GENRE)",
    "gold": 'INCLUDE UserID WHERE Users.TIER IN ("gold")', "used": 'EXCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("buy")',
}.items():
    filters[name] = personalize.create_filter(name=name, datasetGroupArn=group, filterExpression=expression)["filterArn"]
    until(personalize.describe_filter, "filter", filterArn=filters[name])
got = infer("with-values", personal, [{"userId": "u1", "filterValues": {"GENRE": '"Drama","Western"'}}, {"userId": "u1"}],
            filterArn=filters["genre"], numResults=5)
assert got[0]["output"]["recommendedItems"] and all(int(i[1:]) < 40 for i in got[0]["output"]["recommendedItems"])
assert got[1]["error"]
bought = {i for u, i, kind, _ in taken if u == "u1" and kind == "buy"}
got = infer("without-bought", personal, [{"userId": "u1"}], filterArn=filters["bought"], numResults=500)
assert got[0]["output"]["recommendedItems"] and not bought & set(got[0]["output"]["recommendedItems"])
refused("InvalidInputException", personalize.create_batch_inference_job, jobName="too-many", solutionVersionArn=personal, roleArn=ROLE,
        numResults=501, jobInput={"s3DataSource": {"path": f"s3://{BUCKET}/in/users.json"}},
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out/"}})
refused("ResourceAlreadyExistsException", personalize.create_batch_inference_job, jobName="users", solutionVersionArn=personal,
        roleArn=ROLE, jobInput={"s3DataSource": {"path": f"s3://{BUCKET}/in/users.json"}},
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out/"}})
lost = personalize.create_batch_inference_job(
    jobName="lost", solutionVersionArn=personal, roleArn=ROLE, jobInput={"s3DataSource": {"path": f"s3://{BUCKET}/nothing-here"}},
    jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out/"}})["batchInferenceJobArn"]
assert until(personalize.describe_batch_inference_job, "batchInferenceJob", "CREATE FAILED", batchInferenceJobArn=lost)["failureReason"]

# The first version of the recipe explores; so may a job of it.
exploring = version("exploring", "user-personalization", solutionConfig={"algorithmHyperParameters": {"hidden_dimension": "64"}})
got = infer("explore", exploring, [{"userId": f"u{u}", "context": {"DEVICE": "tv"}} for u in range(5)], batchInferenceJobConfig={
    "itemExplorationConfig": {"explorationWeight": "0.3", "explorationItemAgeCutOff": "30"}})
assert all(len(line["output"]["recommendedItems"]) == 25 for line in got)

# Similar items, and a ranking.
similar = version("similar", "similar-items")
got = infer("similar", similar, [{"itemId": "i5"}, {"itemId": "i50"}], numResults=7)
assert all(len(line["output"]["recommendedItems"]) == 7 and "scores" not in line["output"] for line in got)
assert all("i5" not in line["output"]["recommendedItems"] for line in got[:1])
ranking = version("ranking", "personalized-ranking")
got = infer("ranking", ranking, [{"userId": "u1", "itemList": ["i1", "i50", "i2", "i51", "never"]}])
assert set(got[0]["output"]["recommendedItems"][:2]) == {"i50", "i51"}, got
popular = version("popular", "popularity-count")
assert len(infer("popular", popular, [{"userId": "u1"}], numResults=3)[0]["output"]["recommendedItems"]) == 3
assert len(personalize.list_batch_inference_jobs(solutionVersionArn=personal)["batchInferenceJobs"]) == 4

# Segments.
affinity = version("affinity", "item-affinity", solutionConfig={"algorithmHyperParameters": {"hidden_dimension": "128"}})
metrics = personalize.get_solution_metrics(solutionVersionArn=affinity)["metrics"]
assert set(metrics) == {"coverage", "hits_at_1_percent", "recall_at_1_percent"}, metrics
got = segment("items", affinity, [{"itemId": "i50"}, {"itemId": "i3"}, {"itemId": "never"}], numResults=15)
assert [line["input"]["itemId"] for line in got] == ["i50", "i3", "never"]
assert all(int(u[1:]) % 2 == 1 for u in got[0]["output"]["usersList"]) and len(got[0]["output"]["usersList"]) == 15
got = segment("gold", affinity, [{"itemId": "i3"}], numResults=15, filterArn=filters["gold"])
assert got[0]["output"]["usersList"] and all(int(u[1:]) % 2 == 0 for u in got[0]["output"]["usersList"])
attributes = version("attributes", "item-attribute-affinity")
got = segment("attributes", attributes, [{"itemAttributes": 'ITEMS.GENRE = "Action" AND ITEMS.BRAND = "Acme"'},
                                         {"itemAttributes": 'ITEMS.GENRE > 3'}], numResults=20)
assert len(got[0]["output"]["usersList"]) == 20 and all(int(u[1:]) % 2 == 1 for u in got[0]["output"]["usersList"])
assert got[1]["error"]
refused("InvalidInputException", personalize.create_campaign, name="no", solutionVersionArn=affinity)
refused("InvalidInputException", personalize.create_batch_segment_job, jobName="no", solutionVersionArn=personal, roleArn=ROLE,
        jobInput={"s3DataSource": {"path": "s3://a/b"}}, jobOutput={"s3DataDestination": {"path": "s3://a/c/"}})

# Actions: who takes what is offered.
actions = dataset("Actions", schema(
    "batch-actions", "Actions", column("ACTION_ID"), column("VALUE", ["null", "long"]), column("KIND", categorical=True)))
imported(actions, "actions", "data/actions.csv", "ACTION_ID,VALUE,KIND\n" + "".join(f"a{n},{n},{'email' if n % 2 else 'coupon'}\n" for n in range(6)))
told = dataset("Action_Interactions", schema(
    "batch-action-interactions", "ActionInteractions", column("USER_ID"), column("ACTION_ID"), column("EVENT_TYPE"),
    column("TIMESTAMP", "long")))
imported(told, "action-interactions", "data/action-interactions.csv", "USER_ID,ACTION_ID,EVENT_TYPE,TIMESTAMP\n" + "".join(
    f"u{u},a{a},{'TAKEN' if luck.random() < (0.9 if a == u % 2 else 0.1) else 'NOT_TAKEN'},{now + u * 60 + a}\n"
    for u in range(80) for a in range(6)))
assert {row["datasetType"] for row in personalize.list_datasets(datasetGroupArn=group)["datasets"]} == {
    "INTERACTIONS", "ITEMS", "USERS", "ACTIONS", "ACTION_INTERACTIONS"}
tracker = personalize.create_event_tracker(name="batch", datasetGroupArn=group)
until(personalize.describe_event_tracker, "eventTracker", eventTrackerArn=tracker["eventTrackerArn"])
events.put_actions(datasetArn=actions, actions=[{"actionId": "a6", "properties": json.dumps({"value": 3, "kind": "coupon"})}])
refused("InvalidInputException", events.put_actions, datasetArn=actions, actions=[{"actionId": "a7", "properties": "[]"}])
events.put_action_interactions(trackingId=tracker["trackingId"], actionInteractions=[
    {"actionId": "a1", "userId": "u1", "sessionId": "s", "timestamp": time.time(), "eventType": "TAKEN"}])
best = version("actions", "next-best-action")
assert personalize.describe_solution_version(solutionVersionArn=best)["solutionVersion"]["recipeArn"] == RECIPE + "next-best-action"
offers = personalize.create_campaign(name="offers", solutionVersionArn=best)["campaignArn"]
until(personalize.describe_campaign, "campaign", campaignArn=offers)
offered = runtime.get_action_recommendations(campaignArn=offers, userId="u1", numResults=3)
assert offered["recommendationId"].startswith("RID-") and len(offered["actionList"]) == 3
assert all(0 <= a["score"] <= 1 and a["actionId"][0] == "a" for a in offered["actionList"])
coupons = personalize.create_filter(
    name="coupons", datasetGroupArn=group, filterExpression='INCLUDE ActionID WHERE Actions.KIND IN ("coupon")')["filterArn"]
until(personalize.describe_filter, "filter", filterArn=coupons)
offered = runtime.get_action_recommendations(campaignArn=offers, userId="u1", filterArn=coupons)["actionList"]
assert offered and all(int(a["actionId"][1:]) % 2 == 0 for a in offered)
refused("InvalidInputException", runtime.get_action_recommendations, campaignArn=offers, userId="u1", numResults=101)
refused("InvalidInputException", runtime.get_recommendations, campaignArn=offers, userId="u1")
refused("InvalidInputException", personalize.create_batch_inference_job, jobName="no", solutionVersionArn=best, roleArn=ROLE,
        jobInput={"s3DataSource": {"path": "s3://a/b"}}, jobOutput={"s3DataDestination": {"path": "s3://a/c/"}})
filters["coupons"] = coupons

# Items whose texts mean alike.
meaning = version("meaning", "semantic-similarity")
got = infer("meaning", meaning, [{"itemId": "i5"}], numResults=7)
assert len(got[0]["output"]["recommendedItems"]) == 7 and all(int(i[1:]) < 40 for i in got[0]["output"]["recommendedItems"]), got

# An export, another schema, an incremental import.
export = personalize.create_dataset_export_job(
    jobName="export", datasetArn=items, roleArn=ROLE, ingestionMode="ALL",
    jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/export/"}})["datasetExportJobArn"]
until(personalize.describe_dataset_export_job, "datasetExportJob", datasetExportJobArn=export)
keys = [row["Key"] for row in s3.list_objects_v2(Bucket=BUCKET, Prefix="export/")["Contents"]]
assert sum(s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().count(b"\n") for key in keys) == 81, keys
refused("InvalidInputException", personalize.update_dataset, datasetArn=items, schemaArn=schema(
    "batch-items-less", "Items", column("ITEM_ID"), column("GENRE", categorical=True)))
wider = schema("batch-items-2", "Items", column("ITEM_ID"), column("GENRE", categorical=True), column("BRAND", categorical=True),
               column("COLOUR", ["null", "string"], categorical=True))
personalize.update_dataset(datasetArn=items, schemaArn=wider)
assert personalize.describe_dataset(datasetArn=items)["dataset"]["latestDatasetUpdate"]["status"].startswith("UPDATE")
time.sleep(180)
described = personalize.describe_dataset(datasetArn=items)["dataset"]
assert described["schemaArn"] == wider and described["latestDatasetUpdate"]["status"] == "ACTIVE"
personalize.delete_schema(schemaArn=item_schema)
imported(items, "more-items", "data/more.csv", "ITEM_ID,GENRE,BRAND,COLOUR\ni80,Action,Acme,red\ni0,Drama,Zeta,\n", "INCREMENTAL")
refused("ResourceNotFoundException", personalize.describe_schema, schemaArn=item_schema)

# Users who want to be forgotten.
s3.put_object(Bucket=BUCKET, Key="forget/users.csv", Body=b"USER_ID\nu1\nu2\n")
job = personalize.create_data_deletion_job(
    jobName="forget", datasetGroupArn=group, roleArn=ROLE, dataSource={"dataLocation": f"s3://{BUCKET}/forget/"})["dataDeletionJobArn"]
described = until(personalize.describe_data_deletion_job, "dataDeletionJob", "COMPLETED", dataDeletionJobArn=job)
assert described["numDeleted"] >= 60, described

# What is left goes in order.
for row in personalize.list_solutions(datasetGroupArn=group)["solutions"]:
    for one in personalize.list_campaigns(solutionArn=row["solutionArn"])["campaigns"]:
        personalize.delete_campaign(campaignArn=one["campaignArn"])
time.sleep(1200)
for row in personalize.list_solutions(datasetGroupArn=group)["solutions"]:
    personalize.delete_solution(solutionArn=row["solutionArn"])
personalize.delete_event_tracker(eventTrackerArn=tracker["eventTrackerArn"])
for arn in filters.values():
    personalize.delete_filter(filterArn=arn)
time.sleep(300)
for row in personalize.list_datasets(datasetGroupArn=group)["datasets"]:
    personalize.delete_dataset(datasetArn=row["datasetArn"])
time.sleep(300)
for row in personalize.list_schemas(maxResults=100)["schemas"]:
    personalize.delete_schema(schemaArn=row["schemaArn"])
personalize.delete_dataset_group(datasetGroupArn=group)
time.sleep(300)
assert personalize.list_dataset_groups()["datasetGroups"] == []
print(f"batch_notebook: {len(botocore_shapes.CHECKED)} operations, {sum(botocore_shapes.CHECKED.values())} answers checked")
