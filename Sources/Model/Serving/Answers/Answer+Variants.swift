// Answers as they would be with other knowledge: what replays compare with.
extension Answer {
  /// The same answer with all knowledge as of an instant, for users whom a job did not know, too: only throttled, late and
  /// stopped requests keep their fallback.
  package func frozen(at seconds: Int64) -> Answer {
    Answer(
      source: failure == .unknownUser ? .store : source, failure: failure == .unknownUser ? nil : failure,
      modelCutSeconds: seconds, profileCutSeconds: seconds, catalogueCutSeconds: seconds, jobSnapshotSeconds: seconds,
      jobVisibleAtSeconds: seconds, eventDelay: eventDelay, attempts: attempts)
  }

  /// The same answer from another model, whose catalogue it takes over.
  package func with(modelCutSeconds: Int64) -> Answer {
    Answer(
      source: source, failure: failure, modelCutSeconds: modelCutSeconds, profileCutSeconds: profileCutSeconds,
      catalogueCutSeconds: modelCutSeconds, jobSnapshotSeconds: jobSnapshotSeconds,
      jobVisibleAtSeconds: jobVisibleAtSeconds, eventDelay: eventDelay, attempts: attempts)
  }
}
