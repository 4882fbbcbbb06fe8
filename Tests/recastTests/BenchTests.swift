import Foundation
import Testing

@Suite("recast bench") struct BenchTests {
  func value(of program: Program) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(program.output.utf8)) as? [String: Any])
  }

  @Test("bill is measured beside a loop of this process") func ownReference() throws {
    let program = try Program("bench", "bill", "--json")
    let result = try value(of: program)
    #expect(program.status == 0 && result["name"] as? String == "bill" && result["unit"] as? String == "slices/CPU s")
    let (rate, reference, ratio) = (
      result["value"] as? Double ?? 0, result["reference"] as? Double ?? 0, result["ratio"] as? Double ?? 0
    )
    #expect(rate > 0 && reference > 0 && abs(ratio - rate / reference) < 1e-3)
  }

  @Test(
    "a C program is compiled and raced as both builds, its printed line is read",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/gcc"), "needs gcc"))
  func peer() throws {
    try withScratch { scratch in
      try FileManager.default.createDirectory(atPath: scratch + "/sim", withIntermediateDirectories: true)
      let source = """
        #include <stdio.h>
        int main(void) {
        #ifdef __FAST_MATH__
          puts("{\\"requests\\": 300, \\"cpu\\": 0.5}");
        #else
          puts("{\\"requests\\": 100, \\"cpu\\": 0.5}");
        #endif
        }
        """
      try Data(source.utf8).write(to: URL(filePath: scratch + "/sim/ggc.c"))
      let program = try Program("bench", "queue", "--json", "--peers", scratch)
      #expect(program.status == 0, "\(program.errors)")
      let result = try value(of: program)
      #expect(result["reference"] as? Double == 200 && result["fastMathReference"] as? Double == 600)
      #expect((result["referenceWork"] as? String)?.hasPrefix("gcc -O3 -march=native sim/ggc.c -lm; ") == true)
      #expect(!program.output.contains(scratch))
    }
  }

  @Test("without the peer's source, or with one that does not compile, status 3 says which") func missingPeer() throws {
    try withScratch { scratch in
      let missing = try Program("bench", "queue", "--peers", scratch)
      #expect(missing.status == 3 && missing.errors.contains("sim/ggc.c"))
      try FileManager.default.createDirectory(atPath: scratch + "/sim", withIntermediateDirectories: true)
      try Data("int main(".utf8).write(to: URL(filePath: scratch + "/sim/ggc.c"))
      let broken = try Program("bench", "queue", "--peers", scratch)
      #expect(broken.status == 3 && broken.errors.contains("gcc"))
    }
    #expect(try Program("bench", "flight").status == 2)
  }
}
