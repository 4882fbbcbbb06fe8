import Glibc
import LocalService
import NIOCore
import NIOHTTP1

/// One connection: gathers a request, has it answered, writes the answer.
///
/// All of it runs on the connection's event loop; the pipeline's own handlers before it keep further requests back while one
/// is being answered.
final class ConnectionHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private enum Phase {
    /// For the head of a request.
    case waiting
    case receiving(HTTPRequestHead)
    case answering
    /// Refused before it had come whole: what still comes is thrown away until the client stops or the time is over.
    case draining
  }

  private let limits: HTTPServerLimits
  private let register: ConnectionRegister
  private let executor: EventLoopExecutor
  private let handler: HTTPServiceHandler
  private var phase = Phase.waiting
  private var body: [UInt8] = []
  private var bytesTaken = 0
  private var peer = HTTPServicePeer(isLoopback: false)
  private var task: Task<Void, Never>?
  private var lastProgress = NIODeadline.now()
  private var requestBegan: NIODeadline?
  private var watch: Scheduled<Void>?
  private let date = DateHeader()
  /// The end of the newest answer, whether it has left or not.
  private var lastWrite: EventLoopFuture<Void>?
  /// Whether the client sends no more.
  private var hasEnded = false

  init(
    limits: HTTPServerLimits, register: ConnectionRegister, executor: EventLoopExecutor,
    handler: @escaping HTTPServiceHandler
  ) {
    self.limits = limits
    self.register = register
    self.executor = executor
    self.handler = handler
  }

  func channelActive(context: ChannelHandlerContext) {
    peer = HTTPServicePeer(isLoopback: context.remoteAddress.map(isLoopback) ?? false)
    lastProgress = .now()
    schedule(context, seconds: limits.idleSeconds)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    watch?.cancel()
    task?.cancel()
    forget()
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .inputClosed? = event as? ChannelEvent {
      // Nothing follows: an answer under way is the last, and a request that is not whole never will be.
      hasEnded = true
      if case .answering = phase {} else { close(context, after: lastWrite) }
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // A parser's error has been answered with 400 by the pipeline; a reset has nobody left to answer.
    context.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    lastProgress = .now()
    switch unwrapInboundIn(data) {
    case .head(let head): begin(context, head)
    case .body(let bytes): take(context, bytes)
    case .end: end(context)
    }
  }

  private func begin(_ context: ChannelHandlerContext, _ head: HTTPRequestHead) {
    guard case .waiting = phase else { return }
    requestBegan = lastProgress
    phase = .receiving(head)
    let length = head.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
    guard length <= limits.bodyBytes else { return refuse(context, .payloadTooLarge) }
    if length > 0 { body.reserveCapacity(min(length, 1 << 20)) }
    // boto3 waits for this before it sends an object; other words in the field have no meaning (RFC 9110, 10.1.1).
    if let expected = head.headers.first(name: "expect") {
      guard expected.lowercased() == "100-continue" else { return refuse(context, .expectationFailed) }
      guard head.version != .http1_0 else { return }
      let goOn = HTTPResponseHead(version: head.version, status: .continue)
      context.writeAndFlush(wrapOutboundOut(.head(goOn)), promise: nil)
    }
  }

  private func take(_ context: ChannelHandlerContext, _ bytes: ByteBuffer) {
    guard case .receiving = phase else { return }
    guard body.count + bytes.readableBytes <= limits.bodyBytes else { return refuse(context, .payloadTooLarge) }
    guard register.take(bytes.readableBytes) else { return refuse(context, .serviceUnavailable) }
    bytesTaken += bytes.readableBytes
    body.append(contentsOf: bytes.readableBytesView)
  }

  private func end(_ context: ChannelHandlerContext) {
    guard case .receiving(let head) = phase else { return }
    guard let request = HTTPServiceRequest(head, body: body) else { return refuse(context, .badRequest) }
    body = []
    requestBegan = nil
    phase = .answering
    let (handler, peer, loop) = (handler, peer, context.eventLoop)
    let bound = NIOLoopBound((self, context, head), eventLoop: loop)
    task = Task(executorPreference: executor) {
      let answer = await handler(request, peer)
      if loop.inEventLoop {
        bound.value.0.finish(bound.value.1, bound.value.2, answer)
      } else {
        loop.execute { bound.value.0.finish(bound.value.1, bound.value.2, answer) }
      }
    }
  }

  private func finish(_ context: ChannelHandlerContext, _ head: HTTPRequestHead, _ answer: HTTPServiceAnswer) {
    task = nil
    guard case .answering = phase, context.channel.isActive else { return }
    lastProgress = .now()
    switch answer.delivery {
    case .whole: write(context, head, answer.response, cutAt: nil)
    case .cut(let bytes): write(context, head, answer.response, cutAt: max(0, bytes))
    case .reset:
      // A linger time of nothing makes closing a reset.
      _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
      context.close(promise: nil)
    }
  }

  private func write(
    _ context: ChannelHandlerContext, _ request: HTTPRequestHead, _ response: HTTPServiceResponse, cutAt cut: Int?
  ) {
    var head = HTTPResponseHead(
      version: request.version, status: HTTPResponseStatus(statusCode: response.status), headers: HTTPHeaders())
    head.headers.reserveCapacity(response.headers.count + 3)
    for (name, value) in response.headers where !isFramed(name) {
      head.headers.add(name: name, value: fieldValue(value))
    }
    head.headers.add(name: "Date", value: date.text())
    let hasBody = request.method != .HEAD && response.status != 204 && response.status != 304
    if response.status != 204 {
      // The answer to HEAD may say the length of what it does not hold.
      let said = request.method == .HEAD ? response.headers.first { $0.name.lowercased() == "content-length" } : nil
      head.headers.add(name: "Content-Length", value: said?.value ?? "\(response.body.count)")
    }
    let isLast = !request.isKeepAlive || cut != nil || hasEnded
    if isLast {
      head.headers.add(name: "Connection", value: "close")
    } else if request.version == .http1_0 {
      head.headers.add(name: "Connection", value: "keep-alive")
    }
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    let body = hasBody ? response.body[...].prefix(cut ?? Int.max) : []
    guard body.count > ConnectionHandler.pieceBytes || cut != nil else {
      if !body.isEmpty {
        context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: body)))), promise: nil)
      }
      return settle(context, isLast: isLast)
    }
    writePieces(context, body, isLast: isLast, isCut: cut != nil)
  }

  /// Writes a large body piece by piece, the next when the one before has left: a slow reader costs no second copy, and
  /// progress is seen.
  private func writePieces(_ context: ChannelHandlerContext, _ rest: ArraySlice<UInt8>, isLast: Bool, isCut: Bool) {
    guard !rest.isEmpty else {
      if isCut { return context.close(promise: nil) }
      return settle(context, isLast: isLast)
    }
    let piece = rest.prefix(ConnectionHandler.pieceBytes)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    context.writeAndFlush(
      wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: piece))))
    ).whenComplete { result in
      let (handler, context) = bound.value
      guard case .success = result else { return context.close(promise: nil) }
      handler.lastProgress = .now()
      handler.writePieces(context, rest.dropFirst(piece.count), isLast: isLast, isCut: isCut)
    }
  }

  private static let pieceBytes = 1 << 20

  private func settle(_ context: ChannelHandlerContext, isLast: Bool) {
    forget()
    phase = .waiting
    let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
    lastWrite = written
    guard isLast else { return }
    phase = .draining
    close(context, after: written)
  }

  /// Closes when what has been written has left.
  private func close(_ context: ChannelHandlerContext, after written: EventLoopFuture<Void>?) {
    guard let written else { return context.close(promise: nil) }
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    written.whenComplete { _ in bound.value.close(promise: nil) }
  }

  /// Answers before the request has come whole, and lets no more of it in than the client has under way.
  private func refuse(_ context: ChannelHandlerContext, _ status: HTTPResponseStatus) {
    forget()
    phase = .draining
    var head = HTTPResponseHead(version: .http1_1, status: status)
    head.headers.add(name: "Content-Length", value: "0")
    head.headers.add(name: "Connection", value: "close")
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
    context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in
      // Closing at once would reset the connection under a client that still sends, and the answer would be lost.
      _ = bound.value.eventLoop.scheduleTask(in: .seconds(1)) { bound.value.close(promise: nil) }
    }
  }

  private func forget() {
    body = []
    register.giveBack(bytesTaken)
    bytesTaken = 0
    requestBegan = nil
  }

  /// Looks again after so many seconds whether the connection still moves.
  private func schedule(_ context: ChannelHandlerContext, seconds: Double) {
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    watch = context.eventLoop.scheduleTask(in: .nanoseconds(Int64(max(0.01, seconds) * 1e9))) {
      bound.value.0.checkTime(bound.value.1)
    }
  }

  private func checkTime(_ context: ChannelHandlerContext) {
    let now = NIODeadline.now()
    func seconds(since then: NIODeadline) -> Double { Double((now - then).nanoseconds) / 1e9 }
    let idle = task == nil ? seconds(since: lastProgress) : 0
    let arriving = requestBegan.map(seconds(since:)) ?? 0
    guard idle < limits.idleSeconds, arriving < limits.requestSeconds else { return context.close(promise: nil) }
    schedule(context, seconds: min(limits.idleSeconds - idle, limits.requestSeconds - arriving))
  }
}

/// Fields that the server writes itself.
private func isFramed(_ name: String) -> Bool {
  switch name.utf8.count {
  case 14: name.lowercased() == "content-length"
  case 17: name.lowercased() == "transfer-encoding"
  case 10: name.lowercased() == "connection"
  case 4: name.lowercased() == "date"
  default: false
  }
}

/// A value without line breaks and other controls: an answer's header may repeat what a client sent.
private func fieldValue(_ value: String) -> String {
  guard value.utf8.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) else { return value }
  return String(String.UnicodeScalarView(value.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
}

/// Whether an address is this machine's own.
private func isLoopback(_ address: SocketAddress) -> Bool {
  guard let text = address.ipAddress else { return true }
  return text.hasPrefix("127.") || text == "::1" || text.hasPrefix("::ffff:127.")
}
