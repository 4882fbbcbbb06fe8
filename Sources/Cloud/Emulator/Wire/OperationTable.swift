/// What the operations of the service take, member by member; written from the service's public models of 2018-05-22
/// (personalize, personalize-runtime) and 2018-03-22 (personalize-events), not shared with any client.
///
/// An operation a paragraph: `name=type`, `!` where it must be given. Types: `str(least..most characters)`, `int`, `num`,
/// `bool`, `time` (epoch seconds), `enum(A|B)`, `{…}` an object, `[…](least..most)` a list, `<key:value>(..most)` a map,
/// and names in capitals, which `ShapeParser.named` knows.
enum OperationTable {
  /// Operations of the control plane.
  static let control = #"""
    CreateBatchInferenceJob: jobName!=NAME solutionVersionArn!=ARN filterArn=ARN numResults=int jobInput!=S3IN
      jobOutput!=S3OUT roleArn!=ROLE batchInferenceJobConfig={itemExplorationConfig=HPMAP rankingInfluence=INFLUENCE}
      tags=TAGS batchInferenceJobMode=enum(BATCH_INFERENCE|THEME_GENERATION)
      themeGenerationConfig={fieldsForThemeGeneration!={itemName!=COLUMN}}
    CreateBatchSegmentJob: jobName!=NAME solutionVersionArn!=ARN filterArn=ARN numResults=int jobInput!=S3IN
      jobOutput!=S3OUT roleArn!=ROLE tags=TAGS
    CreateCampaign: name!=NAME solutionVersionArn!=ARN minProvisionedTPS=int(1..)
      campaignConfig={itemExplorationConfig=HPMAP enableMetadataWithRecommendations=bool
      syncWithLatestSolutionVersion=bool rankingInfluence=INFLUENCE} tags=TAGS
    CreateDataDeletionJob: jobName!=NAME datasetGroupArn!=ARN dataSource!={dataLocation=S3URI} roleArn!=ROLE tags=TAGS
    CreateDataset: name!=NAME schemaArn!=ARN datasetGroupArn!=ARN datasetType!=DSTYPE tags=TAGS
    CreateDatasetExportJob: jobName!=NAME datasetArn!=ARN ingestionMode=enum(BULK|PUT|ALL) roleArn!=ROLE
      jobOutput!=S3OUT tags=TAGS
    CreateDatasetGroup: name!=NAME roleArn=ROLE kmsKeyArn=KMS domain=DOMAIN tags=TAGS
    CreateDatasetImportJob: jobName!=NAME datasetArn!=ARN dataSource!={dataLocation=S3URI} roleArn=ROLE tags=TAGS
      importMode=enum(FULL|INCREMENTAL) publishAttributionMetricsToS3=bool
    CreateEventTracker: name!=NAME datasetGroupArn!=ARN tags=TAGS
    CreateFilter: name!=NAME datasetGroupArn!=ARN filterExpression!=str(1..2500) tags=TAGS
    CreateMetricAttribution: name!=NAME datasetGroupArn!=ARN metrics!=[{eventType!=str(..256) metricName!=str(..256)
      expression!=str(..256)}](..10) metricsOutputConfig!={s3DataDestination={path!=S3URI kmsKeyArn=KMS}
      roleArn!=ROLE}
    CreateRecommender: name!=NAME datasetGroupArn!=ARN recipeArn!=ARN recommenderConfig={itemExplorationConfig=HPMAP
      minRecommendationRequestsPerSecond=int(1..) trainingDataConfig=DATACFG enableMetadataWithRecommendations=bool}
      tags=TAGS
    CreateSchema: name!=NAME schema!=str(..20000) domain=DOMAIN
    CreateSolution: name!=NAME performHPO=bool performAutoML=bool performAutoTraining=bool
      performIncrementalUpdate=bool recipeArn=ARN datasetGroupArn!=ARN eventType=str(..256)
      solutionConfig={eventValueThreshold=str(..256) hpoConfig={hpoObjective={type=str(..256) metricName=str(..256)
      metricRegex=str(..256)} hpoResourceConfig={maxNumberOfTrainingJobs=str(..256)
      maxParallelTrainingJobs=str(..256)} algorithmHyperParameterRanges={integerHyperParameterRanges=[{name=str(..256)
      minValue=int(-1000000..) maxValue=int(..1000000)}](..100) continuousHyperParameterRanges=[{name=str(..256)
      minValue=num(-1000000..) maxValue=num(-1000000..)}](..100) categoricalHyperParameterRanges=[{name=str(..256)
      values=[str(..1000)](..100)}](..100)}} algorithmHyperParameters=HPMAP featureTransformationParameters=HPMAP
      autoMLConfig={metricName=str(..256) recipeList=[ARN](..100)} eventsConfig=EVENTSCFG
      optimizationObjective={itemAttribute=str(1..150) objectiveSensitivity=enum(LOW|MEDIUM|HIGH|OFF)}
      trainingDataConfig=DATACFG autoTrainingConfig=AUTOCFG} tags=TAGS
    CreateSolutionVersion: name=NAME solutionArn!=ARN trainingMode=enum(FULL|UPDATE|AUTOTRAIN) tags=TAGS
    DeleteCampaign: campaignArn!=ARN
    DeleteDataset: datasetArn!=ARN
    DeleteDatasetGroup: datasetGroupArn!=ARN
    DeleteEventTracker: eventTrackerArn!=ARN
    DeleteFilter: filterArn!=ARN
    DeleteMetricAttribution: metricAttributionArn!=ARN
    DeleteRecommender: recommenderArn!=ARN
    DeleteSchema: schemaArn!=ARN
    DeleteSolution: solutionArn!=ARN
    DescribeAlgorithm: algorithmArn!=ARN
    DescribeBatchInferenceJob: batchInferenceJobArn!=ARN
    DescribeBatchSegmentJob: batchSegmentJobArn!=ARN
    DescribeCampaign: campaignArn!=ARN
    DescribeDataDeletionJob: dataDeletionJobArn!=ARN
    DescribeDataset: datasetArn!=ARN
    DescribeDatasetExportJob: datasetExportJobArn!=ARN
    DescribeDatasetGroup: datasetGroupArn!=ARN
    DescribeDatasetImportJob: datasetImportJobArn!=ARN
    DescribeEventTracker: eventTrackerArn!=ARN
    DescribeFeatureTransformation: featureTransformationArn!=ARN
    DescribeFilter: filterArn!=ARN
    DescribeMetricAttribution: metricAttributionArn!=ARN
    DescribeRecipe: recipeArn!=ARN
    DescribeRecommender: recommenderArn!=ARN
    DescribeSchema: schemaArn!=ARN
    DescribeSolution: solutionArn!=ARN
    DescribeSolutionVersion: solutionVersionArn!=ARN
    GetSolutionMetrics: solutionVersionArn!=ARN
    ListBatchInferenceJobs: solutionVersionArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListBatchSegmentJobs: solutionVersionArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListCampaigns: solutionArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListDataDeletionJobs: datasetGroupArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListDatasetExportJobs: datasetArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListDatasetGroups: nextToken=TOKEN maxResults=int(1..100)
    ListDatasetImportJobs: datasetArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListDatasets: datasetGroupArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListEventTrackers: datasetGroupArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListFilters: datasetGroupArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListMetricAttributionMetrics: metricAttributionArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListMetricAttributions: datasetGroupArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListRecipes: recipeProvider=enum(SERVICE) nextToken=TOKEN maxResults=int(1..100) domain=DOMAIN
    ListRecommenders: datasetGroupArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListSchemas: nextToken=TOKEN maxResults=int(1..100)
    ListSolutionVersions: solutionArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListSolutions: datasetGroupArn=ARN nextToken=TOKEN maxResults=int(1..100)
    ListTagsForResource: resourceArn!=ARN
    StartRecommender: recommenderArn!=ARN
    StopRecommender: recommenderArn!=ARN
    StopSolutionVersionCreation: solutionVersionArn!=ARN
    TagResource: resourceArn!=ARN tags!=TAGS
    UntagResource: resourceArn!=ARN tagKeys!=[TAGKEY](0..200)
    UpdateCampaign: campaignArn!=ARN solutionVersionArn=ARN minProvisionedTPS=int(1..)
      campaignConfig={itemExplorationConfig=HPMAP enableMetadataWithRecommendations=bool
      syncWithLatestSolutionVersion=bool rankingInfluence=INFLUENCE}
    UpdateDataset: datasetArn!=ARN schemaArn!=ARN
    UpdateMetricAttribution: addMetrics=[{eventType!=str(..256) metricName!=str(..256) expression!=str(..256)}](..10)
      removeMetrics=[str(..256)](..10) metricsOutputConfig={s3DataDestination={path!=S3URI kmsKeyArn=KMS}
      roleArn!=ROLE} metricAttributionArn=ARN
    UpdateRecommender: recommenderArn!=ARN recommenderConfig!={itemExplorationConfig=HPMAP
      minRecommendationRequestsPerSecond=int(1..) trainingDataConfig=DATACFG enableMetadataWithRecommendations=bool}
    UpdateSolution: solutionArn!=ARN performAutoTraining=bool performIncrementalUpdate=bool
      solutionUpdateConfig={autoTrainingConfig=AUTOCFG eventsConfig=EVENTSCFG}
    """#

  /// Operations that answer requests.
  static let runtime = #"""
    GetActionRecommendations: campaignArn=ARN userId=str(..256) numResults=int(0..) filterArn=ARN
      filterValues=FILTERVALUES
    GetPersonalizedRanking: campaignArn!=ARN inputList!=[str(..256)] userId!=str(..256) context=CONTEXT filterArn=ARN
      filterValues=FILTERVALUES metadataColumns=METADATA
    GetRecommendations: campaignArn=ARN itemId=str(..256) userId=str(..256) numResults=int(0..) context=CONTEXT
      filterArn=ARN filterValues=FILTERVALUES recommenderArn=ARN promotions=[{name=NAME
      percentPromotedItems=int(1..100) filterArn=ARN filterValues=FILTERVALUES}](..1) metadataColumns=METADATA
    """#

  /// Operations that take events and records.
  static let events = #"""
    PutActionInteractions: trackingId!=str(1..256) actionInteractions!=[{actionId!=str(1..256) userId=str(1..256)
      sessionId!=str(1..256) timestamp!=time eventType!=str(1..256) eventId=str(1..256) recommendationId=str(1..40)
      impression=[str(1..256)](1..25) properties=str(1..1024)}](1..10)
    PutActions: datasetArn!=ARN actions!=[{actionId!=str(1..256) properties=str(1..32000)}](1..10)
    PutEvents: trackingId!=str(1..256) userId=str(1..256) sessionId!=str(1..256) eventList!=[{eventId=str(1..256)
      eventType!=str(1..256) eventValue=num itemId=str(1..256) properties=str(1..1024) sentAt!=time
      recommendationId=str(1..40) impression=[str(1..256)](1..25)
      metricAttribution={eventAttributionSource!=ATTRIBUTION}}](1..10)
    PutItems: datasetArn!=ARN items!=[{itemId!=str(1..256) properties=str(1..32000)}](1..10)
    PutUsers: datasetArn!=ARN users!=[{userId!=str(1..256) properties=str(1..24000)}](1..10)
    """#
}
