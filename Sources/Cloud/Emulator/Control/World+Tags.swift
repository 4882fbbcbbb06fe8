import JSONText

extension World {
  private func tagged(_ input: Input) throws(ServiceFault) -> Record {
    let arn = input.required("resourceArn")
    guard let record = records[arn] else {
      throw .missing("The resource with the Amazon Resource Name (ARN) \(arn) could not be found.")
    }
    return record
  }

  func listTags(_ input: Input) throws(ServiceFault) -> JSONTree {
    .object([("tags", try tagged(input).tags ?? .array([]))])
  }

  mutating func tag(_ input: Input) throws(ServiceFault) -> JSONTree {
    let record = try tagged(input)
    var tags = record.tags?.elements ?? []
    for tag in input["tags"]?.elements ?? [] {
      if let index = tags.firstIndex(where: { $0["tagKey"] == tag["tagKey"] }) {
        tags[index] = tag
      } else {
        tags.append(tag)
      }
    }
    guard tags.count <= 50 else {
      throw ServiceFault(code: "TooManyTagsException", message: "A resource can have up to 50 tags.")
    }
    change(record.arn) { $0.tags = .array(tags) }
    return .object([])
  }

  mutating func untag(_ input: Input) throws(ServiceFault) -> JSONTree {
    let record = try tagged(input)
    let keys = input["tagKeys"]?.elements ?? []
    guard keys.count <= 50 else {
      throw ServiceFault(code: "TooManyTagKeysException", message: "Up to 50 tag keys can be removed at once.")
    }
    change(record.arn) { record in
      record.tags = .array((record.tags?.elements ?? []).filter { tag in !keys.contains { $0 == tag["tagKey"] } })
    }
    return .object([])
  }
}
