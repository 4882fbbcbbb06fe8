import Glibc
import WholeFiles

/// Where files are put by name: a folder, or what stands in for one.
///
/// Nothing is seen under its name before `commit`, and then all is. What is not committed leaves nothing behind.
package protocol ObjectSink: AnyObject {
  /// Begins an object, or another in the place of the one before; its bytes follow with `append`.
  ///
  /// - Parameter name: without slashes.
  func begin(_ name: String) throws(StoreError)

  /// Appends bytes to the object begun last.
  func append(_ bytes: [UInt8]) throws(StoreError)

  /// Makes all objects visible under their names, in the order in which they were begun.
  func commit() throws(StoreError)
}

/// A folder as a sink. Each file is written beside its place and renamed when all are on the disk.
package final class FolderSink: ObjectSink {
  private let folder: String
  private var files: [FileReplacement] = []

  /// Makes the folder where there is none.
  /// - Throws: `unwritable`.
  package init(_ folder: String) throws(StoreError) {
    self.folder = folder.hasSuffix("/") ? folder : folder + "/"
    var path = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      path += "/" + part
      guard mkdir(path, 0o755) == 0 || errno == EEXIST || errno == EROFS else {
        throw StoreError(.unwritable, path: folder, cause: systemMessage(errno))
      }
    }
  }

  /// Begins a file beside the place.
  package func begin(_ name: String) throws(StoreError) {
    precondition(!name.isEmpty && !name.contains("/"))
    try guarded { () throws(FileReplacement.Failure) in
      // Put on the disk as they are written, so that the renames at the end follow each other at once.
      try files.last?.sync()
      files.append(try FileReplacement(of: folder + name))
    }
  }

  /// Appends bytes to the file begun last.
  package func append(_ bytes: [UInt8]) throws(StoreError) {
    try guarded { () throws(FileReplacement.Failure) in try files.last?.append(bytes) }
  }

  /// Renames all files; each is on the disk by then.
  package func commit() throws(StoreError) {
    try guarded { () throws(FileReplacement.Failure) in
      try files.last?.sync()
      for file in files { try file.commit() }
    }
    files = []
  }

  private func guarded(_ work: () throws(FileReplacement.Failure) -> Void) throws(StoreError) {
    do throws(FileReplacement.Failure) { try work() } catch { throw StoreError(error) }
  }
}
