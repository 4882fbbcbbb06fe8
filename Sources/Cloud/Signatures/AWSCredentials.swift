import Measures

/// A key to an AWS account. Printing, interpolating or dumping it shows the key's id and never its secrets.
package struct AWSCredentials: Hashable, Sendable {
  package let accessKeyID: String
  package let secretAccessKey: String
  /// Goes with temporary keys.
  package let sessionToken: String?
  /// When a temporary key ends; nil where it does not say.
  package let expiry: Instant?

  package init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiry: Instant? = nil) {
    self.accessKeyID = accessKeyID
    self.secretAccessKey = secretAccessKey
    self.sessionToken = sessionToken
    self.expiry = expiry
  }
}

extension AWSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The id alone, which AWS itself prints in its logs.
  package var description: String { "AWS key \(accessKeyID)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
