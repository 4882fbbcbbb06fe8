import Emulator
import Foundation
import JSONText
import LocalService

/// Objects in memory.
final class MemoryObjects: ObjectStorage, @unchecked Sendable {
  private let lock = NSLock()
  private var buckets: [String: [String: [UInt8]]] = ["bucket": [:]]

  func hasBucket(_ bucket: String) -> Bool { lock.withLock { buckets[bucket] != nil } }
  func keys(in bucket: String, prefix: String) -> [(key: String, bytes: Int)] {
    lock.withLock { buckets[bucket] ?? [:] }.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
      .map { ($0.key, $0.value.count) }
  }
  func read(_ key: String, in bucket: String) -> [UInt8]? { lock.withLock { buckets[bucket]?[key] } }
  func write(_ bytes: [UInt8], to key: String, in bucket: String) { lock.withLock { buckets[bucket]?[key] = bytes } }
}

/// An emulator with what tests ask of it in few words. Its clock stands still unless it is put forward.
struct Desk {
  let objects: MemoryObjects
  let service: EmulatedPersonalize

  init(
    folder: String? = nil, objects: MemoryObjects = MemoryObjects(), seed: UInt64 = 1, isThrottled: Bool = false,
    say: @escaping @Sendable (String) -> Void = { _ in }
  ) throws {
    self.objects = objects
    service = try EmulatedPersonalize(
      folder: folder, objects: objects, speed: 0, seed: seed, isThrottled: isThrottled, say: say)
  }

  /// An answer of any of the services.
  struct Answer {
    let status: Int
    let tree: JSONTree
    let headers: [(name: String, value: String)]

    /// The error's name.
    var code: String? {
      tree["__type"]?.string ?? headers.first { $0.name == "x-amzn-ErrorType" }?.value
    }
    var message: String { tree["message"]?.string ?? "" }
    subscript(key: String) -> JSONTree? { tree[key] }
  }

  /// Calls an operation of the control plane with a body in JSON.
  @discardableResult
  func call(_ operation: String, _ body: String, region: String = "us-east-1") async throws -> Answer {
    let request = HTTPServiceRequest(
      method: "POST", path: "/",
      headers: [
        ("X-Amz-Target", "AmazonPersonalize.\(operation)"),
        ("Authorization", "AWS4-HMAC-SHA256 Credential=K/20261126/\(region)/personalize/aws4_request, SignedHeaders=a"),
      ], body: Array(body.utf8))
    return try answer(await service.respond(to: request, service: "personalize"))
  }

  /// Calls the runtime or the events service.
  @discardableResult
  func post(_ path: String, _ body: String, events: Bool = false) async throws -> Answer {
    let request = HTTPServiceRequest(method: "POST", path: path, body: Array(body.utf8))
    return try answer(
      await service.respond(to: request, service: events ? "personalize-events" : "personalize-runtime"))
  }

  private func answer(_ response: HTTPServiceResponse) throws -> Answer {
    var limits = JSONReader.Limits()
    limits.stringBytes = 1 << 20
    let tree = response.body.isEmpty ? JSONTree(.object([])) : try JSONTree(response.body, limits: limits)
    return Answer(status: response.status, tree: tree, headers: response.headers)
  }
}

extension JSONTree {
  /// The text at a path of keys.
  func text(_ keys: String...) -> String? {
    keys.reduce(Optional(self)) { $0?[$1] }?.string
  }
}
