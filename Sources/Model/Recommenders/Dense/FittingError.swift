/// Why a dense model cannot be fitted.
package struct FittingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is the matter.
  package enum Code: String, Sendable, Hashable {
    /// The catalogue is too large for a matrix of items × items.
    case catalogueTooLarge
    /// More memory than allowed.
    case memory
    /// A parameter is out of its range.
    case parameter
    /// The equations cannot be solved in single precision, or saved numbers are not regular.
    case notRegular
  }
  package let code: Code
  /// Name of the model, as users write it.
  package let model: String
  package let items: Int
  /// Estimated memory, bytes.
  package let bytes: Int

  init(_ code: Code, model: String, items: Int = 0, bytes: Int = 0) {
    (self.code, self.model, self.items, self.bytes) = (code, model, items, bytes)
  }

  package var description: String {
    let gigabytes = (Double(bytes) / 1e8).rounded() / 10
    return switch code {
    case .catalogueTooLarge:
      "\(model) keeps a number for each pair of items: \(items) items would take \(gigabytes) GB. "
        + "It takes at most \(DenseLimits.items) items; use ials, rp3beta or item-knn."
    case .memory: "\(model) would take \(gigabytes) GB of memory, more than \(DenseLimits.bytes / 1_000_000_000) GB."
    case .parameter: "a parameter of \(model) is out of its range."
    case .notRegular: "the equations of \(model) cannot be solved in single precision; a larger regularization helps."
    }
  }
}

/// How large a dense model may become.
package enum DenseLimits {
  /// Items of a model with a number for each pair of items.
  package static let items = 25_000
  /// Memory of one model while it is fitted, bytes.
  package static let bytes = 14_000_000_000

  /// Throws where a model of items × items is too large.
  static func check(model: String, items: Int, bytes: Int) throws(FittingError) {
    guard items <= self.items else {
      throw FittingError(.catalogueTooLarge, model: model, items: items, bytes: bytes)
    }
    guard bytes <= self.bytes else { throw FittingError(.memory, model: model, items: items, bytes: bytes) }
  }
}
