import RealModule

extension Hits {
  /// Discounted cumulative gain over that of the best possible list, which holds min(K, |T|) hits in front.
  /// Source: K. Järvelin, J. Kekäläinen, ACM TOIS 20(4), 2002, with binary gain and the discount 1 / log₂(rank + 1),
  /// as trec_eval's `ndcg_cut`.
  var ndcg: Double {
    var gain = 0.0
    for rank in ranks { gain += 1 / Double.log2(Double(rank + 1)) }
    var ideal = 0.0
    for rank in 1...min(k, truthCount) { ideal += 1 / Double.log2(Double(rank + 1)) }
    return gain / ideal
  }
}
