import FoundationEssentials
import InteractionStore

/// Tells this program from others: results of another build are not taken for this one's.
enum ProgramChecksum {
  static let text: String = {
    guard let bytes = try? Data(contentsOf: URL(filePath: "/proc/self/exe")) else { return Versions.text }
    return String(bytes.withUnsafeBytes { LogChecksum.of($0, seed: UInt64(bytes.count)) }, radix: 16)
  }()
}
