/// Why bytes are not a saved model.
package struct ModelFileError: Error, Hashable, CustomStringConvertible {
  /// What is the matter.
  package enum Code: String, Sendable {
    case notAModel, otherVersion, damaged, unknownRecommender
  }
  package let code: Code
  /// What was met, as a sentence.
  package let message: String

  package init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  package var description: String { message }
}

/// Bytes of a saved model in the making. Numbers are little-endian, arrays begin with their length.
package struct ModelWriter: Sendable {
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Adds a whole number of its own size.
  package mutating func write(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  /// Adds a real number, bit by bit.
  package mutating func write(_ value: Double) { write(value.bitPattern) }

  /// Adds a text in UTF-8.
  package mutating func write(_ text: String) {
    write(UInt64(text.utf8.count))
    bytes.append(contentsOf: text.utf8)
  }

  /// Adds an array of numbers.
  package mutating func write<Number: StoredNumber>(_ values: [Number]) {
    write(UInt64(values.count))
    bytes.reserveCapacity(bytes.count + values.count * MemoryLayout<Number>.size)
    // All machines we build for are little-endian; a loop would be the same bytes.
    values.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  /// Adds an array of flags, a byte each.
  package mutating func write(_ flags: [Bool]) { write(flags.map { $0 ? UInt8(1) : 0 }) }
}

/// A number that is saved as its bytes.
package protocol StoredNumber: BitwiseCopyable {
  init()
}
extension UInt8: StoredNumber {}
extension UInt16: StoredNumber {}
extension Int32: StoredNumber {}
extension UInt32: StoredNumber {}
extension Int64: StoredNumber {}
extension Float: StoredNumber {}
extension Double: StoredNumber {}

/// Reads what `ModelWriter` wrote; never past the end, and never more memory than the bytes stand for.
package struct ModelReader: Sendable {
  private let bytes: [UInt8]
  private var position: Int
  private let end: Int

  /// The bytes of a range.
  package init(_ bytes: [UInt8], in range: Range<Int>) {
    self.bytes = bytes
    position = range.lowerBound
    end = range.upperBound
  }

  package init(_ bytes: [UInt8]) { self.init(bytes, in: 0..<bytes.count) }

  package var isAtEnd: Bool { position == end }

  /// The next whole number.
  package mutating func read<Number: FixedWidthInteger>(_: Number.Type) throws(ModelFileError) -> Number {
    let size = MemoryLayout<Number>.size
    guard end - position >= size else { throw Self.cutOff }
    var value: Number = 0
    for index in 0..<size { value |= Number(truncatingIfNeeded: bytes[position + index]) << Number(8 * index) }
    position += size
    return value
  }

  /// The next text; what is no UTF-8 is replaced.
  package mutating func readText() throws(ModelFileError) -> String {
    let count = try readCount(elementSize: 1)
    defer { position += count }
    return String(decoding: bytes[position..<(position + count)], as: UTF8.self)
  }

  /// The next array of numbers.
  package mutating func readArray<Number: StoredNumber>(_: Number.Type) throws(ModelFileError) -> [Number] {
    let size = MemoryLayout<Number>.size
    let count = try readCount(elementSize: size)
    var values = [Number](repeating: Number(), count: count)
    values.withUnsafeMutableBytes { to in
      bytes.withUnsafeBytes { from in
        to.copyMemory(from: UnsafeRawBufferPointer(rebasing: from[position..<(position + count * size)]))
      }
    }
    position += count * size
    return values
  }

  /// A length whose elements are all there.
  package mutating func readCount(elementSize: Int) throws(ModelFileError) -> Int {
    let count = try read(UInt64.self)
    guard count <= UInt64(end - position) / UInt64(elementSize) else { throw Self.cutOff }
    return Int(count)
  }

  /// Throws unless something holds that holds in every file we write.
  package func require(_ holds: Bool) throws(ModelFileError) {
    guard holds else { throw ModelFileError(.damaged, "The model's parts do not fit together.") }
  }

  private static var cutOff: ModelFileError { ModelFileError(.damaged, "The model is cut off.") }
}
