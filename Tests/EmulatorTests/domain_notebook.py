#!/usr/bin/env python3
"""What AWS's notebooks do with domain dataset groups: a video service and a shop, their recommenders, promotions, metadata,
the context of the one who watches, stopping, starting and updating, and the clean-up.

    domain_notebook.py URL [--data DIR]

Every answer is checked against botocore's model; stops with the first thing that is not as the service has it.
"""
import json
import os
import random
import sys
import time

import boto3
from botocore.exceptions import ClientError

sys.path.insert(0, os.path.dirname(__file__))
import botocore_shapes  # noqa: E402
import emulated_time  # noqa: E402

emulated_time.install(sys.argv[1])
session = boto3.Session(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret", aws_session_token="token",
                        region_name="us-west-2")
KEYS = dict(endpoint_url=sys.argv[1])
personalize = botocore_shapes.watch(session.client("personalize", **KEYS))
runtime = botocore_shapes.watch(session.client("personalize-runtime", **KEYS))
events = botocore_shapes.watch(session.client("personalize-events", **KEYS))
s3 = session.resource("s3", **KEYS)
ROLE = "arn:aws:iam::000000000000:role/PersonalizeRole"
BUCKET = "domain-notebook-bucket"


def refused(code, call, status=400, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, (code, error)
        assert error.response["ResponseMetadata"]["HTTPStatusCode"] == status
        return error.response["Error"]["Message"]
    raise AssertionError(f"{code} was expected")


def wait_for(describe, key, wanted="ACTIVE", **arn):
    max_time = time.time() + 3 * 60 * 60
    while time.time() < max_time:
        answer = describe(**arn)[key]
        if answer["status"] == wanted:
            return answer
        assert "FAILED" not in answer["status"], answer
        time.sleep(60)


def wait_gone(describe, **arn):
    try:
        while True:
            describe(**arn)
            time.sleep(20)
    except ClientError as error:
        assert error.response["Error"]["Code"] == "ResourceNotFoundException", error


def load(group, domain, kind, fields, text):
    name = f"{domain}-{kind}".lower().replace("_", "-")
    made = personalize.create_schema(name=name, domain=domain, schema=json.dumps({
        "type": "record", "name": kind, "namespace": "com.amazonaws.personalize.schema", "fields": fields,
        "version": "1.0"}))["schemaArn"]
    dataset = personalize.create_dataset(
        name=name, datasetType=kind.upper(), datasetGroupArn=group, schemaArn=made)["datasetArn"]
    wait_for(personalize.describe_dataset, "dataset", datasetArn=dataset)
    s3.Object(BUCKET, f"{name}.csv").put(Body=text.encode())
    job = personalize.create_dataset_import_job(
        jobName=name + "-import", datasetArn=dataset, roleArn=ROLE,
        dataSource={"dataLocation": f"s3://{BUCKET}/{name}.csv"})["datasetImportJobArn"]
    wait_for(personalize.describe_dataset_import_job, "datasetImportJob", datasetImportJobArn=job)
    return dataset


def column(name, kind="string", **more):
    return dict(name=name, type=kind, **more)


s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "us-west-2"})
luck = random.Random(11)
start = int(time.time()) - 30 * 86400


def log(kinds):
    """Two groups of taste over 100 items."""
    rows = []
    for user in range(100):
        for step in range(40):
            item = (user % 2) * 50 + luck.randrange(50)
            rows.append(f"{user},{item},{luck.choice(kinds)},{start + step * 3600 + user}")
    return "USER_ID,ITEM_ID,EVENT_TYPE,TIMESTAMP\n" + "\n".join(rows) + "\n", rows


# A video service.
video = personalize.create_dataset_group(name="video", domain="VIDEO_ON_DEMAND")
assert video["domain"] == "VIDEO_ON_DEMAND"
video = video["datasetGroupArn"]
assert wait_for(personalize.describe_dataset_group, "datasetGroup", datasetGroupArn=video)["domain"] == "VIDEO_ON_DEMAND"
refused("InvalidInputException", personalize.create_schema, name="no-event-type", domain="VIDEO_ON_DEMAND", schema=json.dumps({
    "type": "record", "name": "Interactions", "namespace": "com.amazonaws.personalize.schema", "version": "1.0",
    "fields": [column("USER_ID"), column("ITEM_ID"), column("TIMESTAMP", "long")]}))
text, watched = log(["Watch", "Watch", "Click"])
interactions = load(video, "VIDEO_ON_DEMAND", "Interactions", [
    column("USER_ID"), column("ITEM_ID"), column("EVENT_TYPE"), column("TIMESTAMP", "long")], text)
items = load(video, "VIDEO_ON_DEMAND", "Items", [
    column("ITEM_ID"), column("GENRES", ["string"], categorical=True), column("CREATION_TIMESTAMP", "long"),
    column("TITLE")],
    "ITEM_ID,GENRES,CREATION_TIMESTAMP,TITLE\n" + "".join(
        f"{i},{['Comedy|Drama', 'Action', 'Horror'][i % 3]},{start - i * 86400},Film {i}\n" for i in range(100)))
users = load(video, "VIDEO_ON_DEMAND", "Users", [
    column("USER_ID"), column("SUBSCRIPTION_MODEL", categorical=True)],
    "USER_ID,SUBSCRIPTION_MODEL\n" + "".join(f"{u},{'free' if u % 4 else 'paid'}\n" for u in range(100)))
assert len(personalize.list_recipes(domain="VIDEO_ON_DEMAND")["recipes"]) == 5
recommenders = {}
for name in ("more-like-x", "top-picks", "most-popular", "because-you-watched-x", "trending-now"):
    recommenders[name] = personalize.create_recommender(
        name="vod-" + name, recipeArn="arn:aws:personalize:::recipe/aws-vod-" + name, datasetGroupArn=video,
        recommenderConfig={"enableMetadataWithRecommendations": True, "minRecommendationRequestsPerSecond": 1})["recommenderArn"]
refused("LimitExceededException", personalize.create_recommender, name="sixth", datasetGroupArn=video,
        recipeArn="arn:aws:personalize:::recipe/aws-vod-top-picks")
refused("InvalidInputException", runtime.get_recommendations, recommenderArn=recommenders["top-picks"], userId="1")
refused("ResourceInUseException", personalize.delete_recommender, recommenderArn=recommenders["top-picks"])
for arn in recommenders.values():
    described = wait_for(personalize.describe_recommender, "recommender", recommenderArn=arn)
    assert described["recommenderConfig"]["minRecommendationRequestsPerSecond"] == 1
    assert described["modelMetrics"], described
assert len(personalize.list_recommenders(datasetGroupArn=video)["recommenders"]) == 5


def ask(name, **more):
    return runtime.get_recommendations(recommenderArn=recommenders[name], **more)["itemList"]


mine = {row.split(",")[1] for row in watched if row.startswith("7,") and ",Watch," in row}
picks = ask("top-picks", userId="7", numResults=20, metadataColumns={"ITEMS": ["TITLE", "GENRES"]})
assert picks and not mine & {i["itemId"] for i in picks}
assert all(i["metadata"]["title"] == f"Film {i['itemId']}" and "score" not in i for i in picks)
assert len(ask("more-like-x", userId="7", itemId="70", numResults=10)) == 10
assert len(ask("because-you-watched-x", userId="7", itemId="70", numResults=10)) == 10
assert len(ask("most-popular", userId="7")) == 25 and len(ask("trending-now", numResults=5)) == 5
refused("InvalidInputException", runtime.get_recommendations, recommenderArn=recommenders["more-like-x"], userId="7")
refused("InvalidInputException", runtime.get_recommendations, recommenderArn=recommenders["top-picks"], userId="7",
        numResults=51, metadataColumns={"ITEMS": ["TITLE"]})
refused("InvalidInputException", runtime.get_recommendations, recommenderArn=recommenders["top-picks"], userId="7",
        metadataColumns={"ITEMS": ["NO_SUCH"]})
refused("InvalidInputException", runtime.get_recommendations, campaignArn=recommenders["top-picks"], userId="7")
refused("ResourceNotFoundException", runtime.get_recommendations, status=404, recommenderArn=recommenders["top-picks"] + "x", userId="7")

# Filters and promotions.
filters = {}
for name, expression in {
    "horror": 'INCLUDE ItemID WHERE Items.GENRES IN ("Horror")',
    "chosen": "INCLUDE ItemID WHERE Items.GENRES IN ($GENRES)",
    "paid-only": 'EXCLUDE ItemID WHERE Items.GENRES IN ("Action") IF CurrentUser.SUBSCRIPTION_MODEL IN ("free")',
    "unseen": 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch", "click")',
    "chosen-unseen": 'INCLUDE ItemID WHERE Items.GENRES IN ($GENRES) | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($EVENTS)',
}.items():
    filters[name] = personalize.create_filter(name=name, datasetGroupArn=video, filterExpression=expression)["filterArn"]
    described = wait_for(personalize.describe_filter, "filter", filterArn=filters[name])
    assert described["filterExpression"] == expression
for wrong in ('INCLUDE ItemID WHERE Items.GENRES NOT IN ($G)', 'INCLUDE ItemID WHERE Items.NOTHING IN ("a")',
              'INCLUDE ItemID WHERE Items.GENRES IN ("a") AND Interactions.EVENT_TYPE IN ("b")', "INCLUDE ItemID"):
    refused("InvalidInputException", personalize.create_filter, name="wrong", datasetGroupArn=video, filterExpression=wrong)
assert all(int(i["itemId"]) % 3 == 2 for i in ask("top-picks", userId="7", filterArn=filters["horror"]))
assert all(int(i["itemId"]) % 3 != 1 for i in ask("top-picks", userId="7", filterArn=filters["paid-only"], numResults=60))
assert any(int(i["itemId"]) % 3 == 1 for i in ask("top-picks", userId="8", filterArn=filters["paid-only"], numResults=60))
seen = {row.split(",")[1] for row in watched if row.startswith("7,")}
assert not seen & {i["itemId"] for i in ask("most-popular", userId="7", filterArn=filters["unseen"])}
got = ask("top-picks", userId="7", filterArn=filters["chosen-unseen"], filterValues={"GENRES": '"Comedy","Horror"', "EVENTS": '"Click"'})
assert got and all(int(i["itemId"]) % 3 != 1 for i in got)
mixed = ask("top-picks", userId="7", numResults=20, promotions=[{
    "name": "halloween", "percentPromotedItems": 25, "filterArn": filters["chosen"], "filterValues": {"GENRES": '"Horror"'}}])
assert len(mixed) == 20
promoted = [i for i in mixed if i.get("promotionName") == "halloween"]
assert len(promoted) == 5 and all(int(i["itemId"]) % 3 == 2 for i in promoted)
refused("InvalidInputException", runtime.get_recommendations, recommenderArn=recommenders["top-picks"], userId="7", promotions=[
    {"name": "x", "percentPromotedItems": 101, "filterArn": filters["horror"]}])

# A visitor without a name, who then gives one.
tracking = personalize.create_event_tracker(name="video-tracker", datasetGroupArn=video)
wait_for(personalize.describe_event_tracker, "eventTracker", eventTrackerArn=tracking["eventTrackerArn"])
for item in ("60", "61", "62", "63"):
    events.put_events(trackingId=tracking["trackingId"], sessionId="s-1", eventList=[
        {"eventType": "Watch", "itemId": item, "sentAt": time.time()}])
time.sleep(10)
anonymous = [i["itemId"] for i in ask("top-picks", userId="s-1", numResults=10)]
assert not {"60", "61", "62", "63"} & set(anonymous)
events.put_events(trackingId=tracking["trackingId"], userId="known", sessionId="s-1", eventList=[
    {"eventType": "Watch", "itemId": "64", "sentAt": time.time()}])
time.sleep(10)
assert sum(int(i["itemId"]) >= 50 for i in ask("top-picks", userId="known", numResults=10)) > 5
events.put_items(datasetArn=items, items=[{"itemId": "100", "properties": json.dumps(
    {"genres": "Drama", "creationTimestamp": int(time.time()), "title": "Film 100"})}])
events.put_users(datasetArn=users, users=[{"userId": "known", "properties": json.dumps({"subscriptionModel": "paid"})}])
refused("InvalidInputException", events.put_users, datasetArn=users, users=[
    {"userId": "known", "properties": json.dumps({"subscriptionModel": "paid", "shoeSize": 43})}])

# Stop, start, update.
arn = recommenders["top-picks"]
personalize.stop_recommender(recommenderArn=arn)
refused("ResourceInUseException", personalize.stop_recommender, recommenderArn=arn)
wait_for(personalize.describe_recommender, "recommender", "INACTIVE", recommenderArn=arn)
refused("InvalidInputException", runtime.get_recommendations, recommenderArn=arn, userId="7")
personalize.start_recommender(recommenderArn=arn)
wait_for(personalize.describe_recommender, "recommender", recommenderArn=arn)
personalize.update_recommender(recommenderArn=arn, recommenderConfig={
    "minRecommendationRequestsPerSecond": 2, "itemExplorationConfig": {"explorationWeight": "0.5", "explorationItemAgeCutOff": "30"}})
described = personalize.describe_recommender(recommenderArn=arn)["recommender"]
assert described["status"] == "ACTIVE" and described["latestRecommenderUpdate"]["status"].startswith("CREATE")
time.sleep(600)
described = personalize.describe_recommender(recommenderArn=arn)["recommender"]
assert described["recommenderConfig"]["minRecommendationRequestsPerSecond"] == 2
assert len(ask("top-picks", userId="7")) == 25

# A custom solution in a domain group, and what does not go together.
refused("InvalidInputException", personalize.create_solution, name="no", datasetGroupArn=video,
        recipeArn="arn:aws:personalize:::recipe/aws-vod-top-picks")
solution = personalize.create_solution(
    name="video-ranking", datasetGroupArn=video, performAutoTraining=False,
    recipeArn="arn:aws:personalize:::recipe/aws-personalized-ranking-v2",
    solutionConfig={"eventsConfig": {"eventParametersList": [
        {"eventType": "Watch", "eventValueThreshold": 0.0, "weight": 1.0}, {"eventType": "Click", "weight": 0.2}]}})["solutionArn"]
wait_for(personalize.describe_solution, "solution", solutionArn=solution)
version = personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
wait_for(personalize.describe_solution_version, "solutionVersion", solutionVersionArn=version)
campaign = personalize.create_campaign(name="video-ranking", solutionVersionArn=solution + "/$LATEST", minProvisionedTPS=1,
                                       campaignConfig={"syncWithLatestSolutionVersion": True})["campaignArn"]
described = wait_for(personalize.describe_campaign, "campaign", campaignArn=campaign)
ranked = runtime.get_personalized_ranking(campaignArn=campaign, userId="7", inputList=["1", "60", "2", "61"])["personalizedRanking"]
assert {i["itemId"] for i in ranked[:2]} == {"60", "61"}, ranked

# A shop, whose recommenders learn from its own kinds of events.
shop = personalize.create_dataset_group(name="shop", domain="ECOMMERCE")["datasetGroupArn"]
wait_for(personalize.describe_dataset_group, "datasetGroup", datasetGroupArn=shop)
refused("InvalidInputException", personalize.create_recommender, name="early", datasetGroupArn=shop,
        recipeArn="arn:aws:personalize:::recipe/aws-ecomm-recommended-for-you")
text, _ = log(["View", "View", "Purchase"])
load(shop, "ECOMMERCE", "Interactions", [
    column("USER_ID"), column("ITEM_ID"), column("EVENT_TYPE"), column("TIMESTAMP", "long")], text)
load(shop, "ECOMMERCE", "Items", [
    column("ITEM_ID"), column("PRICE", "float"), column("CATEGORY_L1", ["string"], categorical=True),
    column("PRODUCT_DESCRIPTION", ["null", "string"], textual=True), column("GENDER", categorical=True)],
    "ITEM_ID,PRICE,CATEGORY_L1,PRODUCT_DESCRIPTION,GENDER\n" + "".join(
        f'{i},{i * 1.5},{["shoes", "hats"][i % 2]},"A thing, number {i}",Any\n' for i in range(100)))
bought = {}
for name, more in {
    "recommended-for-you": {"userId": "7"}, "popular-items-by-views": {"userId": "7"},
    "popular-items-by-purchases": {"userId": "7"}, "frequently-bought-together": {"itemId": "70"},
    "customers-who-viewed-x-also-viewed": {"userId": "7", "itemId": "70"},
}.items():
    bought[name] = personalize.create_recommender(
        name="shop-" + name, recipeArn="arn:aws:personalize:::recipe/aws-ecomm-" + name, datasetGroupArn=shop)["recommenderArn"]
    wait_for(personalize.describe_recommender, "recommender", recommenderArn=bought[name])
    got = runtime.get_recommendations(recommenderArn=bought[name], numResults=8, **more)["itemList"]
    assert len(got) == 8 and more.get("itemId") not in [i["itemId"] for i in got], got

# The clean-up, as the samples' helper does it.
refused("ResourceInUseException", personalize.delete_dataset_group, datasetGroupArn=shop)
for group in (video, shop):
    for row in personalize.list_recommenders(datasetGroupArn=group)["recommenders"]:
        personalize.delete_recommender(recommenderArn=row["recommenderArn"])
        wait_gone(personalize.describe_recommender, recommenderArn=row["recommenderArn"])
    for row in personalize.list_solutions(datasetGroupArn=group)["solutions"]:
        for one in personalize.list_campaigns(solutionArn=row["solutionArn"])["campaigns"]:
            personalize.delete_campaign(campaignArn=one["campaignArn"])
            wait_gone(personalize.describe_campaign, campaignArn=one["campaignArn"])
        personalize.delete_solution(solutionArn=row["solutionArn"])
        wait_gone(personalize.describe_solution, solutionArn=row["solutionArn"])
    for row in personalize.list_event_trackers(datasetGroupArn=group)["eventTrackers"]:
        personalize.delete_event_tracker(eventTrackerArn=row["eventTrackerArn"])
        wait_gone(personalize.describe_event_tracker, eventTrackerArn=row["eventTrackerArn"])
    for row in personalize.list_filters(datasetGroupArn=group)["Filters"]:
        personalize.delete_filter(filterArn=row["filterArn"])
        wait_gone(personalize.describe_filter, filterArn=row["filterArn"])
    for row in personalize.list_datasets(datasetGroupArn=group)["datasets"]:
        made = personalize.describe_dataset(datasetArn=row["datasetArn"])["dataset"]["schemaArn"]
        personalize.delete_dataset(datasetArn=row["datasetArn"])
        wait_gone(personalize.describe_dataset, datasetArn=row["datasetArn"])
        personalize.delete_schema(schemaArn=made)
    personalize.delete_dataset_group(datasetGroupArn=group)
    wait_gone(personalize.describe_dataset_group, datasetGroupArn=group)
assert personalize.list_dataset_groups()["datasetGroups"] == [] and personalize.list_schemas()["schemas"] == []
s3.Bucket(BUCKET).objects.delete()
s3.Bucket(BUCKET).delete()
print(f"domain_notebook: {len(botocore_shapes.CHECKED)} operations, {sum(botocore_shapes.CHECKED.values())} answers checked")
