#!/usr/bin/env python3
"""What AWS's getting-started notebooks do with a custom dataset group: bucket and policy, role, schemas, imports, solutions,
campaigns, events, an attribution of metrics, actions, an update, refusals, and the clean-up.

    custom_notebook.py URL [--data DIR]

Every answer is checked against botocore's model; stops with the first thing that is not as the service has it.
"""
import csv
import datetime
import io
import json
import os
import random
import sys
import tempfile
import time
import urllib.request
import uuid

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import ClientError

sys.path.insert(0, os.path.dirname(__file__))
import botocore_shapes  # noqa: E402
import emulated_time  # noqa: E402

os.environ.update(
    AWS_ENDPOINT_URL=sys.argv[1], AWS_ACCESS_KEY_ID="AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY="secret",
    AWS_DEFAULT_REGION="eu-west-1")
POLL = 20
emulated_time.install(sys.argv[1])
personalize = botocore_shapes.watch(boto3.client("personalize"))
runtime = botocore_shapes.watch(boto3.client("personalize-runtime"))
events = botocore_shapes.watch(boto3.client("personalize-events"))
s3, iam = boto3.client("s3"), boto3.client("iam")


def refused(code, call, status=400, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, (code, error)
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status, error.response
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} was expected")


def poll(describe, key, wanted="ACTIVE", hours=3, **arn):
    """As the notebooks wait: describe and sleep until the state is a last one."""
    seen = []
    until = time.time() + hours * 3600
    while time.time() < until:
        answer = describe(**arn)[key]
        status = answer["status"]
        if not seen or seen[-1] != status:
            seen.append(status)
        if status in (wanted, "CREATE FAILED"):
            assert status == wanted, answer
            assert all(s in ("CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE") for s in seen), seen
            return answer
        time.sleep(POLL)


def until_gone(describe, key, **arn):
    seen = set()
    while True:
        try:
            seen.add(describe(**arn)[key]["status"])
        except personalize.exceptions.ResourceNotFoundException:
            assert seen <= {"DELETE PENDING", "DELETE IN_PROGRESS"}, seen
            return
        time.sleep(POLL)


# The bucket, in the session's region, and what Personalize may do with it.
account = boto3.client("sts").get_caller_identity()["Account"]
region = boto3.session.Session().region_name
bucket = f"{account}-{region}-personalizepoc"
refused("IllegalLocationConstraintException", s3.create_bucket, Bucket=bucket)
s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
assert s3.get_bucket_location(Bucket=bucket)["LocationConstraint"] == region
policy = {
    "Version": "2012-10-17", "Id": "PersonalizeS3BucketAccessPolicy",
    "Statement": [{
        "Sid": "PersonalizeS3BucketAccessPolicy", "Effect": "Allow",
        "Principal": {"Service": "personalize.amazonaws.com"}, "Action": ["s3:*Object", "s3:ListBucket"],
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]}]}
s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))

# The role.
role_name = f"{account}-PersonalizeRolePOC"
trust = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"Service": "personalize.amazonaws.com"}, "Action": "sts:AssumeRole"}]}
try:
    role = iam.create_role(RoleName=role_name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.attach_role_policy(RoleName=role_name, PolicyArn="arn:aws:iam::aws:policy/service-role/AmazonPersonalizeFullAccess")
except ClientError as error:
    assert error.response["Error"]["Code"] == "EntityAlreadyExists", error
    role = iam.get_role(RoleName=role_name)["Role"]["Arn"]
refused("EntityAlreadyExists", iam.create_role, status=409, RoleName=role_name, AssumeRolePolicyDocument=json.dumps(trust))
iam.attach_role_policy(RoleName=role_name, PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
inline = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]})
made_policy = iam.create_policy(PolicyName="personalize-poc", PolicyDocument=inline)["Policy"]["Arn"]
iam.attach_role_policy(RoleName=role_name, PolicyArn=made_policy)

# Data: two groups of taste; half of the ratings become Watch and Click events, as the notebooks do it.
luck = random.Random(7)
rows = []
now = int(time.time()) - 40 * 86400
for user in range(120):
    for step in range(25):
        item = (user % 2) * 40 + luck.randrange(40)
        moment = now + step * 7200 + user * 13
        rows.append([str(user), str(item), "Click", moment])
        if luck.random() < 0.5:
            rows.append([str(user), str(item), "Watch", moment + 60])
text = io.StringIO()
csv.writer(text, lineterminator="\n").writerows([["USER_ID", "ITEM_ID", "EVENT_TYPE", "TIMESTAMP"]] + rows)
folder = tempfile.mkdtemp()
path = os.path.join(folder, "interactions.csv")
with open(path, "w") as file:
    file.write(text.getvalue())
boto3.Session().resource("s3").Bucket(bucket).Object("interactions.csv").upload_file(path)
s3.upload_file(path, bucket, "many/interactions.csv", Config=TransferConfig(multipart_threshold=1 << 15, multipart_chunksize=5 << 20))
genres = ["Comedy", "Drama", "Action", "Horror"]
table = "ITEM_ID,GENRES,YEAR,CREATION_TIMESTAMP,TITLE\n" + "".join(
    f"{i},{'|'.join(luck.sample(genres, 2))},{1980 + i % 40},{now - i * 86400},\"Film, the {i}th\"\n" for i in range(80))
s3.upload_fileobj(io.BytesIO(table.encode()), bucket, "items.csv")
people = "USER_ID,GENDER,AGE\n" + "".join(f"{u},{'F' if u % 3 else 'M'},{18 + u % 50}\n" for u in range(120))
s3.put_object(Bucket=bucket, Key="users.csv", Body=people)
assert s3.get_object(Bucket=bucket, Key="users.csv")["Body"].read().decode() == people
assert s3.head_object(Bucket=bucket, Key="many/interactions.csv")["ContentLength"] == len(text.getvalue())
link = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "items.csv"}, ExpiresIn=60)
assert urllib.request.urlopen(link).read().decode() == table
assert {o["Key"] for o in s3.list_objects(Bucket=bucket, Prefix="many/")["Contents"]} == {"many/interactions.csv"}

# Group, schemas, datasets, imports.
group = personalize.create_dataset_group(name="personalize-poc-movielens")["datasetGroupArn"]
assert group == f"arn:aws:personalize:{region}:{account}:dataset-group/personalize-poc-movielens"
refused("ResourceAlreadyExistsException", personalize.create_dataset_group, name="personalize-poc-movielens")
refused("ResourceInUseException", personalize.create_event_tracker, name="early", datasetGroupArn=group)
made = poll(personalize.describe_dataset_group, "datasetGroup", datasetGroupArn=group)
assert isinstance(made["creationDateTime"], datetime.datetime) and made["lastUpdatedDateTime"] >= made["creationDateTime"]


def avro(name, fields):
    return json.dumps({"type": "record", "name": name, "namespace": "com.amazonaws.personalize.schema",
                       "fields": fields, "version": "1.0"})


def field(name, kind="string", **more):
    return dict(name=name, type=kind, **more)


schemas = {
    "Interactions": avro("Interactions", [
        field("USER_ID"), field("ITEM_ID"), field("EVENT_TYPE"), field("TIMESTAMP", "long")]),
    "Items": avro("Items", [
        field("ITEM_ID"), field("GENRES", ["null", "string"], categorical=True), field("YEAR", "int"),
        field("CREATION_TIMESTAMP", "long"), field("TITLE", ["null", "string"], textual=True)]),
    "Users": avro("Users", [field("USER_ID"), field("GENDER", categorical=True), field("AGE", "int")]),
}
refused("InvalidInputException", personalize.create_schema, name="wrong", schema='{"type": "record"}')
refused("InvalidInputException", personalize.create_schema, name="wrong", schema=avro("Interactions", [field("USER_ID")]))
arns, datasets = {}, {}
for kind, body in schemas.items():
    arns[kind] = personalize.create_schema(name="personalize-poc-" + kind.lower(), schema=body)["schemaArn"]
    assert json.loads(personalize.describe_schema(schemaArn=arns[kind])["schema"]["schema"]) == json.loads(body)
    datasets[kind] = personalize.create_dataset(
        name="personalize-poc-" + kind.lower(), datasetType=kind.upper(), datasetGroupArn=group,
        schemaArn=arns[kind])["datasetArn"]
    assert datasets[kind].endswith(f":dataset/personalize-poc-movielens/{kind.upper()}")
refused("ResourceAlreadyExistsException", personalize.create_dataset, name="again", datasetType="ITEMS",
        datasetGroupArn=group, schemaArn=arns["Items"])
refused("InvalidInputException", personalize.create_dataset, name="odd", datasetType="Planets", datasetGroupArn=group,
        schemaArn=arns["Items"])
for arn in datasets.values():
    poll(personalize.describe_dataset, "dataset", datasetArn=arn)
refused("ResourceInUseException", personalize.delete_schema, schemaArn=arns["Items"])
jobs = [personalize.create_dataset_import_job(
    jobName=f"personalize-poc-{kind.lower()}-import", datasetArn=datasets[kind], roleArn=role,
    dataSource={"dataLocation": f"s3://{bucket}/{kind.lower()}.csv"})["datasetImportJobArn"] for kind in schemas]
refused("ResourceInUseException", personalize.delete_dataset, datasetArn=datasets["Items"])
for arn in jobs:
    described = poll(personalize.describe_dataset_import_job, "datasetImportJob", datasetImportJobArn=arn)
    assert described["importMode"] == "FULL" and described["roleArn"] == role
assert len(personalize.list_dataset_import_jobs(datasetArn=datasets["Users"])["datasetImportJobs"]) == 1
bad = personalize.create_dataset_import_job(
    jobName="nowhere", datasetArn=datasets["Items"], roleArn=role,
    dataSource={"dataLocation": "s3://no-such-bucket-here/items.csv"})["datasetImportJobArn"]
while (failed := personalize.describe_dataset_import_job(datasetImportJobArn=bad)["datasetImportJob"])["status"] != "CREATE FAILED":
    time.sleep(POLL)
assert failed["failureReason"], failed

# Solutions: three recipes at once, and their metrics.
recipe = "arn:aws:personalize:::recipe/aws-"
assert recipe + "user-personalization" in [r["recipeArn"] for r in personalize.list_recipes()["recipes"]]
refused("ResourceNotFoundException", personalize.create_solution, name="x", datasetGroupArn=group, recipeArn=recipe + "nothing")
solutions, versions = {}, {}
for name, more in {
    "user-personalization": dict(performHPO=False, eventType="Watch"), "sims": {},
    "personalized-ranking": dict(solutionConfig={"trainingDataConfig": {"excludedDatasetColumns": {"USERS": ["AGE"]}}}),
}.items():
    solutions[name] = personalize.create_solution(
        name="personalize-poc-" + name, datasetGroupArn=group, recipeArn=recipe + name, **more)["solutionArn"]
refused("ResourceInUseException", personalize.create_solution_version, solutionArn=solutions["sims"])
for name, arn in solutions.items():
    described = poll(personalize.describe_solution, "solution", solutionArn=arn)
    assert described["performAutoTraining"] is True and "latestSolutionVersion" not in described
    versions[name] = personalize.create_solution_version(solutionArn=arn)["solutionVersionArn"]
refused("ResourceInUseException", personalize.get_solution_metrics, solutionVersionArn=versions["sims"])
refused("ResourceInUseException", personalize.create_campaign, name="early", solutionVersionArn=versions["sims"])
refused("ResourceInUseException", personalize.delete_solution, solutionArn=solutions["sims"])
for arn in versions.values():
    described = poll(personalize.describe_solution_version, "solutionVersion", solutionVersionArn=arn)
    assert described["trainingHours"] > 0 and described["trainingMode"] == "FULL"
    metrics = personalize.get_solution_metrics(solutionVersionArn=arn)["metrics"]
    assert len(metrics) == 8 and all(0 <= value <= 1 for value in metrics.values()), metrics
    print(arn.rsplit("/", 2)[-2], json.dumps(metrics))
assert personalize.describe_solution(solutionArn=solutions["sims"])["solution"]["latestSolutionVersion"]["status"] == "ACTIVE"
personalize.update_solution(solutionArn=solutions["sims"], performAutoTraining=False)
while personalize.describe_solution(solutionArn=solutions["sims"])["solution"]["latestSolutionUpdate"]["status"] != "ACTIVE":
    time.sleep(POLL)
assert personalize.describe_solution(solutionArn=solutions["sims"])["solution"]["performAutoTraining"] is False

# Campaigns.
campaigns = {}
for name, arn in versions.items():
    config = {"campaignConfig": {"itemExplorationConfig": {"explorationWeight": "0.3", "explorationItemAgeCutOff": "30"}}} \
        if name == "user-personalization" else {"campaignConfig": {"enableMetadataWithRecommendations": True}}
    campaigns[name] = personalize.create_campaign(
        name="personalize-poc-" + name, solutionVersionArn=arn, minProvisionedTPS=1, **config)["campaignArn"]
for arn in campaigns.values():
    poll(personalize.describe_campaign, "campaign", campaignArn=arn)
assert [c["campaignArn"] for c in personalize.list_campaigns(solutionArn=solutions["sims"])["campaigns"]] == [campaigns["sims"]]
mine = campaigns["user-personalization"]
answer = runtime.get_recommendations(campaignArn=mine, userId="4", context={"DEVICE": "phone"})
assert len(answer["itemList"]) == 25 and answer["recommendationId"].startswith("RID-")
scores = [item["score"] for item in answer["itemList"] if "score" in item]
assert scores and abs(sum(scores)) <= 1.0001
assert len(runtime.get_recommendations(campaignArn=mine, userId="nobody-yet", numResults=5)["itemList"]) == 5
alike = runtime.get_recommendations(
    campaignArn=campaigns["sims"], itemId="5", numResults=10, metadataColumns={"ITEMS": ["GENRES", "YEAR"]})["itemList"]
assert len(alike) == 10 and all("score" not in i and set(i["metadata"]) == {"genres", "year"} for i in alike)
ranked = runtime.get_personalized_ranking(
    campaignArn=campaigns["personalized-ranking"], userId="4", inputList=["41", "5", "77", "unseen", "12"],
    metadataColumns={"ITEMS": ["GENRES"]})["personalizedRanking"]
assert [i["itemId"] for i in ranked][-1] == "unseen" and len(ranked) == 5
refused("InvalidInputException", runtime.get_recommendations, campaignArn=campaigns["sims"], userId="4")
refused("InvalidInputException", runtime.get_recommendations, campaignArn=mine, userId="4",
        metadataColumns={"ITEMS": ["GENRES"]})
refused("ResourceNotFoundException", runtime.get_recommendations, status=404, campaignArn=mine + "-no", userId="4")
refused("InvalidInputException", runtime.get_action_recommendations, campaignArn=mine, userId="4")
free = Config(parameter_validation=False)
loose = boto3.client("personalize", config=free)
refused("InvalidInputException", loose.create_dataset_group)
refused("InvalidInputException", loose.create_campaign, name="x", solutionVersionArn=versions["sims"], minProvisionedTPS=0)
refused("InvalidInputException", loose.create_solution, name="a" * 64, datasetGroupArn=group)
refused("SerializationException", loose.create_campaign, name="x", solutionVersionArn=versions["sims"], minProvisionedTPS="many")
refused("InvalidInputException", boto3.client("personalize-runtime", config=free).get_recommendations, userId="4")
refused("InvalidInputException", boto3.client("personalize-events", config=free).put_events, trackingId="x", sessionId="y", eventList=[])

# Filters.
filters = {}
for name, expression in {
    "unwatched": 'EXCLUDE ItemID WHERE INTERACTIONS.event_type IN ("Watch")',
    "by-genre": "INCLUDE ItemID WHERE ITEMS.GENRES IN ($GENRE) | EXCLUDE ItemID WHERE INTERACTIONS.event_type IN (\"Watch\")",
    "decade": "INCLUDE ItemID WHERE ITEMS.YEAR >= $FROM AND ITEMS.YEAR < $TO",
    "grown-up": 'INCLUDE ItemID WHERE ITEMS.GENRES IN ("Horror") IF CurrentUser.AGE > 40',
    "older": "INCLUDE ItemID WHERE ITEMS.YEAR < CurrentItem.YEAR",
}.items():
    filters[name] = personalize.create_filter(name=name, datasetGroupArn=group, filterExpression=expression)["filterArn"]
refused("InvalidInputException", runtime.get_recommendations, campaignArn=mine, userId="4", filterArn=filters["decade"],
        filterValues={"FROM": "1990", "TO": "2000"})
for arn in filters.values():
    poll(personalize.describe_filter, "filter", filterArn=arn)
assert {f["filterArn"] for f in personalize.list_filters(datasetGroupArn=group)["Filters"]} == set(filters.values())
watched = {row[1] for row in rows if row[0] == "4" and row[2] == "Watch"}
got = runtime.get_recommendations(campaignArn=mine, userId="4", filterArn=filters["unwatched"], numResults=20)["itemList"]
assert got and not watched & {i["itemId"] for i in got}
year = {str(i): 1980 + i % 40 for i in range(80)}
for values in ({"FROM": "1990", "TO": "2000"}, {"FROM": '"1990"', "TO": '"2000"'}):
    got = runtime.get_recommendations(
        campaignArn=mine, userId="4", filterArn=filters["decade"], filterValues=values)["itemList"]
    assert got and all(1990 <= year[i["itemId"]] < 2000 for i in got), got
refused("InvalidInputException", runtime.get_recommendations, campaignArn=mine, userId="4", filterArn=filters["by-genre"])
refused("InvalidInputException", runtime.get_recommendations, campaignArn=mine, userId="4", filterArn=filters["older"])
got = runtime.get_recommendations(campaignArn=campaigns["sims"], itemId="30", filterArn=filters["older"], numResults=10)["itemList"]
assert got and all(year[i["itemId"]] < year["30"] for i in got)
got = runtime.get_recommendations(campaignArn=mine, userId="30", filterArn=filters["grown-up"])["itemList"]
assert all("Horror" in table.split("\n")[int(i["itemId"]) + 1] for i in got)
got = runtime.get_personalized_ranking(
    campaignArn=campaigns["personalized-ranking"], userId="4", inputList=[str(i) for i in range(80)],
    filterArn=filters["decade"], filterValues={"FROM": "1990", "TO": "2000"})["personalizedRanking"]
assert got and all(1990 <= year[i["itemId"]] < 2000 for i in got)

# Events: a new session moves the answers of its user.
tracker = personalize.create_event_tracker(name="MovieClickTracker", datasetGroupArn=group)
poll(personalize.describe_event_tracker, "eventTracker", eventTrackerArn=tracker["eventTrackerArn"])
session = str(uuid.uuid1())
before = [i["itemId"] for i in runtime.get_recommendations(campaignArn=campaigns["user-personalization"], userId="newcomer")["itemList"]]
for item in range(45, 52):
    events.put_events(trackingId=tracker["trackingId"], userId="newcomer", sessionId=session, eventList=[{
        "sentAt": int(time.time()), "eventType": "Watch", "recommendationId": answer["recommendationId"],
        "impression": [i["itemId"] for i in answer["itemList"]],
        "properties": json.dumps({"itemId": str(item), "eventValue": 1}),
        "metricAttribution": {"eventAttributionSource": "home"}}])
time.sleep(10)
after = [i["itemId"] for i in runtime.get_recommendations(campaignArn=campaigns["user-personalization"], userId="newcomer")["itemList"]]
assert after != before and sum(int(i) >= 40 for i in after[:10]) > 5, after
refused("InvalidInputException", events.put_events, trackingId=tracker["trackingId"], sessionId=session, eventList=[
    {"sentAt": time.time(), "eventType": "Watch", "itemId": "1", "recommendationId": "x" * 41}])
refused("InvalidInputException", events.put_events, trackingId=tracker["trackingId"], sessionId=session, eventList=[
    {"sentAt": time.time(), "eventType": "Watch", "itemId": "1"} for _ in range(11)])
refused("InvalidInputException", events.put_events, trackingId=tracker["trackingId"], sessionId=session, eventList=[
    {"sentAt": time.time(), "eventType": "Watch", "itemId": "1", "properties": "no json"}])
events.put_items(datasetArn=datasets["Items"], items=[{"itemId": "new-1", "properties": json.dumps(
    {"genres": "Comedy", "year": 2024, "creationTimestamp": int(time.time()), "title": "New, and fine"})}])
events.put_users(datasetArn=datasets["Users"], users=[{"userId": "newcomer", "properties": json.dumps({"gender": "F", "age": 44})}])
refused("InvalidInputException", events.put_items, datasetArn=datasets["Users"], items=[{"itemId": "new-1"}])

# What events are worth, per attribution.
attribution = personalize.create_metric_attribution(
    name="attribution", datasetGroupArn=group,
    metrics=[{"eventType": "Watch", "metricName": "views", "expression": "SAMPLECOUNT()"},
             {"eventType": "Watch", "metricName": "years", "expression": "SUM(Items.YEAR)"}],
    metricsOutputConfig={"roleArn": role, "s3DataDestination": {"path": f"s3://{bucket}/attribution/"}})["metricAttributionArn"]
described = poll(personalize.describe_metric_attribution, "metricAttribution", metricAttributionArn=attribution)
assert described["metricsOutputConfig"]["roleArn"] == role
assert [m["metricName"] for m in personalize.list_metric_attribution_metrics(metricAttributionArn=attribution)["metrics"]] == ["views", "years"]
personalize.update_metric_attribution(
    metricAttributionArn=attribution, removeMetrics=["years"],
    addMetrics=[{"eventType": "Click", "metricName": "clicks", "expression": "SAMPLECOUNT()"}])
assert len(personalize.list_metric_attributions(datasetGroupArn=group)["metricAttributions"]) == 1
poll(personalize.describe_metric_attribution, "metricAttribution", metricAttributionArn=attribution)
refused("ResourceInUseException", personalize.delete_dataset_group, datasetGroupArn=group)

# A second version for the campaign, and one stopped.
second = personalize.create_solution_version(solutionArn=solutions["user-personalization"], trainingMode="UPDATE")["solutionVersionArn"]
stopped = personalize.create_solution_version(solutionArn=solutions["sims"], name="not-wanted")["solutionVersionArn"]
personalize.stop_solution_version_creation(solutionVersionArn=stopped)
while (state := personalize.describe_solution_version(solutionVersionArn=stopped)["solutionVersion"]["status"]) != "CREATE STOPPED":
    assert state in ("CREATE STOPPING", "CREATE PENDING", "CREATE IN_PROGRESS"), state
    time.sleep(POLL)
refused("ResourceInUseException", personalize.stop_solution_version_creation, solutionVersionArn=stopped)
poll(personalize.describe_solution_version, "solutionVersion", solutionVersionArn=second)
personalize.update_campaign(campaignArn=mine, solutionVersionArn=second, minProvisionedTPS=2)
refused("ResourceInUseException", personalize.update_campaign, campaignArn=mine, minProvisionedTPS=3)
while True:
    described = personalize.describe_campaign(campaignArn=mine)["campaign"]
    assert described["status"] == "ACTIVE" and runtime.get_recommendations(campaignArn=mine, userId="4")["itemList"]
    if described["latestCampaignUpdate"]["status"] == "ACTIVE":
        break
    time.sleep(POLL)
assert described["solutionVersionArn"] == second and described["minProvisionedTPS"] == 2

# Tags.
personalize.tag_resource(resourceArn=mine, tags=[{"tagKey": "owner", "tagValue": "poc"}, {"tagKey": "empty", "tagValue": ""}])
assert len(personalize.list_tags_for_resource(resourceArn=mine)["tags"]) == 2
personalize.untag_resource(resourceArn=mine, tagKeys=["empty", "never"])
refused("ResourceNotFoundException", personalize.list_tags_for_resource, resourceArn=mine + "-no")
refused("TooManyTagsException", personalize.tag_resource, resourceArn=mine,
        tags=[{"tagKey": f"k{n}", "tagValue": "v"} for n in range(51)])

# Pages, and another region where nothing is.
pages = list(personalize.get_paginator("list_schemas").paginate(PaginationConfig={"PageSize": 2}))
assert len(pages) == 2 and sum(len(page["schemas"]) for page in pages) == 3 and pages[0]["nextToken"]
refused("InvalidNextTokenException", personalize.list_schemas, nextToken="AAAA")
refused("InvalidInputException", personalize.list_solutions, maxResults=101)
assert boto3.client("personalize", region_name="us-west-2").list_schemas()["schemas"] == []

# The clean-up of the last notebook.
refused("ResourceInUseException", personalize.delete_solution, solutionArn=solutions["sims"])
for arn in campaigns.values():
    personalize.delete_campaign(campaignArn=arn)
assert personalize.describe_campaign(campaignArn=mine)["campaign"]["status"] in ("DELETE PENDING", "DELETE IN_PROGRESS")
refused("ResourceInUseException", personalize.delete_campaign, campaignArn=mine)
refused("InvalidInputException", runtime.get_recommendations, campaignArn=mine, userId="4")
for arn in campaigns.values():
    until_gone(personalize.describe_campaign, "campaign", campaignArn=arn)
refused("ResourceNotFoundException", personalize.delete_campaign, campaignArn=mine)
for arn in solutions.values():
    personalize.delete_solution(solutionArn=arn)
personalize.delete_event_tracker(eventTrackerArn=tracker["eventTrackerArn"])
until_gone(personalize.describe_event_tracker, "eventTracker", eventTrackerArn=tracker["eventTrackerArn"])
personalize.delete_metric_attribution(metricAttributionArn=attribution)
for arn in filters.values():
    personalize.delete_filter(filterArn=arn)
for arn in filters.values():
    until_gone(personalize.describe_filter, "filter", filterArn=arn)
until_gone(personalize.describe_metric_attribution, "metricAttribution", metricAttributionArn=attribution)
for arn in solutions.values():
    until_gone(personalize.describe_solution, "solution", solutionArn=arn)
refused("ResourceNotFoundException", personalize.describe_solution_version, solutionVersionArn=second)
refused("ResourceInUseException", personalize.delete_dataset_group, datasetGroupArn=group)
for arn in datasets.values():
    personalize.delete_dataset(datasetArn=arn)
for arn in datasets.values():
    until_gone(personalize.describe_dataset, "dataset", datasetArn=arn)
for arn in arns.values():
    personalize.delete_schema(schemaArn=arn)
refused("ResourceNotFoundException", personalize.describe_schema, schemaArn=arns["Users"])
personalize.delete_dataset_group(datasetGroupArn=group)
until_gone(personalize.describe_dataset_group, "datasetGroup", datasetGroupArn=group)
refused("DeleteConflict", iam.delete_role, status=409, RoleName=role_name)
for attached in iam.list_attached_role_policies(RoleName=role_name)["AttachedPolicies"]:
    iam.detach_role_policy(RoleName=role_name, PolicyArn=attached["PolicyArn"])
iam.delete_policy(PolicyArn=made_policy)
iam.delete_role(RoleName=role_name)
refused("NoSuchEntity", iam.get_role, status=404, RoleName=role_name)
refused("BucketNotEmpty", s3.delete_bucket, status=409, Bucket=bucket)
boto3.resource("s3").Bucket(bucket).objects.all().delete()
s3.delete_bucket(Bucket=bucket)
print(f"custom_notebook: {len(botocore_shapes.CHECKED)} operations, {sum(botocore_shapes.CHECKED.values())} answers checked")
