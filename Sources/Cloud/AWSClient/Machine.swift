import Glibc
import Measures

/// What the client asks of the machine that it runs on: a value, so that tests script it and are instant.
package struct Machine: Sendable {
  /// Environment variables.
  package var variables: [String: String]
  /// A file's bytes, a million at most; nil where it is missing or cannot be read.
  package var readFile: @Sendable (_ path: String) -> [UInt8]?
  /// Runs a program with its arguments and gives what it wrote to standard output.
  package var run: @Sendable (_ words: [String]) throws(ProgramFailure) -> [UInt8]
  package var now: @Sendable () -> Instant
  package var sleep: @Sendable (Timespan) -> Void
  /// A number in 0..<1, for the jitter of retries.
  package var random: @Sendable () -> Double

  package init(
    variables: [String: String], readFile: @escaping @Sendable (String) -> [UInt8]?,
    run: @escaping @Sendable ([String]) throws(ProgramFailure) -> [UInt8], now: @escaping @Sendable () -> Instant,
    sleep: @escaping @Sendable (Timespan) -> Void, random: @escaping @Sendable () -> Double
  ) {
    self.variables = variables
    self.readFile = readFile
    self.run = run
    self.now = now
    self.sleep = sleep
    self.random = random
  }

  /// The real one.
  package static var real: Machine {
    Machine(
      variables: environmentVariables(), readFile: readWholeFile,
      run: { words throws(ProgramFailure) in
        try OutsideProgram.output(of: words)
      },
      now: currentInstant,
      sleep: { span in
        guard span > .zero else { return }
        var left = timespec(
          tv_sec: Int(span.microseconds / 1_000_000), tv_nsec: Int(span.microseconds % 1_000_000) * 1000)
        var rest = timespec()
        while nanosleep(&left, &rest) != 0, errno == EINTR { left = rest }
      }, random: { Double.random(in: 0..<1) })
  }

  /// A variable that is there and not empty.
  func variable(_ name: String) -> String? {
    guard let value = variables[name], !value.isEmpty else { return nil }
    return value
  }

  /// A path with a leading `~` resolved.
  func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = variable("HOME") else { return path }
    return home + path.dropFirst()
  }
}

private func environmentVariables() -> [String: String] {
  var variables: [String: String] = [:]
  var entry = environ
  while let text = entry.pointee {
    let words = String(cString: text)
    if let equals = words.firstIndex(of: "=") {
      variables[String(words[..<equals])] = String(words[words.index(after: equals)...])
    }
    entry = entry.advanced(by: 1)
  }
  return variables
}

private func currentInstant() -> Instant {
  var time = timespec()
  clock_gettime(CLOCK_REALTIME, &time)
  return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
}

private func readWholeFile(_ path: String) -> [UInt8]? {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  defer { close(descriptor) }
  return readAll(descriptor, atMost: 1_000_000)
}

/// All bytes of a descriptor; nil where reading fails or there are more.
func readAll(_ descriptor: Int32, atMost limit: Int) -> [UInt8]? {
  var bytes: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while true {
    let count = read(descriptor, &buffer, buffer.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0, bytes.count + count <= limit else { return nil }
    if count == 0 { return bytes }
    bytes += buffer.prefix(count)
  }
}

extension Machine: CustomStringConvertible, CustomReflectable {
  /// No variable, for they hold secrets.
  package var description: String { "a machine" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}
