import JSONText

// Records as they are kept in the state file.
extension Record {
  var text: String {
    func outcomeTree(_ outcome: Outcome) -> JSONTree {
      .object([("at", .whole(Int(outcome.at)))] + (outcome.failure.map { [("failure", .text($0))] } ?? []))
    }
    var tree: [(String, JSONTree)] = [
      ("kind", .text(kind.rawValue)), ("arn", .text(arn)), ("number", .whole(number)), ("members", members),
      ("created", .whole(Int(created))), ("updated", .whole(Int(updated))), ("due", .whole(Int(due))),
      ("steps", .array(steps.map { .object([("at", .whole(Int($0.at))), ("status", .text($0.status))]) })),
      ("isApplied", .flag(isApplied)),
    ]
    if let outcome { tree.append(("outcome", outcomeTree(outcome))) }
    if let deletion {
      tree.append(("deletion", .object([("start", .whole(Int(deletion.start))), ("end", .whole(Int(deletion.end)))])))
    }
    if let update {
      tree.append(
        (
          "update",
          .object([
            ("members", update.members), ("start", .whole(Int(update.start))), ("end", .whole(Int(update.end))),
            ("isApplied", .flag(update.isApplied)),
          ])
        ))
    }
    if let tags { tree.append(("tags", tags)) }
    return JSONTree.object(tree).compactText
  }

  /// Nil where the text is none that was written here.
  init?(text: String) {
    var limits = JSONReader.Limits()
    limits.stringBytes = 1 << 20
    guard let tree = try? JSONTree(Array(text.utf8), limits: limits),
      let kind = tree["kind"]?.string.flatMap(ResourceKind.init), let arn = tree["arn"]?.string,
      let number = tree["number"]?.whole, let members = tree["members"], let created = tree["created"]?.whole,
      let updated = tree["updated"]?.whole, let due = tree["due"]?.whole
    else { return nil }
    self.init(
      kind: kind, arn: arn, number: number, members: members, created: Int64(created), updated: Int64(updated),
      steps: (tree["steps"]?.elements ?? []).compactMap { step in
        guard let at = step["at"]?.whole, let status = step["status"]?.string else { return nil }
        return Step(at: Int64(at), status: status)
      }, due: Int64(due))
    if let outcome = tree["outcome"], let at = outcome["at"]?.whole {
      self.outcome = Outcome(at: Int64(at), failure: outcome["failure"]?.string)
    }
    if let deletion = tree["deletion"], let start = deletion["start"]?.whole, let end = deletion["end"]?.whole {
      self.deletion = Deletion(start: Int64(start), end: Int64(end))
    }
    if let update = tree["update"], let members = update["members"], let start = update["start"]?.whole,
      let end = update["end"]?.whole
    {
      self.update = Update(
        members: members, start: Int64(start), end: Int64(end), isApplied: update["isApplied"]?.boolean ?? false)
    }
    tags = tree["tags"]
    isApplied = tree["isApplied"]?.boolean ?? false
  }
}
