import Interactions
import WholeFiles

/// Writes logs as columnar files.
enum ColumnarWriting {
  /// Writes a log at `path`, in place of an older file of ours, in one step.
  ///
  /// - Parameters:
  ///   - notes: texts kept beside the log.
  ///   - isSynced: see `FileReplacement.commit`.
  /// - Throws: `unwritable`.
  static func write(
    _ log: InteractionLog, notes: [String], to path: String, isSynced: Bool = true
  ) throws(StoreError) {
    do throws(FileReplacement.Failure) {
      try replace(log, notes: notes, path, isSynced: isSynced)
    } catch {
      throw StoreError(error)
    }
  }

  private static func replace(
    _ log: InteractionLog, notes: [String], _ path: String, isSynced: Bool
  ) throws(FileReplacement.Failure) {
    let file = try FileReplacement(of: path)
    var directory: [UInt8] = []
    let zeros = [UInt8](repeating: 0, count: ColumnarFormat.headBytes)
    try file.append(zeros)
    for texts in [log.users, log.items, log.eventTypes, notes] {
      let bytes = packed(texts)
      directory.append(number: UInt64(file.length))
      directory.append(number: UInt64(bytes.count))
      directory.append(number: UInt64(texts.count))
      directory.append(number: bytes.withUnsafeBytes { LogChecksum.of($0) })
      try file.append(bytes)
    }
    try column(log.userIDs, to: file, &directory) { Int64($0) }
    try column(log.itemIDs, to: file, &directory) { Int64($0) }
    try column(log.timestamps, to: file, &directory) { $0 }
    try column(log.eventTypeIDs, to: file, &directory) { Int64($0) }
    try column(log.values, to: file, &directory) { Int64($0.bitPattern) }

    var head = ColumnarFormat.magic
    head.append(number: ColumnarFormat.version)
    head.append(number: UInt32(0))
    head.append(number: UInt64(log.count))
    head.append(number: UInt64(file.length + directory.count))
    head.append(number: UInt64(file.length))
    head.append(number: UInt64(directory.count))
    head.append(number: directory.withUnsafeBytes { LogChecksum.of($0) })
    head.append(number: head.withUnsafeBytes { LogChecksum.of($0) })
    try file.append(directory)
    var failure: FileReplacement.Failure?
    head.withUnsafeBytes { bytes in
      do throws(FileReplacement.Failure) { try file.write(bytes, at: 0) } catch { failure = error }
    }
    if let failure { throw failure }
    try file.commit(isSynced: isSynced)
  }

  private static func packed(_ texts: [String]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(texts.count * 16)
    for text in texts { bytes.append(number: UInt32(text.utf8.count)) }
    for text in texts { bytes += text.utf8 }
    return bytes
  }

  private static func column<Values: RandomAccessCollection<Value>, Value>(
    _ values: Values, to file: FileReplacement, _ directory: inout [UInt8], _ number: (Value) -> Int64
  ) throws(FileReplacement.Failure) where Values.Index == Int {
    var start = 0
    while start < values.count {
      let end = min(values.count, start + ColumnarFormat.blockRows)
      var least = Int64.max
      var most = Int64.min
      for index in start..<end {
        let value = number(values[index])
        least = min(least, value)
        most = max(most, value)
      }
      let span = UInt64(bitPattern: most &- least)
      let width = span == 0 ? 0 : span <= 0xFF ? 1 : span <= 0xFFFF ? 2 : span <= 0xFFFF_FFFF ? 4 : 8
      let packed = [UInt8](unsafeUninitializedCapacity: (end - start) * width) { buffer, count in
        count = (end - start) * width
        let raw = UnsafeMutableRawBufferPointer(buffer)
        for index in start..<end {
          let difference = UInt64(bitPattern: number(values[index]) &- least)
          let place = (index - start) * width
          switch width {
          case 0: break
          case 1: raw[place] = UInt8(truncatingIfNeeded: difference)
          case 2:
            raw.storeBytes(
              of: UInt16(truncatingIfNeeded: difference).littleEndian, toByteOffset: place, as: UInt16.self)
          case 4:
            raw.storeBytes(
              of: UInt32(truncatingIfNeeded: difference).littleEndian, toByteOffset: place, as: UInt32.self)
          default: raw.storeBytes(of: difference.littleEndian, toByteOffset: place, as: UInt64.self)
          }
        }
      }
      directory.append(number: least)
      directory.append(number: UInt64(file.length))
      directory.append(number: packed.withUnsafeBytes { LogChecksum.of($0) })
      directory.append(number: UInt32(width))
      directory.append(number: UInt32(end - start))
      try file.append(packed)
      start = end
    }
  }
}
