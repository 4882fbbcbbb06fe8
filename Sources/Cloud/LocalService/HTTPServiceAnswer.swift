/// An answer with the way in which it leaves: whole, or broken as a fault on order wants it.
package struct HTTPServiceAnswer: Sendable {
  /// How the bytes of the response reach the client.
  package enum Delivery: Hashable, Sendable {
    case whole
    /// The header announces the whole body, so many of its bytes follow, then the connection is closed.
    case cut(bytes: Int)
    /// Nothing is sent; the connection ends with a reset.
    case reset
  }

  package var response: HTTPServiceResponse
  package var delivery: Delivery

  package init(_ response: HTTPServiceResponse, delivery: Delivery = .whole) {
    self.response = response
    self.delivery = delivery
  }
}

/// Who sent a request.
package struct HTTPServicePeer: Hashable, Sendable {
  /// Whether the connection comes from this machine.
  package var isLoopback: Bool

  package init(isLoopback: Bool) { self.isLoopback = isLoopback }
}

/// What stands behind a server: a function of the request alone as far as the server knows.
package typealias HTTPServiceHandler = @Sendable (HTTPServiceRequest, HTTPServicePeer) async -> HTTPServiceAnswer
