import Glibc
import LocalService
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP/1.1 server on SwiftNIO with an asynchronous function behind it.
///
/// A connection has one request at a time with the handler; further ones on the same connection (pipelining) wait unread,
/// so that answers keep the order of requests. The handler's task runs on the connection's own event loop: a handler that
/// works long or blocks hands that over to `globalConcurrentExecutor`.
package final class HTTPServer: Sendable {
  /// The address that it listens on, as given.
  package let host: String
  /// The port that it listens on; chosen by the system where 0 was asked for.
  package let port: Int
  private let group: MultiThreadedEventLoopGroup
  private let listener: any Channel
  private let connections: ConnectionRegister

  private init(
    host: String, port: Int, group: MultiThreadedEventLoopGroup, listener: any Channel, connections: ConnectionRegister
  ) {
    self.host = host
    self.port = port
    self.group = group
    self.listener = listener
    self.connections = connections
  }

  /// Listens, and answers from now on.
  /// - Parameters:
  ///   - host: a numeric address or name; `127.0.0.1` lets nobody in but this machine.
  ///   - port: 0...65535; 0 takes one that is free.
  ///   - threads: event loops, at least 1; a connection stays with one of them.
  package static func start(
    host: String = "127.0.0.1", port: Int, limits: HTTPServerLimits = HTTPServerLimits(), threads: Int = 2,
    handler: @escaping HTTPServiceHandler
  ) async throws(HTTPServerError) -> HTTPServer {
    guard (0...65_535).contains(port) else {
      throw HTTPServerError(.invalidAddress, host: host, port: port, detail: "a port is a number up to 65535")
    }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, threads))
    let connections = ConnectionRegister(limits: limits)
    let executors = Dictionary(
      uniqueKeysWithValues: group.makeIterator().map { (ObjectIdentifier($0), EventLoopExecutor($0)) })
    let bootstrap = ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      // A client that has said all may still wait for its answer.
      .childChannelOption(.allowRemoteHalfClosure, value: true)
      // A reader that does not keep up stops the writing at a quarter of a megabyte.
      .childChannelOption(.writeBufferWaterMark, value: .init(low: 1 << 16, high: 1 << 18))
      .childChannelInitializer { channel in
        guard let executor = executors[ObjectIdentifier(channel.eventLoop)], connections.admit(channel) else {
          return channel.close()
        }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline(
            withErrorHandling: true, withEncoderConfiguration: .init(), withDecoderLimitConfiguration: limits.decoder)
          try channel.pipeline.syncOperations.addHandler(
            ConnectionHandler(limits: limits, register: connections, executor: executor, handler: handler))
        }
      }
    do {
      let listener = try await bootstrap.bind(host: host, port: port).get()
      return HTTPServer(
        host: host, port: listener.localAddress?.port ?? port, group: group, listener: listener,
        connections: connections)
    } catch {
      try? await group.shutdownGracefully()
      throw HTTPServerError(error, host: host, port: port)
    }
  }

  /// Takes no more connections, lets those that are being answered come to their end, and closes.
  /// - Parameter grace: seconds after which what is still open is cut off.
  package func stop(grace: Double = 5) async {
    try? await listener.close().get()
    connections.quiesce()
    let clock = ContinuousClock()
    let end = clock.now + .seconds(grace)
    while connections.count > 0, clock.now < end { try? await clock.sleep(for: .milliseconds(5)) }
    connections.closeAll()
    try? await group.shutdownGracefully()
  }

  /// Returns when the server has stopped listening.
  package func closed() async { try? await listener.closeFuture.get() }

  /// Connections that are open now.
  package var openConnections: Int { connections.count }
}

/// How much of this machine a server gives to its clients.
package struct HTTPServerLimits: Hashable, Sendable {
  /// Bytes of one request's body.
  package var bodyBytes = 512 << 20
  /// Bytes of the bodies of all requests that are being received or answered.
  package var allBodiesBytes = 2 << 30
  /// Bytes of a request's header, all fields together.
  package var headerBytes = 64 << 10
  /// Header fields of a request.
  package var headerFields = 256
  /// Open connections; one more is closed at once.
  package var connections = 1024
  /// Seconds without a byte, in which nothing is being answered, after which a connection is closed.
  package var idleSeconds = 75.0
  /// Seconds that a request may take to arrive whole.
  package var requestSeconds = 600.0

  package init() {}

  var decoder: NIOHTTPDecoderLimitConfiguration {
    var decoder = NIOHTTPDecoderLimitConfiguration()
    decoder.maxHeaderFieldSize = headerBytes
    decoder.maxHeaderListSize = headerBytes
    decoder.maxHeaderFieldCount = headerFields
    return decoder
  }
}
