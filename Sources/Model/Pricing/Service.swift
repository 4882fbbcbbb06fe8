/// An AWS service that a bill can hold lines of, by its product code in price lists and cost reports.
package enum Service: String, CaseIterable, Hashable, Sendable {
  case personalize = "AmazonPersonalize"
  case s3 = "AmazonS3"
  case dynamoDB = "AmazonDynamoDB"
  case rds = "AmazonRDS"
  case elastiCache = "AmazonElastiCache"
  case lambda = "AWSLambda"
  case apiGateway = "AmazonApiGateway"
  case ec2 = "AmazonEC2"
  case dataTransfer = "AWSDataTransfer"
  case cloudWatch = "AmazonCloudWatch"

  /// The name that invoices print.
  package var name: String {
    switch self {
    case .personalize: "Amazon Personalize"
    case .s3: "Amazon Simple Storage Service"
    case .dynamoDB: "Amazon DynamoDB"
    case .rds: "Amazon Relational Database Service"
    case .elastiCache: "Amazon ElastiCache"
    case .lambda: "AWS Lambda"
    case .apiGateway: "Amazon API Gateway"
    case .ec2: "Amazon Elastic Compute Cloud"
    case .dataTransfer: "AWS Data Transfer"
    case .cloudWatch: "Amazon CloudWatch"
    }
  }

  /// Category and subcategory of the FOCUS 1.2 specification.
  package var focusCategory: (category: String, subcategory: String) {
    switch self {
    case .personalize: ("AI and Machine Learning", "Machine Learning")
    case .s3: ("Storage", "Object Storage")
    case .dynamoDB: ("Databases", "NoSQL Databases")
    case .rds: ("Databases", "Relational Databases")
    case .elastiCache: ("Databases", "Caching")
    case .lambda: ("Compute", "Serverless Compute")
    case .apiGateway: ("Networking", "Application Networking")
    case .ec2: ("Compute", "Virtual Machines")
    case .dataTransfer: ("Networking", "Other (Networking)")
    case .cloudWatch: ("Management and Governance", "Observability")
    }
  }
}
