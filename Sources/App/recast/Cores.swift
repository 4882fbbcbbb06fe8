import Glibc

/// The machine's cores.
enum Cores {
  /// Those that are at work, at least 1.
  static var available: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
