import Glibc
import Interactions

/// Logs that were read before, as columnar files below `$XDG_CACHE_HOME/recast/logs` (or `~/.cache/recast/logs`).
///
/// An entry is known by a checksum of all bytes of its source, the source's length, and all that was said about reading it,
/// so that it is never stale: a name, a time or a place prove nothing. Reading a file for its checksum costs about a tenth
/// of parsing it. What the reader found wrong is kept too, and told again.
struct LogCache {
  /// Smaller sources are parsed faster than they are looked up.
  static let leastBytes = 8 << 20
  /// Bytes of all entries; the oldest go first.
  static let mostBytes = 4 << 30
  /// Changes with what the reader makes of a source.
  private static let readerVersion = "1"

  private let folder: String
  private let path: String
  private let options: LogOptions
  private let workers: Workers

  /// The cache for a source, or nil where there is none to use: no home, switched off by `RECAST_NO_CACHE`, or a source that
  /// is small, or no regular file.
  init?(path: String, options: LogOptions, workers: Workers) {
    guard getenv("RECAST_NO_CACHE") == nil else { return nil }
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= LogCache.leastBytes else {
      return nil
    }
    func variable(_ name: String) -> String? {
      getenv(name).map { String(cString: $0) }.flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    guard let root = variable("XDG_CACHE_HOME") ?? variable("HOME").map({ $0 + "/.cache" }) else { return nil }
    folder = root + "/recast/logs"
    self.path = path
    self.options = options
    self.workers = workers
  }

  /// A source as it was at one moment.
  struct Moment: Equatable {
    private let numbers: [Int]

    fileprivate init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      numbers = [
        Int(status.st_dev), Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
        status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
      ]
    }
  }

  /// The entry's path, and when its source was looked at; nil where the source cannot be read.
  func key() -> (entry: String, moment: Moment)? {
    guard let moment = Moment(path), let file = try? OpenFile(path) else { return nil }
    let blockBytes = 1 << 20
    let blocks = (file.size + blockBytes - 1) / blockBytes
    var sums = [UInt64](repeating: 0, count: blocks)
    nonisolated(unsafe) var isWhole = true
    let size = file.size
    withUnsafePointer(to: file) { pointer in
      sums.withUnsafeMutableBufferPointer { buffer in
        // Each block has a place of its own.
        nonisolated(unsafe) let places = buffer
        nonisolated(unsafe) let file = pointer
        let exclusively = workers.exclusively
        workers.run(blocks) { block in
          withUnsafeTemporaryAllocation(byteCount: blockBytes, alignment: 64) { scratch in
            let wanted = min(blockBytes, size - block * blockBytes)
            let part = UnsafeMutableRawBufferPointer(rebasing: scratch[..<wanted])
            let got = (try? file.pointee.read(into: part, at: block * blockBytes)) ?? -1
            if got == wanted {
              places[block] = LogChecksum.of(UnsafeRawBufferPointer(part))
            } else {
              exclusively { isWhole = false }
            }
          }
        }
      }
    }
    guard isWhole else { return nil }
    let content = sums.withUnsafeBytes { LogChecksum.of($0, seed: UInt64(size)) }
    // All that was said about the reading, in words that change when any of it does.
    let said = Array("\(LogCache.readerVersion) \(options)".utf8)
    let reading = said.withUnsafeBytes { LogChecksum.of($0) }
    func text(_ number: UInt64) -> String {
      let digits = String(number, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
    return ("\(folder)/\(text(content))-\(String(size, radix: 16))-\(text(reading)).recast", moment)
  }

  /// The reading that an entry holds; nil where there is none, or one that is damaged.
  func reading(_ entry: String) -> LogReading? {
    guard access(entry, R_OK) == 0, let file = try? ColumnarReading(entry, workers: workers),
      let notes = try? file.texts(.notes), let log = try? file.log()
    else { return nil }
    // The time of use, by which the oldest are known.
    utimensat(AT_FDCWD, entry, nil, 0)
    return LogReading(log: log, notes: notes, source: path)
  }

  /// Keeps a reading, unless the source changed since the key was made. That it cannot be kept is no fault.
  func keep(_ reading: LogReading, at entry: String, since moment: Moment) {
    guard reading.isUsable, Moment(path) == moment, makeFolders() else { return }
    try? ColumnarWriting.write(reading.log, notes: reading.notes, to: entry, isSynced: false)
    prune()
  }

  private func makeFolders() -> Bool {
    var made = ""
    for part in folder.split(separator: "/") {
      made += "/\(part)"
      if access(made, F_OK) != 0, mkdir(made, 0o700) != 0, errno != EEXIST { return false }
    }
    return true
  }

  /// Removes the entries that were not used for the longest time.
  private func prune() {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    var entries: [(path: String, used: Int, bytes: Int)] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      var status = stat()
      let path = "\(folder)/\(name)"
      guard name.hasSuffix(".recast") || name.hasSuffix(".partial"), stat(path, &status) == 0 else { continue }
      entries.append((path, status.st_mtim.tv_sec, Int(status.st_size)))
    }
    var total = entries.reduce(0) { $0 + $1.bytes }
    for entry in entries.sorted(by: { ($0.used, $0.path) < ($1.used, $1.path) }) where total > LogCache.mostBytes {
      unlink(entry.path)
      total -= entry.bytes
    }
  }
}
