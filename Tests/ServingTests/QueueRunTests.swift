import Randomness
import Serving
import Statistics
import Testing

@Suite("Queues in blocks")
struct QueueRunTests {
  @Test("a block's waits are those of one request after another, to the bit", arguments: [1, 2, 8, 20])
  func sameWaits(servers: Int) {
    var stream = RandomStream(seed: 5, name: "tests/queue", index: servers)
    var (single, block) = (ServerPool(servers: servers), ServerPool(servers: servers))
    var (singleClock, blockClock) = (0.0, 0.0)
    for length in [1, 2, 100, 1000, 7] {
      var gaps = (0..<length).map { _ in stream.exponential(mean: 1 / (0.9 * Double(servers))) }
      let services = (0..<length).map { _ in stream.exponential(mean: 1) }
      let expected = zip(gaps, services).map { gap, service in
        singleClock += gap
        return single.wait(arrival: singleClock, service: service)
      }
      gaps.withUnsafeMutableBufferPointer { gaps in
        services.withUnsafeBufferPointer { block.serve(clock: &blockClock, gaps: gaps, services: $0) }
      }
      #expect(gaps == expected && blockClock == singleClock)
      // A single request between two blocks finds the servers as the block left them.
      singleClock += 0.1
      blockClock += 0.1
      #expect(
        single.wait(arrival: singleClock, service: 1) == block.wait(arrival: blockClock, service: 1))
    }
  }

  @Test("a histogram of blocks is that of single values, zeros too")
  func sameHistogram() {
    var run = QueueRun(servers: 8, load: 0.8, service: .exponential, seed: 9, name: "tests")
    var (single, block) = (Histogram(), Histogram())
    for _ in 0..<20 {
      run.playBlock()
      run.waits.withUnsafeBufferPointer { block.add(contentsOf: UnsafeBufferPointer(rebasing: $0[0..<2047])) }
      for wait in run.waits[0..<2047] { single.add(wait) }
    }
    #expect(block.count == single.count && block.zeros == single.zeros && block.zeros > 0)
    #expect(block.minimum == single.minimum && block.maximum == single.maximum)
    #expect(abs(block.sum - single.sum) < 1e-9 * single.sum)
    for p in [0, 0.1, 0.5, 0.7, 0.9, 0.99, 0.999, 1] { #expect(block.quantile(p) == single.quantile(p)) }
  }
}
