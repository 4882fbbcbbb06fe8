import Measures
import Synchronization

/// Counts what is billed, by resource, meter and slot of five minutes.
final class UsageMeters: Sendable {
  private struct State {
    var usage: [UsageKey: Double]
    var changed: Set<UsageKey> = []
  }

  static let slotMicroseconds: Int64 = 300_000_000
  private let state: Mutex<State>

  init(_ usage: [UsageKey: Double]) { state = Mutex(State(usage: usage)) }

  /// Adds an amount at an instant (microseconds).
  func add(_ amount: Double, _ meter: Meter, of resource: String, at now: Int64) {
    add(amount, UsageKey(resource: resource, meter: meter.rawValue, slot: now / Self.slotMicroseconds))
  }

  func add(_ amount: Double, _ key: UsageKey) {
    state.withLock { state in
      state.usage[key, default: 0] += amount
      state.changed.insert(key)
    }
  }

  /// Notes that a level stood from one instant to another, in microseconds.
  func note(_ level: Double, _ meter: Meter, of resource: String, from start: Int64, to end: Int64) {
    guard end > start else { return }
    let key = UsageKey(resource: resource, meter: "\(Self.spanMark)\(meter.rawValue):\(level)", slot: start)
    state.withLock { state in
      state.usage[key] = Double(end)
      state.changed.insert(key)
    }
  }

  /// What changed since the last call, to be kept.
  func takeChanges() -> [(UsageKey, Double)] {
    state.withLock { state in
      defer { state.changed.removeAll(keepingCapacity: true) }
      return state.changed.map { ($0, state.usage[$0] ?? 0) }
    }
  }

  /// Notes that changes could not be kept, so that they are among the next.
  func putBack(_ changes: [(UsageKey, Double)]) {
    state.withLock { state in state.changed.formUnion(changes.map(\.0)) }
  }

  private static let spanMark = "span:"

  /// Everything counted, as rows in a fixed order.
  var rows: [UsageRow] {
    let usage = state.withLock { $0.usage }
    let keys = usage.keys.sorted { ($0.resource, $0.meter, $0.slot) < ($1.resource, $1.meter, $1.slot) }
    return keys.compactMap { key in
      let amount = usage[key] ?? 0
      let resource = Resource(key.resource)
      if key.meter.hasPrefix(Self.spanMark) {
        let parts = key.meter.dropFirst(Self.spanMark.count).split(separator: ":").map(String.init)
        guard parts.count == 2, let meter = Meter(rawValue: parts[0]), let level = Double(parts[1]),
          let quantity = Quantity(measured: level)
        else { return nil }
        return UsageRow(
          resource: resource, meter: meter, start: Instant(microseconds: key.slot),
          end: Instant(microseconds: max(key.slot, Int64(amount))), quantity: quantity)
      }
      guard let meter = Meter(rawValue: key.meter), let quantity = Quantity(measured: amount) else { return nil }
      let start = Instant(microseconds: key.slot * Self.slotMicroseconds)
      return UsageRow(
        resource: resource, meter: meter, start: start,
        end: start + Timespan(microseconds: Self.slotMicroseconds), quantity: quantity)
    }
  }
}
