#!/usr/bin/env python3
"""A replay through a campaign of the emulator, over loopback: the lists, and so the metrics to the last digit, are those of the
same model asked in-process with the same events known; a stopped replay goes on; a record is played back without a network.

    replay_check.py [URL] [--whole] [--log FILE] [--requests N] [--recipe NAME] [--keep DIR]

Without a URL it starts an emulator of its own, whose clock stands still but for what puts it forward: what is told counts when
the replay did so, and not by itself. It takes a part of MovieLens 100K where the checkout has ../shared/data beside it, else a log
made here. The campaign is made with boto3, as a user would: what may be imported is what `recast log personalize --before` writes.
"""
import argparse
import atexit
import csv
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

import boto3

options = argparse.ArgumentParser()
options.add_argument("url", nargs="?")
options.add_argument("--whole", action="store_true", help="all of MovieLens 100K")
options.add_argument("--log", help="another log in a form that recast reads")
options.add_argument("--requests", help="at most so many requests, evenly over all")
options.add_argument("--recipe", default="aws-user-personalization")
options.add_argument("--keep", help="a folder that the results stay in")
options = options.parse_args()

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
RECAST = os.path.join(ROOT, ".build/release/recast")
MOVIELENS = os.path.join(ROOT, "../shared/data/ml-100k/u.data")
KEYS = dict(aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="geheim", region_name="us-east-1")
STAMP = f"{int(time.time())}-{os.getpid()}"
ENVIRONMENT = {
    **os.environ, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "geheim", "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/nowhere", "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
}
scratch = options.keep or tempfile.mkdtemp()
os.makedirs(scratch, exist_ok=True)


def emulator():
    """An emulator of this check's own, which ends with it."""
    process = subprocess.Popen(
        [RECAST, "emulator", "--port", "0", "--speed", "0x", "--data", os.path.join(scratch, "emulated")],
        stdout=subprocess.PIPE, text=True)
    atexit.register(process.terminate)
    return process.stdout.readline().split()[-1]


def made_log(path):
    """Sessions of users with a taste among items in groups, in which nothing is taken twice: 60 days."""
    source = random.Random(7)
    rows = []
    for user in range(150):
        taste, seen = user % 6, set()
        second = 1_700_000_000 + source.randrange(20 * 86400)
        while second < 1_700_000_000 + 60 * 86400 and len(seen) < 60:
            for _ in range(source.randrange(1, 5)):
                group = taste if source.random() < 0.8 else source.randrange(6)
                item = group * 30 + min(source.randrange(30), source.randrange(30))
                if item not in seen:
                    seen.add(item)
                    rows.append((second, f"u{user}", f"i{item}"))
                second += source.choice([0, 0, 20, 90])
            second += source.randrange(4 * 86400)
    with open(path, "w") as file:
        file.write("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n")
        for second, user, item in rows:
            file.write(f"{user},{item},{second},view\n")


def part_of_movielens(path):
    """The events of a third of the users, as they stand in the file."""
    with open(MOVIELENS) as source, open(path, "w") as file:
        file.write("USER_ID,ITEM_ID,TIMESTAMP,EVENT_VALUE\n")
        for line in source:
            user, item, rating, second = line.split("\t")
            if int(user) % 3 == 0:
                file.write(f"{user},{item},{second.strip()},{rating}\n")


def recast(*arguments, expected=0, **more):
    done = subprocess.run([RECAST, *arguments], capture_output=True, text=True, env=ENVIRONMENT, **more)
    assert done.returncode == expected, (arguments, done.returncode, done.stdout[-2000:], done.stderr[-4000:])
    return done


log = options.log or os.path.join(scratch, "log.csv")
if options.log is None:
    if options.whole:
        log = MOVIELENS
    elif os.path.exists(MOVIELENS):
        part_of_movielens(log)
    else:
        made_log(log)
scenario = os.path.join(scratch, "shop.yaml")
with open(scenario, "w") as file:
    file.write(
        "horizon: {start: 2027-02}\nlog:\ndemand: {users: 500 users, requestsPerDay: 1000 req/day}\n"
        "plans: {popular: {kind: popular}}\nevaluation: {requests: 500 requests, resamples: 200 resamples}\n"
        "rateCard: us-east-1\n")
base = ["replay", scenario, "--log", log, "--backend", "personalize"]
base += ["--requests", options.requests] if options.requests else []

# Without a campaign the way is said, with the cut.
told = recast(*base, expected=2).stderr
cut = re.search(r"The cut is (\S+):", told).group(1)
requests = int(re.search(r"([\d,]+) requests after it", told).group(1).replace(",", ""))
recast("log", "personalize", log, "--before", cut, "--out", os.path.join(scratch, "imported-" + STAMP))

# The campaign, as a user makes it.
URL = options.url or emulator()
personalize = boto3.client("personalize", endpoint_url=URL, **KEYS)
s3 = boto3.client("s3", endpoint_url=URL, **KEYS)


def wait(describe):
    end = time.time() + 540
    while True:
        status = describe()["status"]
        if status == "ACTIVE":
            return
        assert "FAILED" not in status and time.time() < end, (status, describe())
        # Waits of the service's time are stepped over; its work takes what it takes.
        forward = urllib.request.Request(URL + "/_recast/clock", b'{"advanceSeconds": 300}', method="POST")
        urllib.request.urlopen(forward).read()
        time.sleep(0.1)


def campaign(name):
    """ARNs of a campaign in a dataset group of its own, and the id of its tracker."""
    name = f"{name}-{STAMP}"
    folder = os.path.join(scratch, "imported-" + STAMP)
    s3.create_bucket(Bucket=name)
    s3.upload_file(os.path.join(folder, "interactions.csv"), name, "interactions.csv")
    group = personalize.create_dataset_group(name=name)["datasetGroupArn"]
    wait(lambda: personalize.describe_dataset_group(datasetGroupArn=group)["datasetGroup"])
    with open(os.path.join(folder, "interactions.schema.json")) as file:
        schema = personalize.create_schema(name=name, schema=file.read())["schemaArn"]
    dataset = personalize.create_dataset(
        name=name, schemaArn=schema, datasetGroupArn=group, datasetType="Interactions")["datasetArn"]
    wait(lambda: personalize.describe_dataset(datasetArn=dataset)["dataset"])
    job = personalize.create_dataset_import_job(
        jobName=name, datasetArn=dataset, roleArn="arn:aws:iam::000000000000:role/r",
        dataSource={"dataLocation": f"s3://{name}/interactions.csv"})["datasetImportJobArn"]
    wait(lambda: personalize.describe_dataset_import_job(datasetImportJobArn=job)["datasetImportJob"])
    solution = personalize.create_solution(
        name=name, datasetGroupArn=group, recipeArn=f"arn:aws:personalize:::recipe/{options.recipe}",
        performAutoTraining=False)["solutionArn"]
    wait(lambda: personalize.describe_solution(solutionArn=solution)["solution"])
    version = personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    wait(lambda: personalize.describe_solution_version(solutionVersionArn=version)["solutionVersion"])
    arn = personalize.create_campaign(name=name, solutionVersionArn=version)["campaignArn"]
    wait(lambda: personalize.describe_campaign(campaignArn=arn)["campaign"])
    tracker = personalize.create_event_tracker(name=name, datasetGroupArn=group)
    wait(lambda: personalize.describe_event_tracker(eventTrackerArn=tracker["eventTrackerArn"])["eventTracker"])
    return arn, tracker["trackingId"]


def compared(folder):
    """The result, after its rows were compared: those of the campaign with those of the model asked in-process."""
    with open(os.path.join(folder, "replay.json")) as file:
        result = json.load(file)
    with open(os.path.join(folder, "events.csv")) as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * requests, (len(rows), requests)
    differing = 0
    for asked, own in zip(rows[::2], rows[1::2]):
        assert own["plan"] == "stand-in" and asked["request"] == own["request"]
        differing += any(asked[key] != own[key] for key in asked if key not in ("plan",))
    served, own = result["plans"]
    for metric in ("ndcg", "hit_rate", "recall", "mrr"):
        assert served[metric] == own[metric], (metric, served[metric], own[metric], differing)
    assert differing == 0, (differing, served["ndcg"], own["ndcg"])
    assert result["differences"][0]["ndcg"] == {"value": 0, "low": 0, "high": 0}
    assert "relative claims only" in result["caveat"] and result["service"]["failed"] == 0
    return result


arn, tracker = campaign("replayed")
asking = base + ["--endpoint", URL, "--campaign", arn, "--tracker", tracker]

# Nothing is asked without a yes, nor above the cap.
out = os.path.join(scratch, "out")
refused = recast(*asking, "--out", out, expected=2, stdin=subprocess.DEVNULL)
assert "--yes" in refused.stderr and "costs about" in refused.stderr, refused.stderr
assert "above the cap" in recast(*asking, "--out", out, "--yes", "--cap", "0.0001", expected=1).stderr
assert not os.path.exists(os.path.join(out, "answers.jsonl"))

# Killed midway, it goes on; what was answered is not asked again.
record = os.path.join(out, "answers.jsonl")
process = subprocess.Popen(
    [RECAST, *asking, "--yes", "--out", out], env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
while process.poll() is None and not (os.path.exists(record) and os.path.getsize(record) > 60_000):
    time.sleep(0.01)
process.send_signal(signal.SIGKILL)
process.communicate()
with open(record, "ab") as file:
    file.write(b'{"ask":1,"at":17')
before = [line for line in open(record) if line.startswith('{"ask"') and line.endswith("\n")]
begin = time.time()
done = recast(*asking, "--yes", "--out", out)
seconds = time.time() - begin
assert f"{len(before):,} are answered" in done.stderr, (len(before), done.stderr)
lines = open(record).read().splitlines()
asks = [json.loads(line) for line in lines if line.startswith('{"ask"')]
assert len(asks) == requests and len({a["ask"] for a in asks}) == requests
assert [line + "\n" for line in lines if line.startswith('{"ask"')][: len(before)] == before
text = "\n".join(lines)
assert tracker not in text and "geheim" not in text and "AKIDEXAMPLE" not in text
result = compared(out)

# Played back, to the byte, with nobody there.
again = os.path.join(scratch, "again")
recast(*base, "--playback", record, "--out", again)
for name in ("replay.json", "events.csv", "latency.csv", "by-day.csv", "replay.md", "replay.pdf", "replay-1.png"):
    with open(os.path.join(out, name), "rb") as one, open(os.path.join(again, name), "rb") as two:
        assert one.read() == two.read(), name

# A record is of one log.
other = recast(*base, "--playback", record, "--requests", "60", "--out", again, expected=2)
assert "another replay" in other.stderr, other.stderr

ndcg = result["plans"][0]["ndcg"]
print(
    f"{requests:,} requests: NDCG@{result['k']} {ndcg['value']} ({ndcg['low']} to {ndcg['high']}), the same in-process; "
    f"{requests - len(before):,} of them in {seconds:.1f} s, p99 {result['service']['millisecondsFromSending']['p99']} ms")
if options.keep is None:
    shutil.rmtree(scratch)
