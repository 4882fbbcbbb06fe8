/// The part of an object that a `Range` header asks for (RFC 9110, 14.1.2).
enum ByteRange {
  /// - Returns: nil where the whole is to be sent: no header, several ranges, or none that can be read.
  static func range(_ header: String?, size: Int) throws(S3Error) -> Range<Int>? {
    guard let header, header.lowercased().hasPrefix("bytes=") else { return nil }
    let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false).map {
      $0.filter { $0 != " " }
    }
    guard ends.count == 2, ends.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { return nil }
    let unsatisfiable = S3Error(
      status: 416, code: "InvalidRange", message: "The requested range is not satisfiable",
      details: [("ActualObjectSize", "\(size)"), ("RangeRequested", String(header.prefix(200)))])
    if ends[0].isEmpty {
      guard !ends[1].isEmpty else { return nil }
      // A number too large for Int asks for more than there is.
      let count = Int(ends[1]) ?? Int.max
      guard count > 0, size > 0 else { throw unsatisfiable }
      return max(0, size - count)..<size
    }
    let first = Int(ends[0]) ?? Int.max
    let last = ends[1].isEmpty ? Int.max : Int(ends[1]) ?? Int.max
    guard last >= first else { return nil }
    guard first < size else { throw unsatisfiable }
    return first..<min(last, size - 1) + 1
  }
}
