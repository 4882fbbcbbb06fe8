import Foundation

/// Path of a file of real data beside the project, whether it is there or not.
func sharedDataPath(_ name: String, file: String = #filePath) -> String {
  var root = URL(fileURLWithPath: file)
  for _ in 0..<3 { root.deleteLastPathComponent() }
  return root.path + "/../shared/data/" + name
}

func hasSharedData(_ name: String) -> Bool { FileManager.default.fileExists(atPath: sharedDataPath(name)) }

func sharedData(_ name: String) throws -> [UInt8] {
  Array(try Data(contentsOf: URL(fileURLWithPath: sharedDataPath(name))))
}
