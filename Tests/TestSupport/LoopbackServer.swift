import Foundation
import Glibc

/// A server on the loopback address that answers each connection with the next script, byte by byte as the script says.
package final class LoopbackServer: @unchecked Sendable {
  /// What is done with a connection after its request has come.
  package enum Step: Sendable {
    case send(String)
    /// The same bytes so many times.
    case sendMany([UInt8], Int)
    /// Nothing, until the client goes away or a minute is over.
    case stall
    /// The next request on the same connection is read.
    case nextRequest
    /// The connection ends with a reset instead of an orderly close.
    case reset
  }

  /// The port it listens on, chosen by the system.
  package let port: UInt16
  private let listener: Int32
  private let lock = NSLock()
  // Guarded by `lock`: the serving thread writes, the test reads.
  private var seen: [String] = []

  package var url: String { "http://127.0.0.1:\(port)" }
  /// The requests so far, header and body.
  package var requests: [String] { lock.withLock { seen } }

  /// - Parameters:
  ///   - listens: false keeps the port and refuses connections.
  ///   - awaitsRequest: false answers before anything has come.
  package init(_ scripts: [[Step]], listens: Bool = true, awaitsRequest: Bool = true) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        bind(listener, pointer, length) == 0 && (!listens || listen(listener, 8) == 0)
          && getsockname(listener, pointer, &length) == 0
      }
    }
    precondition(bound, "no loopback socket")
    port = UInt16(bigEndian: address.sin_port)
    self.listener = listener
    Thread.detachNewThread { [weak self] in
      for script in scripts {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        // A thread each: a connection that is kept open does not hold up the next.
        Thread.detachNewThread { [weak self] in
          if awaitsRequest { self?.note(LoopbackServer.request(connection)) }
          self?.play(script, connection)
          close(connection)
        }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  private func note(_ request: String) { lock.withLock { seen.append(request) } }

  /// Header and body of a request; the body's length comes from its header.
  private static func request(_ connection: Int32) -> String {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound {
        let header = String(decoding: bytes[..<end], as: UTF8.self)
        let length = header.lowercased().firstMatch(of: /content-length: (\d+)/).flatMap { Int($0.1) } ?? 0
        if bytes.count >= end + length { return String(decoding: bytes, as: UTF8.self) }
      }
      let count = recv(connection, &buffer, buffer.count, 0)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += buffer.prefix(count)
    }
  }

  private func play(_ script: [Step], _ connection: Int32) {
    for step in script {
      switch step {
      case .send(let text): guard LoopbackServer.sendAll(Array(text.utf8), connection) else { return }
      case .sendMany(let bytes, let times):
        for _ in 0..<times { guard LoopbackServer.sendAll(bytes, connection) else { return } }
      case .stall:
        var descriptor = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
        poll(&descriptor, 1, 60_000)
      case .nextRequest: note(LoopbackServer.request(connection))
      case .reset:
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(connection, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
      }
    }
  }

  private static func sendAll(_ bytes: [UInt8], _ connection: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let sent = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard sent > 0 else { return false }
      rest = rest.dropFirst(sent)
    }
    return true
  }

  /// A whole answer as text.
  package static func answer(_ status: String, headers: [String] = [], body: String = "") -> String {
    (["HTTP/1.1 \(status)", "Connection: close", "Content-Length: \(body.utf8.count)"] + headers)
      .joined(separator: "\r\n") + "\r\n\r\n" + body
  }
}
