import Foundation
import Reports
import Testing

@Suite("The language setting of the machine")
struct LanguageSettingTests {
  /// Draws the sample in a process of its own, because font systems read the setting only once, and returns a digest.
  private func digest(under setting: String) async throws -> String {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [setting] in
      for name in ["LANG", "LC_ALL", "LANGUAGE"] { setenv(name, setting, 1) }
      setlocale(LC_ALL, "")
      let report = try render(Sample.document)
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in report.pdf + report.pages.joined() { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      try FileHandle.standardOutput.write(contentsOf: Data("\ndigest=\(hash)\n".utf8))
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    return String(try #require(output.split(separator: "\n").first { $0.hasPrefix("digest=") }))
  }

  @Test("does not change a byte")
  func sameBytes() async throws {
    let plain = try await digest(under: "C")
    #expect(try await digest(under: "en_US.UTF-8") == plain)
    #expect(try await digest(under: "ko_KR.UTF-8") == plain)
    #expect(try await digest(under: "ar_EG.UTF-8") == plain)
  }
}
