import Glibc
import Interactions
import LinearAlgebra
import Recommenders

/// Who took what, each user's last event held out: what the recommenders' benchmarks are fitted to and judged by.
///
/// MovieLens 1M where the user has it, else a made-up log of its size. The last event is the one with the largest
/// timestamp, of equal ones the last in the file; every row counts, whatever its rating.
struct LeaveLastOut: Sendable {
  /// Distinct training items of each user, users and items by ascending number.
  let rows: BinaryRows
  /// The held-out item of each user.
  let truth: [Int32]
  /// Items of each user, oldest first, without the last; none where they were not asked for.
  let sequences: Histories
  private let userNumbers: [Int32]
  private let itemNumbers: [Int32]

  /// - Parameters:
  ///   - data: folder in which `ml-1m/ratings.dat` may lie.
  ///   - keepsSequences: whether the order of events is wanted beside the distinct items.
  init(data: String?, keepsSequences: Bool = false) {
    if let path = data.map({ $0 + "/ml-1m/ratings.dat" }), Ratings.isThere(path) {
      self.init(keepsSequences) { Ratings.read(path, $0) }
    } else {
      let log = Ratings.madeUp()
      self.init(keepsSequences) { body in
        for event in 0..<log.count {
          body(log.userIDs[event], log.itemIDs[event], UInt32(clamping: log.timestamps[event]))
        }
      }
    }
  }

  /// Goes through the rows twice, to count them and to put each where it belongs: the memory of a benchmark is that of
  /// its work, not of its reading.
  private init(_ keepsSequences: Bool, _ forEach: ((_ user: Int32, _ item: Int32, _ seconds: UInt32) -> Void) -> Void) {
    var (users, items): ([Int32], [Int32]) = ([], [])
    forEach { user, item, _ in
      Self.count(user, in: &users)
      Self.count(item, in: &items)
    }
    userNumbers = Self.numbers(users)
    itemNumbers = Self.numbers(items)
    var starts = [0]
    for number in userNumbers { starts.append((starts.last ?? 0) + Int(users[Int(number)])) }
    let (userPlaces, itemPlaces) = (Self.places(userNumbers), Self.places(itemNumbers))
    var next = starts
    var taken = [Int32](repeating: 0, count: starts.last ?? 0)
    var seconds = [UInt32](repeating: 0, count: taken.count)
    forEach { user, item, second in
      let place = Int(userPlaces[Int(user)])
      taken[next[place]] = itemPlaces[Int(item)]
      seconds[next[place]] = second
      next[place] += 1
    }
    var truth: [Int32] = []
    var offsets = [0]
    var kept = 0
    for user in userNumbers.indices {
      let own = starts[user]..<starts[user + 1]
      let order = own.sorted { seconds[$0] != seconds[$1] ? seconds[$0] < seconds[$1] : $0 < $1 }
      let sorted = order.map { taken[$0] }
      for item in sorted.dropLast() {
        taken[kept] = item
        kept += 1
      }
      truth.append(sorted.last ?? 0)
      offsets.append(kept)
    }
    seconds = []
    taken.removeLast(taken.count - kept)
    self.truth = truth
    sequences = keepsSequences ? Histories(offsets: offsets, items: taken) : Histories(rows: [])
    rows = BinaryRows(sets: taken, offsets: offsets, columns: itemNumbers.count)
  }

  private static func count(_ number: Int32, in counts: inout [Int32]) {
    if Int(number) >= counts.count {
      counts.append(contentsOf: repeatElement(0, count: Int(number) + 1 - counts.count))
    }
    counts[Int(number)] += 1
  }

  /// The numbers that occur, ascending.
  private static func numbers(_ counts: [Int32]) -> [Int32] {
    counts.indices.filter { counts[$0] > 0 }.map(Int32.init)
  }

  /// Each number's place among those that occur.
  private static func places(_ numbers: [Int32]) -> [Int32] {
    var places = [Int32](repeating: 0, count: Int(numbers.last ?? 0) + 1)
    for (place, number) in numbers.enumerated() { places[Int(number)] = Int32(place) }
    return places
  }

  /// Writes `train.csv` and `test.csv` into a folder, the form that the peer reads; false where that failed.
  func write(into folder: String) -> Bool {
    func write(_ name: String, _ body: (UnsafeMutablePointer<FILE>) -> Void) -> Bool {
      guard let file = fopen(folder + "/" + name, "w") else { return false }
      fputs("user,item,timestamp\n", file)
      body(file)
      return fclose(file) == 0
    }
    return write("train.csv") { file in
      for user in 0..<rows.rows {
        for item in rows[user] { fputs("\(userNumbers[user]),\(itemNumbers[Int(item)]),0\n", file) }
      }
    }
      && write("test.csv") { file in
        for (user, item) in truth.enumerated() { fputs("\(userNumbers[user]),\(itemNumbers[Int(item)]),0\n", file) }
      }
  }

  /// NDCG@10 of each user's list, with one right item.
  func ndcg(_ lists: [[Int32]]) -> Double {
    var sum = 0.0
    for (list, item) in zip(lists, truth) {
      if let place = list.prefix(10).firstIndex(of: item) { sum += 1 / log2(Double(place) + 2) }
    }
    return sum / Double(max(1, truth.count))
  }
}

/// Rows of a log: numbers of user and item below a million, and seconds since the epoch, until 2106.
private enum Ratings {
  /// Whether a file begins with such a row.
  static func isThere(_ path: String) -> Bool {
    var found = false
    read(path, atMost: 1 << 12) { _, _, _ in found = true }
    return found
  }

  /// Calls `body` with the rows of a file `user::item::rating::seconds`; other rows are passed over.
  ///
  /// Read in pieces: the file is larger than what is kept of it.
  static func read(_ path: String, atMost limit: Int = .max, _ body: (Int32, Int32, UInt32) -> Void) {
    guard let file = fopen(path, "r") else { return }
    defer { fclose(file) }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var fields: [Int64] = []
    var number: Int64?
    var left = limit
    while left > 0 {
      let count = fread(&piece, 1, min(left, piece.count), file)
      guard count > 0 else { break }
      left -= count
      for byte in piece[..<count] {
        if (48...57).contains(byte) {
          number = (number ?? 0) &* 10 &+ Int64(byte - 48)
          continue
        }
        if let value = number { fields.append(value) }
        number = nil
        guard byte == 10 else { continue }
        if fields.count == 4, (0..<1_000_000).contains(fields[0]), (0..<1_000_000).contains(fields[1]) {
          body(Int32(fields[0]), Int32(fields[1]), UInt32(clamping: fields[3]))
        }
        fields.removeAll(keepingCapacity: true)
      }
    }
  }

  /// A made-up log about the size of MovieLens 1M.
  static func madeUp() -> InteractionLog {
    var parameters = SyntheticParameters()
    (parameters.users, parameters.items, parameters.events) = (6_040, 3_706, 1_000_000)
    return SyntheticLog(parameters, seed: 1).log
  }
}
