extension String {
  /// The text without control characters and without marks that turn the writing direction; line breaks and tabs
  /// become spaces. Text in reports comes from strangers' files: it may say anything, but not move anything.
  var clean: String {
    var result = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      switch scalar.value {
      case 0x09, 0x0A, 0x0D, 0x85, 0x2028, 0x2029: result.append(" ")
      case 0x00..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFC: continue
      default: result.append(scalar)
      }
    }
    return String(result)
  }
}
