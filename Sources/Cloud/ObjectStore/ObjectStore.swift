import Glibc
import WholeFiles
import JSONText
import LocalService
import Measures
import Signatures
import Synchronization

/// Buckets of objects in a folder, as Amazon S3 keeps them: strongly consistent, each object replaced whole or not at all.
///
/// `<folder>/<bucket>/objects/ab/<SHA-256 of the key>` holds an object, `…/uploads/<id>/` the parts of an upload that is
/// under way, `…/bucket.json` what is set on the bucket. No path is ever made from a key.
package final class ObjectStore: ObjectStorage {
  struct State: Sendable {
    var buckets: [String: Bucket] = [:]
    var uploads: [String: Upload] = [:]
    var uploadsBegun = 0
  }

  let folder: String
  let clock: @Sendable () -> Instant
  let state: Mutex<State>
  /// The owner that lists and bills name.
  static let owner = (id: "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a", name: "recast")

  /// Opens a store; what a program that was killed left half-written is removed.
  /// - Parameters:
  ///   - folder: is made where it is missing; the folder above it must exist.
  ///   - clock: the time that objects are stamped with.
  package init(folder: String, clock: @escaping @Sendable () -> Instant) throws(FolderFailure) {
    self.folder = folder
    self.clock = clock
    try Folders.make(folder)
    var state = State()
    for name in Folders.names(folder) where Bucket.isName(name) {
      guard let bytes = SmallFile.bytes("\(folder)/\(name)/bucket.json"), let tree = Self.tree(bytes),
        var bucket = Bucket(name: name, tree)
      else { continue }
      bucket.load(Self.objects(below: "\(folder)/\(name)/objects"))
      state.buckets[name] = bucket
      for id in Folders.names("\(folder)/\(name)/uploads") {
        let path = "\(folder)/\(name)/uploads/\(id)"
        guard let upload = Self.upload(id, bucket: name, at: path) else {
          Folders.remove(path)
          continue
        }
        state.uploads[id] = upload
      }
    }
    self.state = Mutex(state)
  }

  /// Removes a folder with all that is in it, such as a store's after its use; links in it are removed, not followed.
  package static func removeFolder(_ path: String) { Folders.remove(path) }

  private static func tree(_ bytes: [UInt8]) -> JSONTree? {
    var limits = JSONReader.Limits()
    limits.stringBytes = 1 << 20
    return try? JSONTree(bytes, limits: limits)
  }

  private static func objects(below folder: String) -> [ObjectDescription] {
    Folders.names(folder).flatMap { group in
      Folders.names("\(folder)/\(group)").compactMap { name -> ObjectDescription? in
        let path = "\(folder)/\(group)/\(name)"
        if name.contains(".part-") {
          unlink(path)
          return nil
        }
        guard let file = ObjectFile(path), Self.fileName(file.description.key) == "\(group)/\(name)" else { return nil }
        return file.description
      }
    }
  }

  private static func upload(_ id: String, bucket: String, at path: String) -> Upload? {
    guard let head = ObjectFile(path + "/upload") else { return nil }
    let algorithm = head.description.checksum.flatMap { ChecksumAlgorithm(rawValue: $0.name) }
    var target = head.description
    target.checksum = nil
    var upload = Upload(
      id: id, bucket: bucket, initiated: head.description.modified, target: target, algorithm: algorithm)
    for name in Folders.names(path) {
      if name.contains(".part-") { unlink("\(path)/\(name)") }
      guard let number = Int(name), let part = ObjectFile("\(path)/\(name)") else { continue }
      upload.parts[number] = part.description
    }
    return upload
  }

  /// Where an object is below `objects`: no byte of the key stands in it.
  static func fileName(_ key: ObjectKey) -> String {
    let name = SHA256.hexadecimal(key.bytes)
    return "\(name.prefix(2))/\(name)"
  }

  func path(_ key: ObjectKey, in bucket: String) -> String { "\(folder)/\(bucket)/objects/\(Self.fileName(key))" }
  func path(upload id: String, in bucket: String) -> String { "\(folder)/\(bucket)/uploads/\(id)" }

  func save(_ bucket: Bucket) throws(FileReplacement.Failure) {
    let file = try FileReplacement(of: "\(folder)/\(bucket.name)/bucket.json")
    try file.append(Array(bucket.json.compactText.utf8))
    try file.commit()
  }

  /// Makes a bucket that is not there yet.
  package func createBucket(_ name: String, region: String = "us-east-1") throws {
    guard Bucket.isName(name) else { throw S3Error.invalidBucketName }
    try state.withLock { state in
      guard state.buckets[name] == nil else { return }
      for path in ["", "/objects", "/uploads"] { try Folders.make("\(folder)/\(name)\(path)") }
      let bucket = Bucket(name: name, region: region, created: clock())
      try save(bucket)
      state.buckets[name] = bucket
    }
  }

  /// A bucket with its keys as they are now.
  func bucket(_ name: String) throws(S3Error) -> Bucket {
    guard let bucket = state.withLock({ $0.buckets[name] }) else { throw .noSuchBucket(name) }
    return bucket
  }

  /// An object, open for reading: what is opened stays as it is, whatever is put in its place.
  func open(_ key: ObjectKey, in bucket: String) throws(S3Error) -> ObjectFile {
    guard
      let known = state.withLock({
        $0.buckets[bucket]?.objects[key] != nil ? true : $0.buckets[bucket].map { _ in false }
      })
    else { throw .noSuchBucket(bucket) }
    guard known, let file = ObjectFile(path(key, in: bucket)) else { throw .noSuchKey(key.text) }
    return file
  }

  /// Puts an object in place, from bytes that `fill` appends.
  /// - Parameter check: looks at the object that would be replaced; what it throws keeps that one.
  func put(
    _ description: ObjectDescription, in bucket: String,
    check: (ObjectDescription?) throws -> Void = { _ in }, fill: (FileReplacement) throws -> Void
  ) throws {
    guard state.withLock({ $0.buckets[bucket] != nil }) else { throw S3Error.noSuchBucket(bucket) }
    let path = path(description.key, in: bucket)
    try Folders.make(String(path.dropLast(65)))
    let file = try ObjectFile.begin(description, at: path)
    try fill(file)
    try state.withLock { state in
      guard state.buckets[bucket] != nil else { throw S3Error.noSuchBucket(bucket) }
      try check(state.buckets[bucket]?.objects[description.key])
      try file.commit()
      state.buckets[bucket]?.insert(description)
    }
  }

  /// Removes an object; that there is none is no error.
  func remove(_ key: ObjectKey, in bucket: String) throws(S3Error) {
    let isThere = state.withLock { state in
      guard state.buckets[bucket] != nil else { return false }
      unlink(path(key, in: bucket))
      state.buckets[bucket]?.remove(key)
      return true
    }
    guard isThere else { throw .noSuchBucket(bucket) }
  }
}

extension ObjectStore {
  /// As the protocol says.
  package func hasBucket(_ bucket: String) -> Bool { state.withLock { $0.buckets[bucket] != nil } }

  /// As the protocol says.
  package func keys(in bucket: String, prefix: String) throws -> [(key: String, bytes: Int)] {
    let bucket = try self.bucket(bucket)
    let prefix = ObjectKey(prefix)
    return bucket.keys[bucket.index(from: prefix)...].prefix { $0.bytes.starts(with: prefix.bytes) }.map {
      ($0.text, bucket.objects[$0]?.size ?? 0)
    }
  }

  /// As the protocol says.
  package func read(_ key: String, in bucket: String) throws -> [UInt8]? {
    do {
      let file = try open(ObjectKey(key), in: bucket)
      return try file.read(0..<file.description.size)
    } catch let error as S3Error where error.code == "NoSuchKey" {
      return nil
    }
  }

  /// As the protocol says.
  package func write(_ bytes: [UInt8], to key: String, in bucket: String) throws {
    let description = ObjectDescription(
      key: ObjectKey(key), size: bytes.count, etag: BytesText.hexadecimal(MessageDigest.md5.finish(bytes)),
      modified: clock())
    try put(description, in: bucket) { try $0.append(bytes) }
  }
}
