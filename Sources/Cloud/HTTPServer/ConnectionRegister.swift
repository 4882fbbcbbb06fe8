import NIOCore
import NIOHTTP1
import Synchronization

/// The open connections of a server and the memory that their requests hold.
final class ConnectionRegister: Sendable {
  private struct State {
    var isOpen = true
    var channels: [ObjectIdentifier: any Channel] = [:]
  }
  private let limits: HTTPServerLimits
  private let state = Mutex(State())
  private let bodyBytes = Atomic(0)

  init(limits: HTTPServerLimits) { self.limits = limits }

  var count: Int { state.withLock { $0.channels.count } }

  /// Takes a connection in, until it closes; false where there are too many.
  func admit(_ channel: any Channel) -> Bool {
    let isAdmitted = state.withLock { state in
      guard state.isOpen, state.channels.count < limits.connections else { return false }
      state.channels[ObjectIdentifier(channel)] = channel
      return true
    }
    guard isAdmitted else { return false }
    channel.closeFuture.whenComplete { _ in
      self.state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
    }
    return true
  }

  /// Counts bytes of a body in; false, and nothing counted, where memory for all bodies is spent.
  func take(_ bytes: Int) -> Bool {
    let (_, total) = bodyBytes.add(bytes, ordering: .relaxed)
    guard total > limits.allBodiesBytes else { return true }
    bodyBytes.subtract(bytes, ordering: .relaxed)
    return false
  }

  func giveBack(_ bytes: Int) { if bytes > 0 { bodyBytes.subtract(bytes, ordering: .relaxed) } }

  /// Admits nobody any more; idle connections close, those with a request close after their answer.
  func quiesce() {
    for channel in close() { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
  }

  func closeAll() { for channel in close() { channel.close(promise: nil) } }

  private func close() -> [any Channel] {
    state.withLock { state in
      state.isOpen = false
      return Array(state.channels.values)
    }
  }
}
