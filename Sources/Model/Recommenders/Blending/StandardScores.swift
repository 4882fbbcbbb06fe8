/// Scores of one model for one request on a common scale: divided by their standard deviation over all known items.
///
/// Items without a score count as zero. The mean is left out, because it shifts all items of a request alike.
enum StandardScores {
  /// One over the standard deviation of the scores in a scratch over `itemCount` items; 0 where all are equal.
  static func scale(_ scratch: ScoringScratch, itemCount: Int) -> Float {
    var sum = 0.0
    var squares = 0.0
    if scratch.allScored > 0 {
      for item in 0..<scratch.allScored {
        let score = Double(scratch.scores[item])
        sum += score
        squares += score * score
      }
    } else {
      for item in scratch.scored {
        let score = Double(scratch.scores[Int(item)])
        sum += score
        squares += score * score
      }
    }
    let count = Double(max(1, itemCount))
    let variance = squares / count - (sum / count) * (sum / count)
    // Rounding leaves a little where all scores are equal.
    guard variance > 1e-12 * squares / count, variance.isFinite, variance > 0 else { return 0 }
    let scale = Float(1 / variance.squareRoot())
    return scale.isFinite ? scale : 0
  }
}
