/// Buckets of objects, as import and batch jobs read and write them.
package protocol ObjectStorage: Sendable {
  func hasBucket(_ bucket: String) -> Bool
  /// Keys that start with a prefix, in ascending order of their UTF-8 bytes, with their sizes in bytes.
  func keys(in bucket: String, prefix: String) throws -> [(key: String, bytes: Int)]
  /// Nil where there is no such object.
  func read(_ key: String, in bucket: String) throws -> [UInt8]?
  /// Replaces the object whole, or leaves it as it was.
  func write(_ bytes: [UInt8], to key: String, in bucket: String) throws
}
