import CCurl
import CCurlShims
import Measures

/// HTTP through libcurl: one easy handle an exchange, on the calling thread; connections are kept for the next exchange.
///
/// Only http and https, HTTP/2 where a server offers it over TLS; certificates are verified; redirects are not followed; a
/// proxy comes from the environment (`https_proxy`, `http_proxy`, `no_proxy`). Source of the options: libcurl's
/// curl_easy_setopt manual.
package struct CurlTransport: HTTPTransport {
  /// The name that servers see.
  static let userAgent = "recast"
  private let usesProxy: Bool
  private let certificates: String?
  private let handles = CurlHandles()

  /// - Parameters:
  ///   - usesProxy: whether the environment's proxy is used, where it names one.
  ///   - certificates: a PEM file of the authorities that are trusted; the system's unless stated.
  package init(usesProxy: Bool = true, certificates: String? = nil) {
    self.usesProxy = usesProxy
    self.certificates = certificates
  }

  /// libcurl must be set up once, before any handle, by one thread: a static does just that.
  private static let isSetUp = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  /// As the protocol says; the thread is blocked at most for the request's timeout.
  package func send(
    _ request: HTTPRequest, receive: (HTTPResponseHead, [UInt8]) throws -> Void
  ) throws(HTTPError) -> HTTPResponseHead {
    let shown = request.shownURL
    if let fault = request.fault { throw HTTPError(.invalidRequest, url: shown, detail: fault) }
    guard CurlTransport.isSetUp, let handle = handles.take() else {
      throw HTTPError(.failed, url: shown, detail: "libcurl does not start")
    }
    defer { handles.giveBack(handle) }
    let headers = try headerList(request, shown)
    defer { curl_slist_free_all(headers) }
    return try withoutActuallyEscaping(receive) { receive throws(HTTPError) in
      let exchange = CurlExchange(limits: request.limits, receive: receive)
      var said = [CChar](repeating: 0, count: Int(CURL_ERROR_SIZE))
      let result = said.withUnsafeMutableBufferPointer { said in
        request.body.withUnsafeBufferPointer { body in
          let set = configure(handle, request, headers: headers, body: body, exchange: exchange, said: said)
          return set == CURLE_OK ? curl_easy_perform(handle) : set
        }
      }
      if let failure = exchange.failure { throw HTTPError(failure.code, url: shown, detail: failure.detail) }
      guard result == CURLE_OK, let head = exchange.head else {
        let text = String(decoding: said.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let words = text.isEmpty ? String(cString: curl_easy_strerror(result)) : text
        throw HTTPError(CurlTransport.code(of: result), url: shown, detail: words)
      }
      return head
    }
  }

  private func headerList(_ request: HTTPRequest, _ shown: String) throws(HTTPError) -> UnsafeMutablePointer<
    curl_slist
  >? {
    var list: UnsafeMutablePointer<curl_slist>?
    var lines = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    // libcurl adds these two to requests with a body; a signature would not cover them.
    for name in ["Content-Type", "Expect"]
    where !request.headers.contains(where: { $0.name.lowercased() == name.lowercased() }) {
      lines.append("\(name):")
    }
    for line in lines {
      guard let longer = curl_slist_append(list, line) else {
        curl_slist_free_all(list)
        throw HTTPError(.failed, url: shown, detail: "no memory for the header")
      }
      list = longer
    }
    return list
  }

  /// Sets every option; the first that fails ends it.
  private func configure(
    _ handle: UnsafeMutableRawPointer, _ request: HTTPRequest, headers: UnsafeMutablePointer<curl_slist>?,
    body: UnsafeBufferPointer<UInt8>, exchange: CurlExchange, said: UnsafeMutableBufferPointer<CChar>
  ) -> CURLcode {
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    let limits = request.limits
    func milliseconds(_ time: Timespan) -> Int { max(1, Int(time.microseconds / 1000)) }
    var options: [() -> CURLcode] = [
      { curl_shim_set_pointer(handle, CURLOPT_ERRORBUFFER, said.baseAddress) },
      { curl_shim_set_text(handle, CURLOPT_URL, request.url) },
      // A key of S3 may hold `/../`, and the signature covers it.
      { curl_shim_set_long(handle, CURLOPT_PATH_AS_IS, 1) },
      { curl_shim_allow_http_only(handle) },
      { curl_shim_set_long(handle, CURLOPT_FOLLOWLOCATION, 0) },
      { curl_shim_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1) },
      { curl_shim_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2) },
      // Signals and threads do not go together.
      { curl_shim_set_long(handle, CURLOPT_NOSIGNAL, 1) },
      { curl_shim_set_text(handle, CURLOPT_USERAGENT, CurlTransport.userAgent) },
      { curl_shim_set_list(handle, CURLOPT_HTTPHEADER, headers) },
      { curl_shim_set_long(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1) },
      { curl_shim_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(limits.connectTimeout)) },
      { curl_shim_set_long(handle, CURLOPT_TIMEOUT_MS, milliseconds(limits.timeout)) },
      { curl_shim_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, limits.slowestBytesPerSecond) },
      { curl_shim_set_long(handle, CURLOPT_LOW_SPEED_TIME, max(1, milliseconds(limits.slowTime) / 1000)) },
      // Refuses at once what announces its size; `CurlExchange` counts what does not.
      // HEAD announces the size of a body that does not come.
      {
        curl_shim_set_offset(
          handle, CURLOPT_MAXFILESIZE_LARGE, request.method == "HEAD" ? 0 : curl_off_t(limits.bodyBytes))
      },
      { curl_shim_set_receiver(handle, CURLOPT_HEADERFUNCTION, receiveHeader) },
      { curl_shim_set_pointer(handle, CURLOPT_HEADERDATA, context) },
      { curl_shim_set_receiver(handle, CURLOPT_WRITEFUNCTION, receiveBody) },
      { curl_shim_set_pointer(handle, CURLOPT_WRITEDATA, context) },
    ]
    // Without TLS nothing is negotiated, and HTTP/1.1 is spoken.
    options.append { curl_shim_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS)) }
    if let certificates { options.append { curl_shim_set_text(handle, CURLOPT_CAINFO, certificates) } }
    // On a kept connection that breaks before the first byte of an answer, libcurl sends the request again by itself.
    if request.isSentOnce { options.append { curl_shim_set_long(handle, CURLOPT_FRESH_CONNECT, 1) } }
    if !usesProxy { options.append { curl_shim_set_text(handle, CURLOPT_NOPROXY, "*") } }
    switch request.method {
    case "GET" where body.isEmpty: options.append { curl_shim_set_long(handle, CURLOPT_HTTPGET, 1) }
    case "HEAD": options.append { curl_shim_set_long(handle, CURLOPT_NOBODY, 1) }
    case "DELETE" where body.isEmpty:
      options.append { curl_shim_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method) }
    default:
      options += [
        { curl_shim_set_long(handle, CURLOPT_POST, 1) },
        { curl_shim_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)) },
        // An empty array has no address, and without one libcurl would ask for the body.
        { curl_shim_set_pointer(handle, CURLOPT_POSTFIELDS, UnsafeMutableRawPointer(mutating: body.baseAddress)) },
        { curl_shim_set_text(handle, CURLOPT_CUSTOMREQUEST, request.method) },
      ]
    }
    for option in options {
      let result = option()
      guard result == CURLE_OK else { return result }
    }
    return CURLE_OK
  }

  private static func code(of result: CURLcode) -> HTTPError.Code {
    switch result {
    case CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT: .invalidRequest
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .unresolved
    case CURLE_COULDNT_CONNECT: .unreachable
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
      CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER:
      .insecure
    case CURLE_OPERATION_TIMEDOUT: .timeout
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
      .cutOff
    case CURLE_FILESIZE_EXCEEDED: .tooLarge
    default: .failed
    }
  }
}
