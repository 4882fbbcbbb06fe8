/// The best few of many scored items: a binary heap of bounded size with the worst kept item on top.
///
/// Higher scores are better, of equal scores the lower item index, so the order of offers does not matter to the outcome.
/// Most offers end at one comparison with the worst kept item; n offers into k places cost O(n + k·log(n/k)·log k)
/// where their order is random.
struct TopItems: Sendable {
  struct Entry: Sendable {
    let item: Int32
    let score: Float

    func isBetter(than other: Entry) -> Bool {
      score != other.score ? score > other.score : item < other.item
    }
  }

  private var heap: [Entry] = []
  private var capacity = 0

  /// Forgets everything and keeps at most `capacity` items from now on.
  mutating func start(capacity: Int) {
    self.capacity = capacity
    heap.removeAll(keepingCapacity: true)
  }

  /// What an offer must at least score to be kept: minus infinity while there is room.
  var bar: Float { heap.count < capacity ? -.infinity : heap.first?.score ?? .infinity }

  /// Considers an item, offered once. The score is a number.
  mutating func offer(_ item: Int32, score: Float) {
    let entry = Entry(item: item, score: score)
    if heap.count < capacity {
      heap.append(entry)
      siftUp()
    } else if let worst = heap.first, entry.isBetter(than: worst) {
      heap[0] = entry
      siftDown()
    }
  }

  /// The kept items, best first.
  func sorted() -> [Entry] { heap.sorted { $0.isBetter(than: $1) } }

  private mutating func siftUp() {
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[parent].isBetter(than: heap[child]) else { return }
      heap.swapAt(parent, child)
      child = parent
    }
  }

  private mutating func siftDown() {
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { return }
      if child + 1 < heap.count, heap[child].isBetter(than: heap[child + 1]) { child += 1 }
      guard heap[parent].isBetter(than: heap[child]) else { return }
      heap.swapAt(parent, child)
      parent = child
    }
  }
}
