import LocalService
import NIOHTTP1

extension HTTPServiceRequest {
  /// A request from what the parser gives; nil where its target is no path on this server.
  init?(_ head: HTTPRequestHead, body: [UInt8]) {
    var target = head.uri[...]
    if !target.hasPrefix("/") {
      // The absolute form, as proxies get it; anything else (`*`, `host:port`) names no resource here.
      guard let scheme = target.firstRange(of: "://"), target.lowercased().hasPrefix("http") else { return nil }
      let rest = target[scheme.upperBound...]
      target = rest.firstIndex { $0 == "/" || $0 == "?" }.map { rest[$0...] } ?? "/"
      if target.hasPrefix("?") { target = "/" + target }
    }
    guard target.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") }) else { return nil }
    let mark = target.utf8.firstIndex(of: UInt8(ascii: "?"))
    self.init(
      method: head.method.rawValue, path: String(target[..<(mark ?? target.endIndex)]),
      query: mark.map { String(target[target.utf8.index(after: $0)...]) } ?? "",
      headers: head.headers.map { (name: $0.name, value: $0.value) }, body: body)
  }
}
