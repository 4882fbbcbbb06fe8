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
  /// Items of each user, oldest first, without the last.
  let sequences: Histories
  private let userNumbers: [Int32]
  private let itemNumbers: [Int32]

  /// - Parameter data: folder in which `ml-1m/ratings.dat` may lie.
  init(data: String?) {
    if let data, let ratings = Ratings(path: data + "/ml-1m/ratings.dat") {
      self.init(ratings)
    } else {
      self.init(Ratings.madeUp())
    }
  }

  private init(_ ratings: Ratings) {
    // One array after another, each let go when it is read: the memory of a benchmark is that of its work.
    var ratings = ratings
    userNumbers = Self.numbers(ratings.users)
    itemNumbers = Self.numbers(ratings.items)
    Self.renumber(&ratings.users, userNumbers)
    Self.renumber(&ratings.items, itemNumbers)
    var starts = [Int](repeating: 0, count: userNumbers.count + 1)
    for user in ratings.users { starts[Int(user) + 1] += 1 }
    for user in userNumbers.indices { starts[user + 1] += starts[user] }
    var next = starts
    var order = [Int32](repeating: 0, count: ratings.users.count)
    for (index, user) in ratings.users.enumerated() {
      order[next[Int(user)]] = Int32(index)
      next[Int(user)] += 1
    }
    ratings.users = []
    for user in userNumbers.indices {
      order[starts[user]..<starts[user + 1]].sort {
        let (a, b) = (ratings.seconds[Int($0)], ratings.seconds[Int($1)])
        return a != b ? a < b : $0 < $1
      }
    }
    ratings.seconds = []
    var (rowUsers, rowItems): ([Int32], [Int32]) = ([], [])
    rowUsers.reserveCapacity(order.count)
    rowItems.reserveCapacity(order.count)
    var truth: [Int32] = []
    var offsets = [0]
    for user in userNumbers.indices {
      for place in starts[user]..<starts[user + 1] - 1 {
        rowUsers.append(Int32(user))
        rowItems.append(ratings.items[Int(order[place])])
      }
      truth.append(ratings.items[Int(order[starts[user + 1] - 1])])
      offsets.append(rowItems.count)
    }
    ratings.items = []
    order = []
    self.truth = truth
    sequences = Histories(offsets: offsets, items: rowItems)
    rows = BinaryRows(
      rows: userNumbers.count, columns: itemNumbers.count, rowOfPair: rowUsers, columnOfPair: rowItems)
  }

  /// The numbers that occur, ascending.
  private static func numbers(_ values: [Int32]) -> [Int32] {
    var occurs = [Bool](repeating: false, count: Int(values.max() ?? -1) + 1)
    for value in values { occurs[Int(value)] = true }
    return occurs.indices.filter { occurs[$0] }.map(Int32.init)
  }

  /// Each number becomes its place among the numbers that occur.
  private static func renumber(_ values: inout [Int32], _ numbers: [Int32]) {
    var places = [Int32](repeating: 0, count: Int(numbers.last ?? 0) + 1)
    for (place, number) in numbers.enumerated() { places[Int(number)] = Int32(place) }
    for index in values.indices { values[index] = places[Int(values[index])] }
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

/// Numbers of users and items, and seconds, of a log.
private struct Ratings {
  var users: [Int32] = []
  var items: [Int32] = []
  /// Seconds since the epoch, until 2106.
  var seconds: [UInt32] = []

  private init() {}

  /// The rows of a file `user::item::rating::seconds`; nil where it cannot be read or holds none.
  ///
  /// Read in pieces: the file is larger than what is kept of it.
  init?(path: String) {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var fields: [Int64] = []
    var number: Int64?
    while true {
      let count = fread(&piece, 1, piece.count, file)
      guard count > 0 else { break }
      for byte in piece[..<count] {
        if (48...57).contains(byte) {
          number = (number ?? 0) &* 10 &+ Int64(byte - 48)
          continue
        }
        if let value = number { fields.append(value) }
        number = nil
        guard byte == 10 else { continue }
        // Ids below a million: places are found in a table.
        if fields.count == 4, fields[0] < 1_000_000, fields[1] < 1_000_000 {
          users.append(Int32(fields[0]))
          items.append(Int32(fields[1]))
          seconds.append(UInt32(clamping: fields[3]))
        }
        fields.removeAll(keepingCapacity: true)
      }
    }
    if users.isEmpty { return nil }
  }

  /// A made-up log about the size of MovieLens 1M.
  static func madeUp() -> Ratings {
    var parameters = SyntheticParameters()
    (parameters.users, parameters.items, parameters.events) = (6_040, 3_706, 1_000_000)
    let log = SyntheticLog(parameters, seed: 1).log
    var ratings = Ratings()
    (ratings.users, ratings.items, ratings.seconds) = (
      log.userIDs, log.itemIDs, log.timestamps.map { UInt32(clamping: $0) }
    )
    return ratings
  }
}
