import Measures

/// Makes a log of the parts that were read: one numbering of names, whole columns.
struct LogAssembly {
  let layout: LogLayout
  let pass: LogPass
  let workers: Workers
  /// Whether it is kept which row each event came from.
  var keepsRows = false

  /// The log with all that was wrong.
  func reading() -> LogReading {
    var findings = layout.findings
    func whole(_ severity: Finding.Severity, _ code: String, _ message: String, _ remedy: String = "") {
      findings.append(
        Finding(severity, code: code, source: layout.source, place: .whole, message: message, remedy: remedy))
    }
    let rowsRead = pass.rowsRead
    let types = merged(pass.collectors.map(\.eventTypes), pass.collectors.map(\.typePlaces))
    guard types.table.count <= RowCollector.mostEventTypes else {
      whole(
        .error, "too-many-event-types", "The log has more than \(RowCollector.mostEventTypes) event types.",
        "Check that EVENT_TYPE is the right column.")
      return LogReading(log: .empty, format: layout.format, rowsRead: rowsRead, findings: findings)
    }
    let made = log(types)
    let log = made.log
    if log.count == 0 {
      whole(.error, "empty-log", rowsRead == 0 ? "The file has no rows of data." : "No row could be read.")
    }
    if let unit = pass.unit, unit != .seconds, log.count > 0 {
      var divided = "The timestamps were \(unit); divided by \(unit.perSecond)."
      if case .numbers = layout.form {
        divided = "The timestamps are \(unit), by the mapping; divided by \(unit.perSecond)."
      }
      whole(.warning, "timestamp-unit", divided, "Amazon Personalize wants seconds.")
    }
    if pass.hasTextTimestamps {
      whole(
        .warning, "timestamp-text",
        layout.form.isPattern
          ? "Timestamps were text by the mapping's pattern; turned into seconds."
          : "Timestamps were ISO 8601 text; turned into seconds, fractions cut off.",
        "Amazon Personalize wants seconds since 1970.")
    }
    if let name = made.quoted {
      whole(.warning, "quote-in-id", "The id \(name) holds a quote.", "Amazon Personalize does not allow it.")
    }
    var faults = RowFaults()
    var lines = layout.linesBefore
    for chunk in pass.chunks {
      faults.add(chunk.faults, lines: lines)
      lines += chunk.lines
    }
    var reading = LogReading(
      log: log, format: layout.format, rowsRead: rowsRead, rowsBad: faults.total, faults: faults.byReason,
      findings: findings + faults.findings(source: layout.source))
    if faults.total == 0 { reading.rows = made.rows }
    return reading
  }

  /// One table of all names, and the number in it of each table's names; nil where they are the same.
  private typealias Merged = (table: NameTable, numbers: [[Int32]]?)

  /// Numbers the names of several tables in order of their first appearance.
  ///
  /// - Parameter places: where each name was first met, ascending in each table.
  private func merged(_ tables: [NameTable], _ places: [[UInt64]]) -> Merged {
    let used = tables.indices.filter { tables[$0].count > 0 }
    if used.isEmpty { return (NameTable(), nil) }
    if used == [0] { return (tables[0], nil) }
    let all = NameTable(expected: (tables.map(\.count).max() ?? 0) * 5 / 4)
    var numbers = tables.map { [Int32](repeating: 0, count: $0.count) }
    var next = [Int](repeating: 0, count: tables.count)
    while true {
      // Tables are few: a worker has one.
      var best = -1
      for index in used where next[index] < places[index].count {
        if best < 0 || places[index][next[index]] < places[best][next[best]] { best = index }
      }
      guard best >= 0 else { return (all, numbers) }
      numbers[best][next[best]] = all.numberAdding(next[best], of: tables[best])
      next[best] += 1
    }
  }

  private func log(_ types: Merged) -> (log: InteractionLog, rows: [Int32]?, quoted: String?) {
    nonisolated(unsafe) let collectors = pass.collectors
    nonisolated(unsafe) var tables: [Merged?] = [nil, nil]
    nonisolated(unsafe) var names: [[String]] = [[], []]
    nonisolated(unsafe) let me = self
    let exclusively = workers.exclusively
    workers.run(2) { which in
      let all =
        which == 0
        ? me.merged(collectors.map(\.users), collectors.map(\.userPlaces))
        : me.merged(collectors.map(\.items), collectors.map(\.itemPlaces))
      let texts = all.table.names
      exclusively {
        tables[which] = all
        names[which] = texts
      }
    }
    let typeNumbers = types.numbers
    let total = pass.chunks.reduce(0) { $0 + $1.rows }
    let hasTypes = layout.columns.eventType != nil
    let userIDs = ids(total, tables[0], \.userIDs)
    let itemIDs = ids(total, tables[1], \.itemIDs)
    let timestamps = times(total)
    let typeIDs: [UInt8] =
      hasTypes
      ? column(total) { chunk, place in
        let numbers = typeNumbers?[chunk.collector]
        for index in 0..<chunk.rows {
          let own = chunk.eventTypeIDs[index]
          place[index] = numbers.map { UInt8(truncatingIfNeeded: $0[Int(own)]) } ?? own
        }
        chunk.eventTypeIDs = []
      }
      : [UInt8](repeating: 0, count: total)
    let values =
      layout.columns.value == nil
      ? LogValues(none: total)
      : LogValues(
        column(total) { chunk, place in
          chunk.values.withUnsafeBufferPointer {
            if let base = $0.baseAddress { place.initialize(from: base, count: $0.count) }
          }
          chunk.values = []
        })
    let log = InteractionLog(
      users: names[0], items: names[1], eventTypes: hasTypes ? types.table.names : [layout.constantEventType],
      userIDs: userIDs, itemIDs: itemIDs, timestamps: timestamps, eventTypeIDs: typeIDs, values: values,
      isAscending: isAscending)
    let quoted = tables[0]?.table.firstName(with: Byte.quote) ?? tables[1]?.table.firstName(with: Byte.quote)
    guard keepsRows else { return (log, nil, quoted) }
    // The order that the log was sorted into: equal seconds keep that of the file.
    let first = Int32(clamping: layout.linesBefore + 1)
    return (log, stableOrder(of: timestamps).map { $0 + first }, quoted)
  }

  /// The timestamps; those of parts are freed as it goes, so that not all is in memory twice.
  private func times(_ total: Int) -> LogTimes {
    let withRows = pass.chunks.filter { $0.rows > 0 }
    guard layout.columns.timestamp != nil, let earliest = withRows.map(\.times.earliest).min(),
      let latest = withRows.map(\.times.latest).max()
    else { return LogTimes(0..<Int64(total)) }
    guard UInt64(bitPattern: latest &- earliest) <= UInt32.max else {
      return LogTimes(column(total) { chunk, place in chunk.times.move(to: place) } as [Int64])
    }
    return LogTimes(
      earliest: earliest,
      differences: column(total) { chunk, place in chunk.times.move(to: place, since: earliest) })
  }

  /// Whether the timestamps ascend through all parts.
  private var isAscending: Bool {
    guard layout.columns.timestamp != nil else { return true }
    var last = Int64.min
    for chunk in pass.chunks where chunk.rows > 0 {
      guard chunk.times.isAscending, chunk.times.first >= last else { return false }
      last = chunk.times.last
    }
    return true
  }

  /// A column of ids, renumbered, as narrow as its table of names allows.
  private func ids(
    _ total: Int, _ table: Merged?, _ path: ReferenceWritableKeyPath<LogChunk, [Int32]>
  ) -> LogIDs {
    (table?.table.count ?? 0) <= LogIDs.mostNarrowNames
      ? LogIDs(narrow: renumbered(total, table?.numbers, path)) : LogIDs(wide: renumbered(total, table?.numbers, path))
  }

  private func renumbered<ID: FixedWidthInteger & SendableMetatype>(
    _ total: Int, _ numbers: [[Int32]]?, _ path: ReferenceWritableKeyPath<LogChunk, [Int32]>
  ) -> [ID] {
    nonisolated(unsafe) let path = path
    return column(total) { chunk, place in
      chunk[keyPath: path].withUnsafeBufferPointer { own in
        guard let renumbered = numbers?[chunk.collector] else {
          for index in 0..<own.count { place[index] = ID(truncatingIfNeeded: own[index]) }
          return
        }
        renumbered.withUnsafeBufferPointer { renumbered in
          for index in 0..<own.count { place[index] = ID(truncatingIfNeeded: renumbered[Int(own[index])]) }
        }
      }
      chunk[keyPath: path] = []
    }
  }

  /// A whole column, of which each part fills its place.
  private func column<Value>(
    _ total: Int, _ fill: @Sendable (LogChunk, UnsafeMutablePointer<Value>) -> Void
  ) -> [Value] {
    [Value](unsafeUninitializedCapacity: total) { buffer, count in
      count = total
      guard let base = buffer.baseAddress else { return }
      var starts: [Int] = []
      var start = 0
      for chunk in pass.chunks {
        starts.append(start)
        start += chunk.rows
      }
      // Parts are apart from each other, and so are their places.
      nonisolated(unsafe) let chunks = pass.chunks
      nonisolated(unsafe) let places = starts.map { base + $0 }
      let willFill = workers.willFill
      workers.run(chunks.count) { index in
        willFill(
          UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(start: places[index], count: chunks[index].rows)))
        fill(chunks[index], places[index])
      }
    }
  }
}
