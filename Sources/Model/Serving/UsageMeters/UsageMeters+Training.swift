import Demand
import Measures

/// Data in, models out.
extension UsageMeters {
  /// The first import in bulk, then each day's new events, streamed or imported.
  func addIngestion(to usage: inout Usage) {
    let resource = resource("data")
    add(
      .ingestedGB, data.interactions * data.bytesPerInteraction / 1e9, resource: resource, from: start, to: start,
      into: &usage)
    for day in days {
      let share = day.hours / 24
      add(
        .ingestedGB, data.interactionsPerDay * share * demand.growth(at: day.start) * data.bytesPerInteraction / 1e9,
        resource: resource, from: day.start, to: day.end, into: &usage)
    }
  }

  /// The training of the set-up and each later one.
  func addTrainings(
    _ training: TrainingSettings, batch: BatchSimulation?, utcOffset: Timespan, to usage: inout Usage
  ) {
    let calendar = TrainingCalendar(training, start: start, utcOffset: utcOffset)
    let trainings: [Instant]
    if let batch, plan.campaigns.isEmpty {
      trainings = batch.timeline.trainings.filter { calendar.last(at: $0) > start }
    } else {
      // A campaign's solution trains by the calendar; in a hybrid the batch answers with the same models.
      trainings = calendar.dates(after: start, before: end)
    }
    // The horizon begins with the set-up in the place of the training due by then: everything is imported, one model trained.
    for instant in [start] + trainings {
      for part in solutions { addTraining(training, on: part, at: instant, to: &usage) }
    }
  }

  /// What each solution is billed on: one for the whole plan, or one a campaign.
  private var solutions: [Resource] {
    if case .campaigns(let group) = plan.kind, group.hasOwnSolutions {
      return group.parts.map { plan.resource(of: $0) }
    }
    return plan.training.map { [resource($0.family)] } ?? []
  }

  private func addTraining(
    _ training: TrainingSettings, on resource: Resource, at instant: Instant, to usage: inout Usage
  ) {
    switch training.family {
    case .legacy:
      add(.trainingHours, training.billedHours, resource: resource, from: instant, to: instant, into: &usage)
    case .v2:
      let interactions = data.interactions(afterDays: (instant - start).hours / 24, growthPerDay: demand.growthPerDay)
      add(.trainingInteractions, interactions.rounded(), resource: resource, from: instant, to: instant, into: &usage)
    }
  }
}
