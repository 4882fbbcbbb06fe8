/// Memory for what a loop changes at each step. An array asks at each change whether it has to be copied first, which is a
/// call and empties the processor's registers; here copies of the value share the memory, so it has one owner by convention.
/// There is no check of bounds.
@frozen @usableFromInline package struct Cells<Element> {
  @usableFromInline let base: UnsafeMutablePointer<Element>
  @usableFromInline package let count: Int
  @usableFromInline let owner: Owner

  /// Frees the memory with the last copy.
  @usableFromInline final class Owner {
    private let base: UnsafeMutablePointer<Element>
    private let count: Int

    @usableFromInline init(_ base: UnsafeMutablePointer<Element>, _ count: Int) {
      (self.base, self.count) = (base, count)
    }

    deinit {
      base.deinitialize(count: count)
      base.deallocate()
    }
  }

  /// Memory that holds the given elements.
  package init(_ elements: some Collection<Element>) {
    count = elements.count
    base = UnsafeMutablePointer<Element>.allocate(capacity: count)
    _ = UnsafeMutableBufferPointer(start: base, count: count).initialize(from: elements)
    owner = Owner(base, count)
  }

  @inlinable package subscript(index: Int) -> Element {
    @inline(__always) get { base[index] }
    @inline(__always) nonmutating _modify { yield &base[index] }
  }
}
