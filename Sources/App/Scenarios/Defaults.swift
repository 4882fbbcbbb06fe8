/// All defaults of scenario files, in one place. A default that rests on something published says on what; all others are
/// assumptions by name. Sources are those of the price and API notes: [CHEAT] Personalize Cheat Sheet 2.0 (2024-04-15),
/// [DG25] Developer Guide (2025), [SAMP] outputs in AWS's public sample notebooks, [BC] botocore's service model,
/// [AWS-SYNC], [AWS-THEME] SDK texts; [RDS] CreateDBInstance and [KC] AWS's Knowledge Center on ElastiCache's memory.
enum Defaults {
  static let seed = Default(assumption: "1", "any number; another seed shows how much is luck")
  static let horizonMonths = Default(assumption: "1", "one calendar month")
  static let replications = Default(assumption: "10", "independent runs of the whole horizon")
  static let utcOffset = Default(assumption: "+00:00", "UTC; days and hours of the log and of jobs are local")
  static let excludedEventTypes = Default(
    assumption: "cancel, return, refund", "events that undo an interest are no interest")

  // Demand
  static let growth = Default(assumption: "0 % / month", "of users, requests and interactions together")
  static let anonymous = Default(
    assumption: "5 %", "requests by users without identity; not in the log, so not measured")
  static let uncertainty = Default(assumption: "20 %", "demand may be so much lower or higher than stated")
  static let arrivals = Default(
    assumption: "poisson", "given the rate, requests are independent; real traffic is burstier")
  static let arrivalsOfTrace = Default(assumption: "trace", "because `trace` names a file")
  static let placement = Default(
    assumption: "poisson", "within a bin of the trace requests are independent; `uniform` keeps its counts exactly")
  static let gaps = Default(assumption: "gamma", "the shape of the gaps at a stated index of dispersion")
  static let sessionPause = Default(assumption: "40 s", "mean time between two requests of a visit")
  static let burstRamp = Default(assumption: "0 min", "a burst begins at once")

  // Data
  static let bytesPerInteraction = Default(assumption: "60 B", "a CSV row or event with two ids, a time and a type")
  static let bytesPerListItem = Default(assumption: "24 B", "an item id with its score in a stored list")

  // Training
  static let recipe = Default(assumption: "v2", "the recipes that AWS recommends for new work since 2024-05-01")
  static let trainingEvery = Default(fact: "7 d", "automatic training's default since 2024-04-19 [DG25]")
  static let trainingTime = Default(assumption: "02:00", "at night, local time")
  static let importTime = Default(fact: "3 min .. 17 min", "range of imports in public notebooks [SAMP]")
  static let trainingWall = Default(
    fact: "20 min .. 66 min", "range of trainings up to about 1 M interactions [SAMP]; at 1.7 M 2–4 h were seen")
  static let billedHours = Default(
    fact: "1.1 h .. 5.4 h",
    "billed hours of one training at 0.1–0.7 M interactions: 1.07, 2.14, 4.2, 5.35 seen [SAMP, CHEAT]; expected: the middle"
  )

  // Campaign
  static let minProvisionedTPS = Default(fact: "1 TPS", "default and minimum [BC]")
  static let maximumTPS = Default(fact: "500 TPS", "quota a campaign and operation [DG25]")
  static let targetUtilisation = Default(assumption: "70 %", "an older CLI text; AWS publishes no curve")
  static let accountTPS = Default(fact: "2500 TPS", "quota an account over all its campaigns [DG25]")
  static let solutions = Default(assumption: "shared", "all campaigns of the plan serve one solution, trained once")
  static let scaleOutLag = Default(fact: "5 min .. 10 min", "cheat sheet: until scaled [CHEAT]; the curve is assumed")
  static let scaleInLag = Default(assumption: "5 min .. 10 min", "as for scaling out; nothing is published")
  static let timetableDays = Default(assumption: "daily", "every day of the week")
  static let fallback = Default(assumption: "popular", "a client that gives up shows the list of popular items")
  static let latencyShape = Default(assumption: "log-normal", "the usual form of service times; fit your own")
  static let burstTime = Default(assumption: "60 s", "full capacity that a token bucket holds; not published")
  static let campaignMedian = Default(assumption: "40 ms", "nothing authoritative is published; fit your own")
  static let campaignP99 = Default(assumption: "150 ms", "nothing authoritative is published; fit your own")
  static let networkMedian = Default(assumption: "2 ms", "within a region, TLS kept alive")
  static let networkP99 = Default(assumption: "10 ms", "within a region, TLS kept alive")
  static let attempts = Default(assumption: "3 attempts", "botocore's standard retry mode")
  static let backoff = Default(assumption: "50 ms", "first backoff, full jitter, doubled each time")
  static let deadline = Default(assumption: "1 s", "then the page takes the fallback list")
  static let eventDelay = Default(fact: "1 s .. 2 s", "PutEvents to the user's next answer [CHEAT]")
  static let catalogueUpdate = Default(fact: "2 h", "new items, user-personalization recipes [DG25]")
  static let modelUpdate = Default(
    assumption: "5 min .. 10 min", "campaign update without outage; observed, partly from memory")
  static let metadata = Default(assumption: "off", "item metadata in answers costs extra [AWS-SYNC]")

  // Recommender
  static let minRecommendationRPS = Default(fact: "1 req/s", "default and minimum [DG25]")
  static let recommenderTraining = Default(
    fact: "7 d", "retrained by the service every 7 days [DG25]; in the hour's price (from memory)")
  static let recommenderStart = Default(
    assumption: "10 min .. 20 min", "from StartRecommender to the first answer; not published")

  // Cache before live answers
  static let cacheKey = Default(assumption: "user", "one answer a user, whatever the page")
  static let cachePlace = Default(assumption: "own-memory", "in the program itself, whose cost does not change")
  static let memoryMedian = Default(assumption: "0.05 ms", "a look-up in the program's own memory")
  static let memoryP99 = Default(assumption: "0.05 ms", "a look-up in the program's own memory")

  // Own model
  static let ownTraining = Default(assumption: "1 min .. 5 min", "a nearest-neighbour model on one small core")
  static let ownRate = Default(assumption: "500 users/s", "lists for all users on one small core")
  static let instance = Default(assumption: "always", "a t4g.small that does nothing else, started once")

  // Batch
  static let exportTime = Default(assumption: "1 min .. 5 min", "the product's database to a file")
  static let jobFailures = Default(assumption: "0 %", "a probability that an attempt of a job fails; not published")
  static let jobRetries = Default(assumption: "1 retries", "then the job is given up and the older lists stay")
  static let retryAfter = Default(
    assumption: "10 min", "from a failure to the next attempt; failed ones are not billed")
  static let overlap = Default(
    assumption: "skip", "a job that is due while one still runs is left out: a scheduler with a lock")
  static let batchEvery = Default(assumption: "24 h", "nightly")
  static let batchTime = Default(assumption: "02:00", "at night, local time")
  static let batchUsers = Default(assumption: "100 %", "every known user gets a list")
  static let results = Default(assumption: "25 items", "the service's default; at most 500")
  static let fixedOverhead = Default(fact: "13 min .. 27 min", "batch jobs of 3–5 users in public notebooks [SAMP]")
  static let batchRate = Default(assumption: "100 users/s", "no rate is published")
  static let loadRate = Default(assumption: "2000 rows/s", "loading the store, then swapping tables")
  static let store = Default(assumption: "dynamodb", "on-demand table keyed by user")
  static let storeMedian = Default(assumption: "4 ms", "single-row read in the region")
  static let storeP99 = Default(assumption: "20 ms", "single-row read in the region")
  static let connections = Default(assumption: "20 connections", "the program's pool")
  static let storageMinimum = Default(fact: "20 GB", "least general-purpose storage of an RDS instance [RDS]")
  static let nodeMemory = Default(
    fact: "0.4 GB", "half a GiB less the quarter that is reserved by default [KC]; bookkeeping of keys not counted")
  static let cacheMedian = Default(assumption: "1 ms", "read from memory, one network round in the region")
  static let cacheP99 = Default(assumption: "5 ms", "read from memory, one network round in the region")
  static let themes = Default(
    assumption: "off",
    "cost extra, by how much is not public [AWS-THEME]; the service offers them for Similar-Items only")

  // Hybrid and popular
  static let mostActive = Default(assumption: "10 %", "most active users, served live")
  static let unknownUsers = Default(assumption: "campaign", "users that the last job did not know are served live")
  static let popularEvery = Default(assumption: "24 h", "recomputed nightly at home")

  // What stands before the answers
  static let front = Default(
    assumption: "none", "what stands before the answers is left out: it costs nearly the same under every plan")
  static let api = Default(assumption: "none", "the program is asked directly")
  static let lambda = Default(assumption: "none", "the program runs on servers of its own")
  static let lambdaMemory = Default(assumption: "128 MB", "the least there is; a function that only passes on")
  static let lambdaOwnTime = Default(
    assumption: "5 ms", "billed beside the mean simulated wait for the answer; cold starts and rounding up left out")
  static let logs = Default(assumption: "300 B/req", "a line of log a request")
  static let transferOut = Default(assumption: "2000 B/req", "a list with its headers, sent to the internet")

  // Evaluation and decision
  static let k = Default(assumption: "10 items", "set it to the widget's real size")
  static let heldOut = Default(assumption: "20 %", "newest share of events, cut at one instant for all users")
  static let repeats = Default(assumption: "allowed", "an item may be shown again; `excluded` for ratings")
  static let evaluatedRequests = Default(assumption: "20,000 requests", "an even sample where there are more")
  static let resamples = Default(assumption: "1000 resamples", "bootstrap over users")
  static let recommender = Default(assumption: "item-knn", "local stand-in for the service's model")
  static let qualityOfBest = Default(assumption: "90 %", "share of the best plan's NDCG that is good enough")
  static let served = Default(assumption: "99 %", "requests not throttled into the fallback")
}
