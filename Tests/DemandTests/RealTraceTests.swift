import Demand
import Foundation
import Measures
import TestSupport
import Testing

/// Real series; tests that need them are skipped, saying so, where they are absent.
enum Traffic {
  static let folder = ProjectFiles.root.appending(path: "../shared/data/traffic")
  static var isThere: Bool { FileManager.default.fileExists(atPath: folder.path) }

  static func trace(_ name: String) throws -> DemandTrace {
    let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
    let (trace, findings) = DemandTrace.read(bytes.span, source: name)
    return try #require(trace, "\(findings)")
  }
}

@Suite("Real traces", .enabled(if: Traffic.isThere, "needs ../shared/data/traffic"))
struct RealTraceTests {
  @Test("NASA's web server, 1995: its outage of August is a gap, and stays one when it is played")
  func nasa() throws {
    let trace = try Traffic.trace("nasa_http_requests_per_minute.csv")
    #expect(trace.bin == .minutes(1) && "\(trace.start)" == "1995-07-01T00:00:00Z")
    let gap = try #require(trace.gaps.first)
    #expect(trace.gaps.count == 1 && gap.length == .seconds(296_880 - 60))
    #expect(gap.start < Instant(iso8601: "1995-08-02T00:00:00Z") ?? gap.start)
    // Played from the trace's own start, so that time lies on time.
    let demand = following(trace, days: 40, start: trace.start)
    let minutes = windowCounts(demand, window: .minutes(1))
    #expect(minutes == Array(trace.counts.prefix(40 * 1440)))
    let silent = Int((gap.start - trace.start).microseconds / 60_000_000)
    let length = Int(gap.length.microseconds / 60_000_000)
    #expect(length == 4947 && minutes[silent..<silent + length].allSatisfy { $0 == 0 })
    let poisson = windowCounts(following(trace, days: 40, process: .poisson, start: trace.start), window: .minutes(1))
    #expect(poisson[silent..<silent + length].allSatisfy { $0 == 0 })
    // Its five minutes scatter dozens of times as much as a Poisson process's.
    #expect(try #require(trace.indexOfDispersion(binsPerWindow: 5)) > 20)
  }

  @Test("a load balancer's and the taxis' counts are played exactly, on another month's weekdays too")
  func others() throws {
    let balancer = try Traffic.trace("elb_request_count_8c0756.csv")
    #expect(balancer.bin == .minutes(5) && balancer.gaps.count == 8 && balancer.period == 14 * 288)
    let demand = following(balancer, days: 28)
    #expect(abs(demand.expectedRequests / 28 / balancer.requestsPerDay - 1) < 1e-9)
    let weeks = windowCounts(demand, window: .days(7))
    #expect(weeks[0] == weeks[2] && weeks[1] == weeks[3])
    let taxis = try Traffic.trace("nyc_taxi.csv")
    #expect(taxis.bin == .minutes(30) && taxis.gaps.isEmpty)
    let start = try #require(Instant(iso8601: "2014-07-01"))
    #expect(
      windowCounts(following(taxis, days: 7, start: start), window: .minutes(30)) == Array(taxis.counts.prefix(336)))
  }
}
