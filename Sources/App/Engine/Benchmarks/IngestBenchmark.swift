import Glibc
import InteractionStore
import Interactions
import Randomness

extension Benchmark {
  /// Reading a file of ten million events into memory, and what is asked of it first.
  static let ingest = Benchmark(
    name: "ingest",
    summary:
      "reading ten million events, 385 MB of CSV on the disk, on all cores; the C program, one thread, takes ids "
      + "for integers and keeps counts instead of events",
    unit: "rows/s", clock: .elapsedTime, peer: .ingest
  ) { scratch throws(BenchmarkError) in
    let path = "\(scratch.folder)/log.csv"
    let stored = "\(scratch.folder)/log.recast"
    try IngestInput.write(to: path)
    do throws(StoreError) {
      try ColumnarLogStore.importLog(loadLog(path: path).log, into: stored)
    } catch {
      throw BenchmarkError(code: .scratch, facts: [], cause: "\(error)")
    }
    return {
      var figures: [String: Double] = [:]
      func seconds<Value>(_ name: String, _ work: () -> Value) -> Value {
        let begin = elapsedSeconds()
        let value = work()
        figures[name] = elapsedSeconds() - begin
        return value
      }
      forgetPeak()
      let processor = processorSeconds()
      let log = seconds("parseSeconds") { (try? loadLog(path: path))?.log ?? .empty }
      figures["parseProcessorSeconds"] = processorSeconds() - processor
      figures["peakMegabytes"] = peakMegabytes()
      let windows = seconds("windowCountsSeconds") { log.windowCounts(width: 300)?.counts ?? [] }
      let last = seconds("splitAndLastItemsSeconds") { log.lastItems(before: IngestInput.start + 24 * 86_400) }
      let reopened = seconds("reopenSeconds") { (try? ColumnarLogStore.loadLog(stored)) ?? .empty }
      figures["reopenTimesFaster"] = (figures["parseSeconds"] ?? 0) / max(1e-9, figures["reopenSeconds"] ?? 0)
      let check =
        "\(log.users.count) users, \(log.items.count) items, most in a window \(windows.max() ?? 0), "
        + "\(last.count { $0 >= 0 }) users before the cut, \(reopened.count) events reopened"
      return BenchmarkPass(
        units: log.count, check: check, figures: figures, seconds: figures["parseSeconds"])
    }
  }

  private static func elapsedSeconds() -> Double { seconds(of: CLOCK_MONOTONIC) }
  private static func processorSeconds() -> Double { seconds(of: CLOCK_PROCESS_CPUTIME_ID) }

  private static func seconds(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// Lets the system forget how much memory this process had, so that the peak is that of what follows.
  private static func forgetPeak() {
    // Source: proc(5), /proc/pid/clear_refs, value 5. What the allocator keeps of former passes still counts.
    let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = [UInt8(ascii: "5")].withUnsafeBytes { Glibc.write(file, $0.baseAddress, 1) }
    close(file)
  }

  /// The most memory this process has had at once since `forgetPeak`; not a number where the system does not tell.
  private static func peakMegabytes() -> Double {
    guard let status = try? readFile("/proc/self/status", atMost: 65_536) else { return .nan }
    for line in String(decoding: status, as: UTF8.self).split(separator: "\n") where line.hasPrefix("VmHWM:") {
      return (Double(line.dropFirst(6).split(whereSeparator: \.isWhitespace).first ?? "") ?? .nan) / 1024
    }
    return .nan
  }

  /// A log of half a million events.
  static var logParameters: SyntheticParameters {
    var parameters = SyntheticParameters()
    parameters.users = 20_000
    parameters.items = 3_000
    parameters.events = 500_000
    return parameters
  }
}

extension PeerProgram {
  /// The C reader: one thread, ids as integers, counts instead of columns.
  static let ingest = PeerProgram(
    source: "ingest/ingest_c.c", libraries: ["-lsqlite3"], builds: [.optimised],
    arguments: { ["\($0.folder)/log.csv", "memory", "-", "1"] },
    rate: { $0.lines.first?[member: "load_rows_per_s"]?.asNumber })
}

/// The file that is read: 30 days of events in order of time, users and items by laws like Zipf's.
private enum IngestInput {
  static let rows = 10_000_000
  /// 2024-03-01T00:00:00Z.
  static let start: Int64 = 1_709_251_200
  private static let users = 200_000
  private static let items = 50_000

  static func write(to path: String) throws(BenchmarkError) {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw BenchmarkError(code: .scratch, facts: [], cause: "The log could not be made") }
    defer { close(file) }
    var stream = RandomStream(seed: 20_240_601, name: "bench/ingest")
    // Ids are dealt out at random, so that the busy ones do not lie together in a table.
    let userNames = shuffled(users, &stream)
    let itemNames = shuffled(items, &stream)
    let userTable = cumulative(users, exponent: 0.8)
    let itemTable = cumulative(items, exponent: 1)
    var bytes = Array("timestamp,user_id,item_id,event_type\n".utf8)
    bytes.reserveCapacity(1 << 21)
    for row in 0..<rows {
      let second = Int64(Double(row) / Double(rows) * 30 * 86_400)
      append(second, to: &bytes)
      bytes += userNames[draw(userTable, &stream)]
      bytes += itemNames[draw(itemTable, &stream)]
      let kind = stream.uniform()
      bytes += kind < 0.85 ? view : kind < 0.97 ? click : purchase
      guard bytes.count > 1 << 20 || row == rows - 1 else { continue }
      var rest = bytes[...]
      while !rest.isEmpty {
        let written = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        guard written > 0 else {
          throw BenchmarkError(code: .scratch, facts: [], cause: "The log of 385 MB could not be written")
        }
        rest = rest.dropFirst(written)
      }
      bytes.removeAll(keepingCapacity: true)
    }
  }

  private static let view = Array("view\n".utf8)
  private static let click = Array("click\n".utf8)
  private static let purchase = Array("purchase\n".utf8)

  /// `2024-03-DDThh:mm:ssZ,`; the 30 days lie in one month.
  private static func append(_ second: Int64, to bytes: inout [UInt8]) {
    func two(_ number: Int64) {
      bytes.append(48 + UInt8(number / 10))
      bytes.append(48 + UInt8(number % 10))
    }
    bytes += month
    two(1 + second / 86_400)
    bytes.append(UInt8(ascii: "T"))
    two(second / 3_600 % 24)
    bytes.append(UInt8(ascii: ":"))
    two(second / 60 % 60)
    bytes.append(UInt8(ascii: ":"))
    two(second % 60)
    bytes.append(UInt8(ascii: "Z"))
    bytes.append(UInt8(ascii: ","))
  }

  private static let month = Array("2024-03-".utf8)

  /// Numbers from 1, each once, with the comma behind it.
  private static func shuffled(_ count: Int, _ stream: inout RandomStream) -> [[UInt8]] {
    var names = (1...count).map { Array("\($0),".utf8) }
    for index in stride(from: count - 1, to: 0, by: -1) { names.swapAt(index, stream.integer(below: index + 1)) }
    return names
  }

  private static func cumulative(_ count: Int, exponent: Double) -> [Double] {
    var sum = 0.0
    return (1...count).map { rank in
      sum += pow(Double(rank), -exponent)
      return sum
    }
  }

  private static func draw(_ table: [Double], _ stream: inout RandomStream) -> Int {
    let sought = stream.uniform() * (table.last ?? 0)
    return min(table.count - 1, table.partitioningIndex { $0 > sought })
  }
}
