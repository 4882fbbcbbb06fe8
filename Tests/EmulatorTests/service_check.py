#!/usr/bin/env python3
"""Campaigns, events, recommenders, segments, updates, tags, pages and refusals of the emulator, asked by boto3.

    service_check.py URL [--data DIR]

Every answer is checked against botocore's model; stops with the first thing that is not as the service has it.
"""
import json
import os
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

sys.path.insert(0, os.path.dirname(__file__))
import botocore_shapes  # noqa: E402
import emulated_time  # noqa: E402

URL = sys.argv[1]
emulated_time.install(URL)
# Seconds of the service between two looks.
PACE = 30
KEYS = dict(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret", region_name="us-east-1",
            config=Config(retries={"max_attempts": 0}))
personalize = botocore_shapes.watch(boto3.client("personalize", endpoint_url=URL, **KEYS))
runtime = botocore_shapes.watch(boto3.client("personalize-runtime", endpoint_url=URL, **KEYS))
tracker_client = botocore_shapes.watch(boto3.client("personalize-events", endpoint_url=URL, **KEYS))
s3 = boto3.client("s3", endpoint_url=URL, **KEYS)
ROLE = "arn:aws:iam::000000000000:role/reader"
RECIPE = "arn:aws:personalize:::recipe/"
BUCKET = "check-bucket"
NAMESPACE = "com.amazonaws.personalize.schema"


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, (code, error)
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} was expected")


def wait(describe, wrapper, wanted="ACTIVE", limit=300, **arn):
    end = time.time() + limit
    while True:
        described = describe(**arn)[wrapper]
        if described["status"] == wanted:
            return described
        assert "FAILED" not in described["status"], described
        assert time.time() < end, described
        time.sleep(PACE)


def gone(describe, limit=300, **arn):
    end = time.time() + limit
    while time.time() < end:
        try:
            describe(**arn)
        except personalize.exceptions.ResourceNotFoundException:
            return
        time.sleep(PACE)
    raise AssertionError(f"{arn} is still there")


def schema(name, kind, fields, **more):
    text = json.dumps({"type": "record", "name": kind, "namespace": NAMESPACE, "version": "1.0", "fields": fields})
    return personalize.create_schema(name=name, schema=text, **more)["schemaArn"]


def dataset(group, kind, schema_arn, key, text):
    s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode())
    arn = personalize.create_dataset(name=kind, schemaArn=schema_arn, datasetGroupArn=group, datasetType=kind)["datasetArn"]
    wait(personalize.describe_dataset, "dataset", datasetArn=arn)
    job = personalize.create_dataset_import_job(
        jobName=key.replace("/", "-").replace(".", "-"), datasetArn=arn, roleArn=ROLE,
        dataSource={"dataLocation": f"s3://{BUCKET}/{key}"}, importMode="FULL")["datasetImportJobArn"]
    wait(personalize.describe_dataset_import_job, "datasetImportJob", datasetImportJobArn=job)
    return arn


def group_of(name, **more):
    arn = personalize.create_dataset_group(name=name, **more)["datasetGroupArn"]
    wait(personalize.describe_dataset_group, "datasetGroup", datasetGroupArn=arn)
    return arn


def version_of(group, recipe, **more):
    solution = personalize.create_solution(
        name=recipe, datasetGroupArn=group, recipeArn=RECIPE + recipe, performAutoTraining=False, **more)["solutionArn"]
    wait(personalize.describe_solution, "solution", solutionArn=solution)
    version = personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    described = wait(personalize.describe_solution_version, "solutionVersion", solutionVersionArn=version)
    assert described["trainingType"] == "MANUAL" and described["trainingHours"] >= 0
    return solution, version


string = lambda name, **more: {"name": name, "type": "string", **more}  # noqa: E731
LONG = {"name": "TIMESTAMP", "type": "long"}
events = "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n" + "".join(
    f"u{u},i{(u % 2) * 60 + (u * 7 + step * 11) % 60},{['View', 'Purchase', 'Watch'][step % 3]},{1700000000 + step * 3600 + u}\n"
    for step in range(40) for u in range(90))
s3.create_bucket(Bucket=BUCKET)

# Recipes and what belongs to them.
recipes = personalize.list_recipes()["recipes"]
assert len(recipes) == 25 and len(personalize.list_recipes(domain="ECOMMERCE")["recipes"]) == 5
for recipe in recipes:
    described = personalize.describe_recipe(recipeArn=recipe["recipeArn"])["recipe"]
    personalize.describe_algorithm(algorithmArn=described["algorithmArn"])
    personalize.describe_feature_transformation(featureTransformationArn=described["featureTransformationArn"])

# A custom group.
group = group_of("custom", tags=[{"tagKey": "team", "tagValue": "shop"}])
interactions = dataset(
    group, "Interactions",
    schema("interactions", "Interactions", [string("USER_ID"), string("ITEM_ID"), string("EVENT_TYPE"), LONG]),
    "custom/events.csv", events)
items = dataset(
    group, "Items",
    schema("items", "Items", [string("ITEM_ID"), string("GENRES", categorical=True), {"name": "PRICE", "type": "float"}]),
    "custom/items.csv",
    "ITEM_ID,GENRES,PRICE\n" + "".join(f"i{i},{'Comedy|Drama' if i % 3 == 0 else 'Action'},{i}\n" for i in range(120)))
users = dataset(
    group, "Users", schema("users", "Users", [string("USER_ID"), string("PLAN", categorical=True)]),
    "custom/users.csv", "USER_ID,PLAN\n" + "".join(f"u{u},{'gold' if u % 2 else 'free'}\n" for u in range(60)))
assert personalize.list_tags_for_resource(resourceArn=group)["tags"] == [{"tagKey": "team", "tagValue": "shop"}]
personalize.tag_resource(resourceArn=group, tags=[{"tagKey": "stage", "tagValue": "test"}])
personalize.untag_resource(resourceArn=group, tagKeys=["team"])
assert [t["tagKey"] for t in personalize.list_tags_for_resource(resourceArn=group)["tags"]] == ["stage"]
refused("ResourceAlreadyExistsException", personalize.create_dataset_group, name="custom")
refused("InvalidInputException", personalize.create_dataset_group, name="bad name!")
refused("ResourceNotFoundException", personalize.describe_campaign,
        campaignArn="arn:aws:personalize:us-east-1:000000000000:campaign/none")

# A campaign for a user's items.
solution, version = version_of(group, "aws-user-personalization", solutionConfig={
    "algorithmHyperParameters": {"hidden_dimension": "100"}})
metrics = personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]
assert {"coverage", "mean_reciprocal_rank_at_25", "precision_at_5", "normalized_discounted_cumulative_gain_at_25"} <= set(metrics)
campaign = personalize.create_campaign(
    name="shop", solutionVersionArn=version, minProvisionedTPS=2,
    campaignConfig={"enableMetadataWithRecommendations": True})["campaignArn"]
refused("InvalidInputException", runtime.get_recommendations, campaignArn=campaign, userId="u1")
described = wait(personalize.describe_campaign, "campaign", campaignArn=campaign)
assert described["minProvisionedTPS"] == 2 and "latestCampaignUpdate" not in described
answer = runtime.get_recommendations(campaignArn=campaign, userId="u1", numResults=10, metadataColumns={"ITEMS": ["GENRES", "PRICE"]})
assert len(answer["itemList"]) == 10 and len(answer["recommendationId"]) == 40
assert set(answer["itemList"][0]["metadata"]) == {"genres", "price"}
assert all(int(item["itemId"][1:]) >= 60 for item in answer["itemList"]), answer["itemList"]
refused("InvalidInputException", runtime.get_recommendations, campaignArn=campaign, userId="u1", numResults=501)
refused("InvalidInputException", runtime.get_recommendations, campaignArn=campaign)
refused("ResourceNotFoundException", runtime.get_recommendations, campaignArn=campaign + "x", userId="u1")
refused("InvalidInputException", runtime.get_personalized_ranking, campaignArn=campaign, userId="u1", inputList=["i1"])

# Filters with values, promotions.
refused("InvalidInputException", personalize.create_filter, name="bad", datasetGroupArn=group,
        filterExpression='INCLUDE ItemID Items.GENRES IN ("a")')
filters = {}
for name, expression in {
    "genre": "INCLUDE ItemID WHERE Items.GENRES IN ($G)",
    "taken": "EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($E)",
    "gold": 'EXCLUDE ItemID WHERE Items.PRICE > 90 IF CurrentUser.PLAN = "free"',
    "cheap": "INCLUDE ItemID WHERE Items.PRICE <= $MAX",
}.items():
    if name == "gold":
        expression = 'EXCLUDE ItemID WHERE Items.PRICE > 90 IF CurrentUser.PLAN IN ("free")'
    filters[name] = personalize.create_filter(name=name, datasetGroupArn=group, filterExpression=expression)["filterArn"]
for arn in filters.values():
    wait(personalize.describe_filter, "filter", filterArn=arn)
assert len(personalize.list_filters(datasetGroupArn=group)["Filters"]) == 4


def ask(user="u1", **more):
    return [item["itemId"] for item in runtime.get_recommendations(campaignArn=campaign, userId=user, **more)["itemList"]]


assert all(int(i[1:]) % 3 == 0 for i in ask(filterArn=filters["genre"], filterValues={"G": '"Comedy","Drama"'}))
assert all(int(i[1:]) <= 70 for i in ask(filterArn=filters["cheap"], filterValues={"MAX": "70"}))
refused("InvalidInputException", runtime.get_recommendations, campaignArn=campaign, userId="u1", filterArn=filters["genre"])
assert all(int(i[1:]) <= 90 for i in ask("u2", filterArn=filters["gold"], numResults=100))
assert any(int(i[1:]) > 90 for i in ask("u1", filterArn=filters["gold"], numResults=100))
promoted = runtime.get_recommendations(campaignArn=campaign, userId="u1", numResults=10, promotions=[{
    "name": "sale", "percentPromotedItems": 30, "filterArn": filters["cheap"], "filterValues": {"MAX": "20"}}])["itemList"]
assert len(promoted) == 10 and sum(item.get("promotionName") == "sale" for item in promoted) == 3

# Events, items and users one by one.
made = personalize.create_event_tracker(name="clicks", datasetGroupArn=group)
tracker, tracking = made["eventTrackerArn"], made["trackingId"]
assert personalize.describe_event_tracker(eventTrackerArn=tracker)["eventTracker"]["accountId"]
wait(personalize.describe_event_tracker, "eventTracker", eventTrackerArn=tracker)
refused("ResourceAlreadyExistsException", personalize.create_event_tracker, name="other", datasetGroupArn=group)
before = ask("visitor")
tracker_client.put_events(trackingId=tracking, userId="visitor", sessionId="s1", eventList=[
    {"eventType": "View", "itemId": f"i{60 + n}", "sentAt": time.time(), "eventId": f"e{n}",
     "properties": json.dumps({"eventValue": 2.5})} for n in range(0, 40, 8)])
time.sleep(2)
after = ask("visitor")
assert after != before and all(int(i[1:]) >= 60 for i in after[:5]), after
tracker_client.put_items(datasetArn=items, items=[
    {"itemId": "i61", "properties": json.dumps({"genres": "Western", "price": 5})}])
tracker_client.put_users(datasetArn=users, users=[{"userId": "visitor", "properties": json.dumps({"plan": "gold"})}])
time.sleep(20)
assert ask("u3", filterArn=filters["genre"], filterValues={"G": '"Western"'}) in (["i61"], [])
refused("InvalidInputException", tracker_client.put_events, trackingId="nobody", sessionId="s", eventList=[
    {"eventType": "View", "sentAt": time.time()}])
refused("ResourceNotFoundException", tracker_client.put_items, datasetArn=items.replace("custom", "none"),
        items=[{"itemId": "x"}])

# Ranking, similar, popular and trending items.
_, ranking = version_of(group, "aws-personalized-ranking")
ranker = personalize.create_campaign(name="ranker", solutionVersionArn=ranking)["campaignArn"]
_, similar = version_of(group, "aws-similar-items")
alike = personalize.create_campaign(name="alike", solutionVersionArn=similar)["campaignArn"]
_, trending = version_of(group, "aws-trending-now", solutionConfig={
    "algorithmHyperParameters": {"trend_discovery_frequency": "1 day"}})
trend = personalize.create_campaign(name="trend", solutionVersionArn=trending)["campaignArn"]
for arn in (ranker, alike, trend):
    wait(personalize.describe_campaign, "campaign", campaignArn=arn)
ranked = runtime.get_personalized_ranking(campaignArn=ranker, userId="u1", inputList=["never", "i1", "i61", "i5"])
assert ranked["personalizedRanking"][-1] == {"itemId": "never"}
assert abs(sum(item["score"] for item in ranked["personalizedRanking"][:-1]) - 1) < 1e-6
like = runtime.get_recommendations(campaignArn=alike, itemId="i61", numResults=5)["itemList"]
assert len(like) == 5 and all("score" not in item for item in like)
assert len(runtime.get_recommendations(campaignArn=trend, numResults=7)["itemList"]) == 7

# An update: the old version answers meanwhile.
second = personalize.create_solution_version(solutionArn=solution, name="second")["solutionVersionArn"]
wait(personalize.describe_solution_version, "solutionVersion", solutionVersionArn=second)
personalize.update_campaign(campaignArn=campaign, solutionVersionArn=second, minProvisionedTPS=1)
described = personalize.describe_campaign(campaignArn=campaign)["campaign"]
assert described["status"] == "ACTIVE" and described["latestCampaignUpdate"]["status"].startswith("CREATE")
assert ask("u1")
refused("ResourceInUseException", personalize.delete_campaign, campaignArn=campaign)
while personalize.describe_campaign(campaignArn=campaign)["campaign"]["latestCampaignUpdate"]["status"] != "ACTIVE":
    time.sleep(PACE)
assert personalize.describe_campaign(campaignArn=campaign)["campaign"]["solutionVersionArn"] == second

# Pages.
pages = personalize.get_paginator("list_solution_versions").paginate(solutionArn=solution, PaginationConfig={"PageSize": 1})
assert sum(len(page["solutionVersions"]) for page in pages) == 2
refused("InvalidNextTokenException", personalize.list_campaigns, nextToken="nonsense")

# Segments.
_, affinity = version_of(group, "aws-item-affinity")
_, attributes = version_of(group, "aws-item-attribute-affinity")
for name, arn, line in [
    ("affinity", affinity, {"itemId": "i61"}),
    ("attributes", attributes, {"itemAttributes": 'ITEMS.GENRES = "Comedy" AND ITEMS.PRICE = 63'}),
]:
    s3.put_object(Bucket=BUCKET, Key=f"segments/{name}.json", Body=(json.dumps(line) + "\n").encode())
    job = personalize.create_batch_segment_job(
        jobName=name, solutionVersionArn=arn, numResults=10, roleArn=ROLE,
        jobInput={"s3DataSource": {"path": f"s3://{BUCKET}/segments/{name}.json"}},
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/segments-out/"}})["batchSegmentJobArn"]
    wait(personalize.describe_batch_segment_job, "batchSegmentJob", batchSegmentJobArn=job)
    out = json.loads(s3.get_object(Bucket=BUCKET, Key=f"segments-out/{name}.json.out")["Body"].read())
    assert len(out["output"]["usersList"]) == 10 and all(int(u[1:]) % 2 == 1 for u in out["output"]["usersList"] if u[0] == "u" and u != "visitor"), out
refused("InvalidInputException", personalize.create_batch_inference_job, jobName="x", solutionVersionArn=affinity, roleArn=ROLE,
        jobInput={"s3DataSource": {"path": "s3://a/b"}}, jobOutput={"s3DataDestination": {"path": "s3://a/c/"}})

# A shop's domain group with recommenders.
shop = group_of("domain", domain="ECOMMERCE")
dataset(
    shop, "Interactions",
    schema("shop-interactions", "Interactions", [string("USER_ID"), string("ITEM_ID"), string("EVENT_TYPE"), LONG], domain="ECOMMERCE"),
    "domain/events.csv", events)
recommenders = {}
for name in ["recommended-for-you", "popular-items-by-views"]:
    recommenders[name] = personalize.create_recommender(
        name=name, datasetGroupArn=shop, recipeArn=RECIPE + "aws-ecomm-" + name)["recommenderArn"]
for arn in recommenders.values():
    described = wait(personalize.describe_recommender, "recommender", recommenderArn=arn)
    assert described["modelMetrics"]["coverage"] > 0
    answer = runtime.get_recommendations(recommenderArn=arn, userId="u1", numResults=5)["itemList"]
    assert len(answer) == 5 and all("score" not in item for item in answer)
arn = recommenders["recommended-for-you"]
refused("InvalidInputException", personalize.create_recommender, name="x", datasetGroupArn=group,
        recipeArn=RECIPE + "aws-ecomm-recommended-for-you")
personalize.stop_recommender(recommenderArn=arn)
wait(personalize.describe_recommender, "recommender", "INACTIVE", recommenderArn=arn)
refused("InvalidInputException", runtime.get_recommendations, recommenderArn=arn, userId="u1")
personalize.start_recommender(recommenderArn=arn)
wait(personalize.describe_recommender, "recommender", recommenderArn=arn)
personalize.update_recommender(recommenderArn=arn, recommenderConfig={"minRecommendationRequestsPerSecond": 2})
while personalize.describe_recommender(recommenderArn=arn)["recommender"]["latestRecommenderUpdate"]["status"] != "ACTIVE":
    time.sleep(PACE)

# Clean-up in order; parents are refused as long as children are there.
refused("ResourceInUseException", personalize.delete_solution, solutionArn=solution)
refused("ResourceInUseException", personalize.delete_dataset_group, datasetGroupArn=group)
for arn in recommenders.values():
    personalize.delete_recommender(recommenderArn=arn)
for arn in (campaign, ranker, alike, trend):
    personalize.delete_campaign(campaignArn=arn)
for arn in (campaign, ranker, alike, trend):
    gone(personalize.describe_campaign, campaignArn=arn)
for arn in recommenders.values():
    gone(personalize.describe_recommender, recommenderArn=arn)
personalize.delete_event_tracker(eventTrackerArn=tracker)
for arn in filters.values():
    personalize.delete_filter(filterArn=arn)
for one in personalize.list_solutions(datasetGroupArn=group)["solutions"]:
    personalize.delete_solution(solutionArn=one["solutionArn"])
for arn in (group, shop):
    for one in personalize.list_datasets(datasetGroupArn=arn)["datasets"]:
        personalize.delete_dataset(datasetArn=one["datasetArn"])
    while personalize.list_datasets(datasetGroupArn=arn)["datasets"]:
        time.sleep(PACE)
while personalize.list_solutions(datasetGroupArn=group)["solutions"] or personalize.list_filters(datasetGroupArn=group)["Filters"]:
    time.sleep(PACE)
for one in personalize.list_schemas()["schemas"]:
    personalize.delete_schema(schemaArn=one["schemaArn"])
for arn in (group, shop):
    personalize.delete_dataset_group(datasetGroupArn=arn)
    gone(personalize.describe_dataset_group, datasetGroupArn=arn)
print(f"service_check: {len(botocore_shapes.CHECKED)} operations, {sum(botocore_shapes.CHECKED.values())} answers checked")
