import Glibc
import NIOCore

/// Why a server does not listen.
package struct HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong.
  package enum Code: String, Sendable {
    /// Another program listens there.
    case portTaken = "port-taken"
    /// Ports below 1024 are for root.
    case notAllowed = "not-allowed"
    /// The host or port is none of this machine.
    case invalidAddress = "invalid-address"
    case failed
  }

  package let code: Code
  package let host: String
  package let port: Int
  /// The system's words; empty where there is nothing to add.
  package let detail: String

  init(_ code: Code, host: String, port: Int, detail: String = "") {
    self.code = code
    self.host = host
    self.port = port
    self.detail = detail
  }

  init(_ error: any Error, host: String, port: Int) {
    let number = (error as? IOError)?.errnoCode
    let code: Code =
      switch number {
      case EADDRINUSE: .portTaken
      case EACCES, EPERM: .notAllowed
      case EADDRNOTAVAIL, EAFNOSUPPORT: .invalidAddress
      case nil: error is SocketAddressError ? .invalidAddress : .failed
      default: .failed
      }
    self.init(code, host: host, port: port, detail: number.map { String(cString: strerror($0)) } ?? "\(error)")
  }

  /// One sentence or two.
  package var description: String {
    switch code {
    case .portTaken:
      "Port \(port) of \(host) is taken by another program. Stop that one, or take another port; 0 takes one that is free."
    case .notAllowed: "Port \(port) of \(host) is not allowed to this user; ports below 1024 are root's."
    case .invalidAddress: "\(host) port \(port) is no address of this machine: \(detail)."
    case .failed: "Port \(port) of \(host) cannot be listened on: \(detail)."
    }
  }
}
