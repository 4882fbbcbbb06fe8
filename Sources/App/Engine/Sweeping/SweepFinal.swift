import Interactions
import Scenarios
import Evaluation
import ExperimentStore
import Randomness
import Statistics

/// The final choice on the slice that no origin touched.
package struct SweepFinal: Sendable {
  /// Position of the choice among the cells.
  package let cell: Int
  /// The deciding metric, with its 95 % bootstrap interval over users; its ends are not-a-number where there is none.
  package let value: Interval
  /// Why there is no interval.
  let lack: ShownInterval.Lack?
  package let numbers: SweepNumbers
  package let requests: Int
  package let users: Int
  /// Different choices that were scored on this slice with these results, this one included.
  package let looks: Int

  init(
    _ choice: SweepCell, cell: Int, _ fold: EvaluationFold, _ measuring: SweepMeasuring, _ input: SweepInput,
    store: ExperimentStore, build: String
  ) throws {
    let key = measuring.key(choice, input.windows.last, build: build)
    let measurement: Measurement
    if let kept = try store.measurement(key) {
      measurement = kept
    } else {
      measurement = measuring.measurement(choice, fold)
      try store.keep(measurement, key)
    }
    guard let numbers = SweepNumbers(measurement.numbers), !measurement.counts.isEmpty else {
      throw SweepError(description: "A kept result does not read; remove the file of results and start again.")
    }
    // The slice is a part of the log, whatever is asked of it: another metric on it is another look.
    looks = try store.look(
      at: "log \(input.contentText) window \(input.windows.last.lowerBound)..<\(input.windows.last.upperBound)",
      choice: key)
    let shown = ShownInterval(
      ClusterBootstrap(
        numerators: [measurement.sums], denominators: [measurement.counts], resamples: input.file.judging.resamples,
        stream: RandomStream(seed: input.file.seed, name: "sweep/last")
      ).interval(0), users: measurement.counts.count)
    value = Interval(value: shown.value, low: shown.low ?? .nan, high: shown.high ?? .nan)
    lack = shown.lack
    self.cell = cell
    self.numbers = numbers
    requests = fold.requests.count
    users = measurement.counts.count
  }
}
