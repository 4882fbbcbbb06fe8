import Glibc

/// Why a program gave nothing.
package struct ProgramFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence without a full stop; never the program's arguments, which may hold secrets.
  package let description: String

  package init(_ description: String) { self.description = description }
}

/// Runs another program without a shell; it shares our standard input and error, so that it may ask for a code.
enum OutsideProgram {
  /// Longer than a person needs to type a code.
  private static let patienceMilliseconds: Int32 = 120_000

  static func output(of words: [String]) throws(ProgramFailure) -> [UInt8] {
    guard let name = words.first, !name.isEmpty else { throw ProgramFailure("no program is named") }
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw ProgramFailure("no pipe can be made") }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var process: pid_t = 0
    let result = posix_spawnp(&process, name, &actions, nil, &arguments, environ)
    close(ends[1])
    guard result == 0 else { throw ProgramFailure("`\(name)` cannot be started: \(String(cString: strerror(result)))") }
    let output = collect(ends[0])
    if output == nil { kill(process, SIGKILL) }
    var status: Int32 = 0
    var waits = 0
    while true {
      let ended = waitpid(process, &status, WNOHANG)
      if ended == process || (ended < 0 && errno != EINTR) { break }
      // It has said all it will say: five seconds more.
      if waits == 5000 { kill(process, SIGKILL) }
      waits += 1
      usleep(1000)
    }
    guard let output else { throw ProgramFailure("`\(name)` took too long, or wrote too much") }
    guard status == 0 else { throw ProgramFailure("`\(name)` failed") }
    return output
  }

  /// What comes until the writer closes; nil where that takes too long or is too much.
  private static func collect(_ descriptor: Int32) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    var start = timespec()
    clock_gettime(CLOCK_MONOTONIC, &start)
    while true {
      var now = timespec()
      clock_gettime(CLOCK_MONOTONIC, &now)
      let left = patienceMilliseconds - Int32((now.tv_sec - start.tv_sec) * 1000)
      var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard left > 0 else { return nil }
      let ready = poll(&waiting, 1, left)
      if ready < 0, errno == EINTR { continue }
      guard ready > 0 else { return nil }
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0, bytes.count + count <= 100_000 else { return nil }
      if count == 0 { return bytes }
      bytes += buffer.prefix(count)
    }
  }

  /// The words of a command line: blanks part them, quotes and backslashes hold them together; nil where a quote is open.
  ///
  /// As Python's `shlex.split`, which botocore uses for `credential_process` and section names.
  static func words(_ line: String) -> [String]? {
    var words: [String] = []
    var word = ""
    var isInWord = false
    var quote: Character?
    var rest = line[...]
    while let next = rest.popFirst() {
      if let open = quote {
        if next == open {
          quote = nil
        } else if open == "\"", next == "\\", let escaped = rest.first, escaped == "\"" || escaped == "\\" {
          word.append(rest.removeFirst())
        } else {
          word.append(next)
        }
      } else if next == "'" || next == "\"" {
        quote = next
        isInWord = true
      } else if next == "\\", let escaped = rest.popFirst() {
        word.append(escaped)
        isInWord = true
      } else if next.isWhitespace {
        if isInWord { words.append(word) }
        (word, isInWord) = ("", false)
      } else {
        word.append(next)
        isInWord = true
      }
    }
    guard quote == nil else { return nil }
    return isInWord ? words + [word] : words
  }
}
