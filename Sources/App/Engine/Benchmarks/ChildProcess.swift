import FoundationEssentials
import Glibc

/// What another program left when it ended.
struct ChildProcess {
  /// Exit status; 128 and more where a signal ended it.
  let status: Int32
  let output: [UInt8]
  let errors: [UInt8]
  let processorSeconds: Double
  let elapsedSeconds: Double

  /// Most bytes of output that are read.
  private static let outputLimit = 1_000_000

  /// Runs a program to its end with nothing on its standard input; nil where it cannot be started.
  ///
  /// - Parameters:
  ///   - program: a path, or a name that is looked for as a shell does.
  ///   - scratch: a folder in which its output is collected.
  static func run(_ program: String, _ arguments: [String], scratch: String) -> ChildProcess? {
    let (outputPath, errorPath) = (scratch + "/child-output", scratch + "/child-errors")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errorPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }

    let clock = ContinuousClock()
    let begin = clock.now
    var child = pid_t()
    guard posix_spawnp(&child, program, &actions, nil, words, environ) == 0 else { return nil }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0 {
      guard errno == EINTR else { return nil }
    }
    let elapsed = (clock.now - begin) / .seconds(1)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-6 }
    // The low seven bits name the signal that ended it, the next eight are its exit status.
    let code = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    return ChildProcess(
      status: code, output: bytes(outputPath), errors: bytes(errorPath),
      processorSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime), elapsedSeconds: elapsed)
  }

  private static func bytes(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    return [UInt8](unsafeUninitializedCapacity: outputLimit) { buffer, count in
      count = fread(buffer.baseAddress, 1, buffer.count, file)
    }
  }
}
