import CBLAS

/// OpenBLAS behind names of its operations; all matrices are row-major, with rows `stride` floats apart.
///
/// Every call runs on the calling thread: OpenBLAS's thread count is one number for the whole process and changes bits,
/// so it is set once, to one, and work is spread over cores by cutting it into fixed pieces (`Chunks`).
enum BLAS {
  /// Sets the thread count, once in the life of the process; the language runs it behind a lock.
  private static let isSingleThreaded: Bool = {
    openblas_set_num_threads(1)
    return true
  }()

  /// To be called before a group of calls, from any thread.
  @inline(__always) static func prepare() { _ = isSingleThreaded }

  /// c ← α·op(a)·op(b) + β·c, where c is rows × columns and the inner dimension `depth`.
  static func multiply(
    rows: Int, columns: Int, depth: Int, alpha: Float = 1, _ a: UnsafePointer<Float>, stride aStride: Int,
    aTransposed: Bool = false, _ b: UnsafePointer<Float>, stride bStride: Int,
    bTransposed: Bool = false, beta: Float, into c: UnsafeMutablePointer<Float>, stride cStride: Int
  ) {
    guard rows > 0, columns > 0 else { return }
    cblas_sgemm(
      CblasRowMajor, aTransposed ? CblasTrans : CblasNoTrans, bTransposed ? CblasTrans : CblasNoTrans, Int32(rows),
      Int32(columns), Int32(depth), alpha, a, Int32(max(1, aStride)), b, Int32(max(1, bStride)), beta, c,
      Int32(max(1, cStride)))
  }

  /// The upper triangle of c ← α·aᵀ·a + β·c, where a is rows × columns.
  static func addGram(
    rows: Int, columns: Int, alpha: Float = 1, _ a: UnsafePointer<Float>, stride aStride: Int, beta: Float,
    into c: UnsafeMutablePointer<Float>, stride cStride: Int
  ) {
    cblas_ssyrk(
      CblasRowMajor, CblasUpper, CblasTrans, Int32(columns), Int32(rows), alpha, a, Int32(aStride), beta, c,
      Int32(cStride))
  }

  /// The upper triangle of a symmetric positive definite matrix becomes its factor U with UᵀU = A; false where it is
  /// not positive definite (in single precision).
  static func factor(_ a: UnsafeMutablePointer<Float>, order: Int, stride: Int) -> Bool {
    // LAPACK counts columns first: its lower triangle is our upper one.
    var (n, ld, info) = (Int32(order), Int32(stride), Int32(0))
    spotrf_("L", &n, a, &ld, &info, 1)
    return info == 0
  }

  /// Solves A·x = b with the factor of `factor`; b becomes x.
  static func solve(factor a: UnsafePointer<Float>, order: Int, stride: Int, _ b: UnsafeMutablePointer<Float>) {
    var (n, ld, one, info) = (Int32(order), Int32(stride), Int32(1), Int32(0))
    var width = n
    spotrs_("L", &n, &one, a, &ld, b, &width, &info, 1)
  }
}
