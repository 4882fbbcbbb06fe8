import LocalService

/// A place in storage, as requests name it.
struct ObjectLocation: Sendable, Hashable {
  let bucket: String
  /// A key, or what keys begin with.
  let key: String

  /// The place of a text such as `s3://bucket/folder/file.csv`; nil where it is none.
  init?(_ text: String) {
    guard text.hasPrefix("s3://") else { return nil }
    let rest = text.dropFirst(5)
    let bucket = rest.prefix { $0 != "/" }
    guard !bucket.isEmpty else { return nil }
    self.bucket = String(bucket)
    key = String(rest.dropFirst(bucket.count + 1))
  }

  init(bucket: String, key: String) { (self.bucket, self.key) = (bucket, key) }

  /// The object itself where there is one of that key, else all whose keys begin with it; neither folders' marks nor
  /// results of earlier jobs.
  func objects(in storage: any ObjectStorage) throws -> [(key: String, bytes: Int)] {
    guard storage.hasBucket(bucket) else { return [] }
    return try storage.keys(in: bucket, prefix: key).filter { !$0.key.hasSuffix("/") && $0.bytes > 0 }
  }
}
