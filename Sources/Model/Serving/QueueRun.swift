import Randomness
import Statistics

/// A plain queue played on and on in blocks: Poisson arrivals before equal servers, first come, first served.
///
/// What theory knows about, for checking the pieces of which the simulator is made.
package struct QueueRun: Sendable {
  /// The distribution of service times; one draw each.
  package enum Service: Sendable {
    case exponential
    case constant
    /// Log-normal with a coefficient of variation.
    case logNormal(variation: Double)
    /// Gamma with shape ½: the square of a normal variate; its squared coefficient of variation is 2.
    case gammaOfHalf
  }

  /// Requests of a block.
  package static let blockLength = 2048

  private let gapMean: Double
  private let serviceMean: Double
  private let service: Service
  private var pool: ServerPool
  private var gapStream: RandomStream
  private var serviceStream: RandomStream
  private var clock = 0.0
  /// Waits of the newest block, in the unit of the service time.
  package private(set) var waits = [Double](repeating: 0, count: blockLength)
  /// Instants of arrival of the newest block, in the same unit.
  package private(set) var arrivals = [Double](repeating: 0, count: blockLength)
  /// Service times of the newest block.
  package private(set) var services = [Double](repeating: 0, count: blockLength)

  /// A queue that begins empty.
  ///
  /// - Parameters:
  ///   - load: arrival rate × mean service time ÷ servers; positive.
  ///   - serviceMean: in the unit of all times; positive.
  ///   - name: of its streams of random numbers.
  package init(
    servers: Int, load: Double, service: Service, serviceMean: Double = 1, seed: UInt64, name: String, index: Int = 0
  ) {
    precondition(load > 0 && serviceMean > 0)
    gapMean = serviceMean / (load * Double(servers))
    self.serviceMean = serviceMean
    self.service = service
    pool = ServerPool(servers: servers)
    gapStream = RandomStream(seed: seed, name: name + "/gaps", index: index)
    serviceStream = RandomStream(seed: seed, name: name + "/services", index: index)
    if case .constant = service { for index in services.indices { services[index] = serviceMean } }
  }

  /// Instant of the last arrival.
  package var now: Double { clock }

  /// Plays the next block.
  package mutating func playBlock() {
    playBlock(notesArrivals: true)
  }

  private mutating func playBlock(notesArrivals: Bool) {
    let before = clock
    waits.withUnsafeMutableBufferPointer { waits in
      services.withUnsafeMutableBufferPointer { services in
        gapStream.fillExponential(waits, mean: gapMean)
        switch service {
        case .exponential: serviceStream.fillExponential(services, mean: serviceMean)
        case .constant: break
        case .gammaOfHalf:
          for index in services.indices {
            let z = serviceStream.normal()
            services[index] = serviceMean * z * z
          }
        case .logNormal(let variation):
          let spread = Logarithm.log(1 + variation * variation)
          let mu = Logarithm.log(serviceMean) - spread / 2
          for index in services.indices {
            services[index] = serviceStream.logNormal(mu: mu, sigma: spread.squareRoot())
          }
        }
        if notesArrivals {
          // The same sums as in the pool.
          var now = before
          for index in waits.indices {
            now += waits[index]
            arrivals[index] = now
          }
        }
        pool.serve(clock: &clock, gaps: waits, services: UnsafeBufferPointer(services))
      }
    }
  }

  /// Plays blocks of requests into a histogram of their waits.
  package mutating func play(blocks: Int, into histogram: inout Histogram) {
    for _ in 0..<blocks {
      playBlock(notesArrivals: false)
      waits.withUnsafeBufferPointer { histogram.add(contentsOf: $0) }
    }
  }
}
