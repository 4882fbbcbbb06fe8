import Foundation
import Glibc

/// A PostgreSQL server of its own for a test, on a socket in a temporary folder; no port is opened.
///
/// The server refuses to run as root, so that there it runs as the user `postgres`, whom Debian's package makes.
package final class PostgresServer {
  private let folder: URL
  /// A connection string for the server's one database.
  package var target: String { "host=\(folder.path)/socket user=tester dbname=postgres" }
  /// The folder of its socket, for PGHOST.
  package var socketFolder: String { "\(folder.path)/socket" }

  private static let programs: String? = {
    let root = "/usr/lib/postgresql"
    let versions = ((try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []).sorted {
      (Int($0) ?? 0) > (Int($1) ?? 0)
    }
    return versions.map { "\(root)/\($0)/bin" }.first {
      FileManager.default.isExecutableFile(atPath: $0 + "/initdb")
        && FileManager.default.isExecutableFile(atPath: $0 + "/pg_ctl")
    }
  }()

  /// Whether Debian's packages of the server are there, and a user it can run as.
  package static let isInstalled: Bool =
    programs != nil
    && (getuid() != 0 || (getpwnam("postgres") != nil && FileManager.default.isExecutableFile(atPath: "/sbin/runuser")))

  /// Makes a database cluster and starts it.
  package init() throws {
    // A socket's path may have no more than 107 bytes.
    folder = URL(fileURLWithPath: "/tmp/recast-pg-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(at: folder.appending(path: "socket"), withIntermediateDirectories: true)
    if getuid() == 0, let user = getpwnam("postgres") {
      for path in [folder.path, folder.path + "/socket"] { chown(path, user.pointee.pw_uid, user.pointee.pw_gid) }
    }
    let data = folder.path + "/data"
    try run("initdb", ["-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"])
    try run(
      "pg_ctl",
      [
        "-D", data, "-w", "-s", "-l", folder.path + "/log", "-o",
        "-c listen_addresses='' -c unix_socket_directories='\(folder.path)/socket' -c fsync=off", "start",
      ])
  }

  /// Stops the server and removes all of it.
  package func stop() {
    try? run("pg_ctl", ["-D", folder.path + "/data", "-m", "immediate", "-s", "-w", "stop"])
    try? FileManager.default.removeItem(at: folder)
  }

  /// Runs a program of the server's and waits for its end, not for that of the server which it leaves behind:
  /// `Process.waitUntilExit` would wait for both, because the server inherits its socket.
  private func run(_ program: String, _ arguments: [String]) throws {
    let path = (PostgresServer.programs ?? "") + "/" + program
    // The caller's folder may be one that the user postgres cannot enter.
    let words =
      ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", folder.path]
      + (getuid() == 0 ? ["/sbin/runuser", "-u", "postgres", "--"] : []) + [path] + arguments
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor in [CInt(0), 1, 2] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var pointers = words.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var child = pid_t()
    var status: CInt = -1
    guard posix_spawn(&child, words[0], &actions, nil, &pointers, environ) == 0, waitpid(child, &status, 0) == child,
      status == 0
    else { throw ServerError(program: program, status: status) }
  }

  private struct ServerError: Error {
    let program: String
    let status: Int32
  }
}
