/// A request as a local service gets it, its body whole.
package struct HTTPServiceRequest: Sendable {
  /// In capitals, such as `POST`.
  package var method: String
  /// The path as it was sent, percent-encoded, starting with `/`.
  package var path: String
  /// What follows the question mark as it was sent; empty without one.
  package var query: String
  /// In the order they were sent.
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  package init(
    method: String, path: String, query: String = "", headers: [(name: String, value: String)] = [], body: [UInt8] = []
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
  }

  /// The first header of a name, in any case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// What a local service answers.
package struct HTTPServiceResponse: Sendable {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}
