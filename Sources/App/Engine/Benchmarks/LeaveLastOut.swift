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
    userNumbers = Set(ratings.users).sorted()
    itemNumbers = Set(ratings.items).sorted()
    let users = Self.places(ratings.users, userNumbers)
    let items = Self.places(ratings.items, itemNumbers)
    // By user, then time; the sort is stable.
    var order = (0..<Int32(users.count)).map { $0 }
    order.sort {
      let (a, b) = (Int($0), Int($1))
      if users[a] != users[b] { return users[a] < users[b] }
      return ratings.seconds[a] != ratings.seconds[b] ? ratings.seconds[a] < ratings.seconds[b] : a < b
    }
    var (rowUsers, rowItems): ([Int32], [Int32]) = ([], [])
    var truth: [Int32] = []
    var offsets = [0]
    for (place, index) in order.enumerated() {
      let isLast = place + 1 == order.count || users[Int(order[place + 1])] != users[Int(index)]
      if isLast {
        truth.append(items[Int(index)])
        offsets.append(rowItems.count)
      } else {
        rowUsers.append(users[Int(index)])
        rowItems.append(items[Int(index)])
      }
    }
    self.truth = truth
    sequences = Histories(offsets: offsets, items: rowItems)
    rows = BinaryRows(
      rows: userNumbers.count, columns: itemNumbers.count, rowOfPair: rowUsers, columnOfPair: rowItems)
  }

  /// Each number's place among the numbers, ascending.
  private static func places(_ values: [Int32], _ numbers: [Int32]) -> [Int32] {
    var places = [Int32](repeating: 0, count: Int(numbers.last ?? 0) + 1)
    for (place, number) in numbers.enumerated() { places[Int(number)] = Int32(place) }
    return values.map { places[Int($0)] }
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
  var seconds: [Int64] = []

  private init() {}

  /// The rows of a file `user::item::rating::seconds`; nil where it cannot be read or holds none.
  ///
  /// Read in pieces, so that the memory of a benchmark is that of its work.
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
          seconds.append(fields[3])
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
    (ratings.users, ratings.items, ratings.seconds) = (log.userIDs, log.itemIDs, log.timestamps)
    return ratings
  }
}
