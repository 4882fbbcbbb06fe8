/// What can be set on a bucket with a document of its own. The documents are kept and given back; none changes how the store
/// works: objects are not versioned, encrypted, or kept from anybody.
enum BucketSetting: String, CaseIterable, Sendable {
  case policy, policyStatus, versioning, encryption, acl, cors, lifecycle, tagging, publicAccessBlock
  case ownershipControls, notification, website, logging, requestPayment, accelerate, replication
  case objectLock = "object-lock"

  /// The word in the operation's name, as in `GetBucketPolicy`.
  var name: String {
    switch self {
    case .publicAccessBlock: "PublicAccessBlock"
    case .objectLock: "ObjectLockConfiguration"
    case .lifecycle: "BucketLifecycleConfiguration"
    case .notification: "BucketNotificationConfiguration"
    case .accelerate: "BucketAccelerateConfiguration"
    default: "Bucket" + rawValue.prefix(1).uppercased() + rawValue.dropFirst()
    }
  }

  /// What a bucket answers on which nothing was set: a document, or the error of S3 that says so.
  var unset: Result<[UInt8], S3Error> {
    func none(_ code: String, _ message: String) -> Result<[UInt8], S3Error> {
      .failure(S3Error(status: 404, code: code, message: message))
    }
    func document(_ root: String, _ content: @escaping (inout XMLText) -> Void = { _ in }) -> Result<[UInt8], S3Error> {
      .success(XMLText.document(root, content))
    }
    switch self {
    case .policy: return none("NoSuchBucketPolicy", "The bucket policy does not exist")
    case .policyStatus: return document("PolicyStatus") { $0.element("IsPublic", "false") }
    case .versioning: return document("VersioningConfiguration")
    case .encryption:
      // New buckets are encrypted with keys of S3 since January 2023.
      return document("ServerSideEncryptionConfiguration") { xml in
        xml.element("Rule") { rule in
          rule.element("ApplyServerSideEncryptionByDefault") { $0.element("SSEAlgorithm", "AES256") }
          rule.element("BucketKeyEnabled", "false")
        }
      }
    case .acl: return .success(BucketSetting.ownersControl)
    case .cors: return none("NoSuchCORSConfiguration", "The CORS configuration does not exist")
    case .lifecycle: return none("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist")
    case .tagging: return none("NoSuchTagSet", "The TagSet does not exist")
    case .publicAccessBlock:
      return none("NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found")
    case .ownershipControls:
      return none("OwnershipControlsNotFoundError", "The bucket ownership controls were not found")
    case .notification: return document("NotificationConfiguration")
    case .website:
      return none("NoSuchWebsiteConfiguration", "The specified bucket does not have a website configuration")
    case .logging: return document("BucketLoggingStatus")
    case .requestPayment: return document("RequestPaymentConfiguration") { $0.element("Payer", "BucketOwner") }
    case .accelerate: return document("AccelerateConfiguration")
    case .replication:
      return none("ReplicationConfigurationNotFoundError", "The replication configuration was not found")
    case .objectLock:
      return none(
        "ObjectLockConfigurationNotFoundError", "Object Lock configuration does not exist for this bucket")
    }
  }

  /// An access control list that gives its owner everything and nobody else anything.
  static var ownersControl: [UInt8] {
    XMLText.document("AccessControlPolicy") { xml in
      xml.element("Owner") { $0.owner() }
      xml.element("AccessControlList") { list in
        list.element("Grant") { grant in
          grant.raw("<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\">")
          grant.owner()
          grant.raw("</Grantee>")
          grant.element("Permission", "FULL_CONTROL")
        }
      }
    }
  }
}

extension XMLText {
  mutating func owner() {
    element("ID", ObjectStore.owner.id)
    element("DisplayName", ObjectStore.owner.name)
  }
}
