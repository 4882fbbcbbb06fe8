import Attributes
import Evaluation
import Interactions
import ListFiles

/// What stands beside lists and truth: earlier events and attributes of items.
package struct ListBackgroundInput: Sendable {
  /// Earlier events under the indices of the lists; nil without.
  let background: ListBackground?
  /// Categories of items; nil without.
  let categories: ItemCategories?
  /// Vectors of items; nil without.
  let embeddings: ItemEmbeddings?
  let catalogue: ItemShares

  /// Neither.
  package init(_ files: ListFilesInput) {
    (background, categories, embeddings) = (nil, nil, nil)
    catalogue = ItemShares(itemCount: files.items.count)
  }

  /// - Parameters:
  ///   - files: gains the items that only `log` or `items` name.
  ///   - log: events before the lists were made.
  ///   - items: attributes of items by `ITEM_ID`.
  ///   - vectors: embeddings of items by `ITEM_ID`: each column of numbers is a dimension.
  package init(
    _ files: inout ListFilesInput, log: InteractionLog?, items: AttributeTable?, vectors: AttributeTable? = nil
  ) {
    let named = files.items.count
    let ofLog = log.map { log in log.items.map { files.items.index(of: $0) } } ?? []
    let ofTable = items.map { table in table.ids.map { files.items.index(of: $0) } } ?? []
    let count = files.items.count
    if let log {
      let places = NamePool(files.userNames)
      background = ListBackground(
        log, users: log.users.map { places.known($0).map { Int($0) } }, items: ofLog,
        listedUsers: files.userNames.count, itemCount: count)
    } else {
      background = nil
    }
    categories = items.flatMap { ListBackgroundInput.categories($0, indices: ofTable, itemCount: count) }
    let names = files.items.names
    embeddings = vectors.map { ListBackgroundInput.embeddings($0, of: names) }
    guard log != nil || items != nil else {
      catalogue = ItemShares(itemCount: named)
      return
    }
    // Personalize's denominator: the items of the Interactions and Items data sets together.
    var isMember = [Bool](repeating: false, count: count)
    for item in ofLog + ofTable { isMember[Int(item)] = true }
    let words =
      log == nil
      ? "items of the items file" : items == nil ? "items of the earlier events" : "items of events and items"
    catalogue = ItemShares(isMember: isMember, words: words)
  }

  /// The vectors of named items; one with a number missing is none.
  private static func embeddings(_ table: AttributeTable, of names: [String]) -> ItemEmbeddings {
    let columns = table.columns.compactMap { column -> [Double]? in
      if case .numbers(let numbers) = column.content { numbers } else { nil }
    }
    return ItemEmbeddings(
      dimension: columns.count,
      vectors: names.map { name in
        guard let row = table.row(of: name) else { return [] }
        let vector = columns.map { $0[Int(row)] }
        return vector.contains { !$0.isFinite } ? [] : vector
      })
  }

  /// The first column of categories.
  private static func categories(_ table: AttributeTable, indices: [Int32], itemCount: Int) -> ItemCategories? {
    for column in table.columns {
      guard case .categories(let categories) = column.content else { continue }
      var codes = [[Int32]](repeating: [], count: itemCount)
      for (row, item) in indices.enumerated() { codes[Int(item)] = Array(Set(categories.codes(of: row))).sorted() }
      return ItemCategories(column: column.name, count: categories.names.count, codes: codes)
    }
    return nil
  }

  /// Which items of the truth their users took before, in a sentence; nil where none, or nothing is known of before. Lists that
  /// leave out what was taken cannot find them, and lists made from later events may know them.
  func knownTruth(_ files: ListFilesInput) -> String? {
    guard let background else { return nil }
    var count = 0
    var examples: [String] = []
    for user in 0..<files.truth.count {
      let taken = Set(background.taken(user))
      for row in files.truth.offsets[user]..<files.truth.offsets[user + 1] where taken.contains(files.truth.items[row])
      {
        count += 1
        guard examples.count < 5 else { continue }
        let names = [files.userNames[user], files.items.names[Int(files.truth.items[row])]]
        examples.append(names.map(\.shortAndPlain).joined(separator: " "))
      }
    }
    guard count > 0 else { return nil }
    return
      "Leakage X-ray: \(count) of \(files.truth.items.count) rows of the truth are items that their user has in the "
      + "earlier events: " + examples.joined(separator: "; ") + (count > examples.count ? "; …" : "") + "."
  }

  /// A column a measure and K, by user.
  func columns(_ files: ListFilesInput, _ lists: FlatLists, ks: [Int]) -> [EvaluatedMetric.Column] {
    let relevant = (0..<files.truth.count).map { user in
      Set(
        (files.truth.offsets[user]..<files.truth.offsets[user + 1]).filter { files.truth.gains[$0] > 0 }
          .map { files.truth.items[$0] })
    }
    return ListQuality.allCases.flatMap { quality in
      ks.filter {
        quality.isKnown(
          background: background != nil, categories: categories != nil, embeddings: embeddings != nil, k: $0)
      }.map { k in
        EvaluatedMetric.Column(
          name: quality.name, k: k, denominator: quality.denominator,
          values: (0..<lists.count).map { user in
            quality.value(
              ListInContext(
                list: lists[user].prefix(k), k: k, user: user, relevant: relevant[user], background: background,
                categories: categories, embeddings: embeddings, catalogueSize: catalogue.itemCount))
          })
      }
    }
  }
}
