import Demand
import Measures
import Randomness
import Testing

/// Reads a log in pieces of a length.
func readAccessLog(
  _ text: String, _ form: AccessLogReader.Form, path: String? = nil, pieces: Int = 1 << 20
) -> (AccessLogReader, DemandTrace?) {
  var reader = AccessLogReader(form: form, pathPrefix: path, bin: .minutes(5), source: "access.log")
  let bytes = Array(text.utf8)
  var offset = 0
  while offset < bytes.count {
    let end = min(bytes.count, offset + pieces)
    guard reader.append(bytes.span.extracting(offset..<end)) else { break }
    offset = end
  }
  let trace = reader.finish()
  return (reader, trace)
}

/// A row as AWS documents it.
func balancerRow(_ time: String, _ path: String) -> String {
  "https \(time) app/my-loadbalancer/50dc6c495c0c9188 192.168.131.39:2817 10.0.0.1:80 0.086 0.048 0.037 200 200 0 57 "
    + "\"GET https://www.example.com:443\(path) HTTP/1.1\" \"curl/7.46.0\" ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2 "
    + "arn:aws:elasticloadbalancing:us-east-2:1:targetgroup/t/7 \"Root=1-58337281\" \"www.example.com\" \"arn\" 1 "
    + "\(time) \"authenticate,forward\" \"-\" \"-\" \"10.0.0.1:80\" \"200\" \"-\" \"-\" TID_1\n"
}

@Suite("Access logs as demand")
struct AccessLogTests {
  static let balancer =
    balancerRow("2026-07-02T22:23:00.186641Z", "/recommendations?user=1")
    + balancerRow("2026-07-02T22:21:10.000000Z", "/recommendations/home") + balancerRow("2026-07-02T22:24:59Z", "/cart")
    + "nonsense\n" + balancerRow("2026-07-02T22:38:00.5Z", "/recommendations")

  @Test("a load balancer's log is counted, out of order and in pieces of any length", arguments: [1, 7, 100_000])
  func loadBalancer(pieces: Int) throws {
    let (reader, trace) = readAccessLog(Self.balancer, .loadBalancer, pieces: pieces)
    #expect(reader.rows == 4 && reader.badRows == 1)
    #expect(reader.findings.map(\.place) == [.row(4)])
    let counts = try #require(trace)
    #expect("\(counts.start)" == "2026-07-02T22:20:00Z" && counts.counts == [3, 0, 0, 1])
    let (some, part) = readAccessLog(Self.balancer, .loadBalancer, path: "/recommendations", pieces: pieces)
    #expect(part?.counts == [2, 0, 0, 1] && some.otherPaths == 1)
  }

  @Test("its form is recognised by its first line, and no other is")
  func recognition() {
    #expect(AccessLogReader.isLoadBalancer(Array(Self.balancer.utf8)))
    for text in ["timestamp,value\n2026-01-01,1", "http now x", "", "https 2026-07-02T22:23:00Z"] {
      #expect(!AccessLogReader.isLoadBalancer(Array(text.utf8)))
    }
  }

  @Test("a CSV is counted by the column of times that is named or that says so by its name")
  func csv() {
    let text = "id,time,at,uri\n1,2026-07-02 00:01,1783000000,/a\n2,2026-07-02 00:02,1783000001.5,\"/b,c\"\n"
    #expect(readAccessLog(text, .csv(timeColumn: nil)).1?.total == 2)
    #expect(readAccessLog(text, .csv(timeColumn: "at")).1?.start.seconds == 1_782_999_900)
    #expect(readAccessLog(text, .csv(timeColumn: nil), path: "/b").1?.total == 1)
    let (missing, none) = readAccessLog(text, .csv(timeColumn: "when"))
    #expect(none == nil && missing.findings.map(\.code) == ["missing-column"])
  }

  @Test("a line without end, or rows over a thousand years, cost no memory and are findings")
  func hostile() {
    let long = String(repeating: "x", count: 300_000)
    let (reader, trace) = readAccessLog(long + "\n" + Self.balancer, .loadBalancer, pieces: 1000)
    #expect(reader.findings.first?.code == "line-too-long" && trace?.total == 4)
    let far = "time\n1970-01-02\n9999-01-01\n"
    let (spread, nothing) = readAccessLog(far, .csv(timeColumn: nil))
    #expect(nothing == nil && spread.findings.contains { $0.code == "too-long" })
  }

  @Test("mutated logs are read to their end without a crash")
  func mutations() {
    var stream = RandomStream(seed: 11, name: "tests/access-log")
    for _ in 0..<2000 {
      var bytes = Array((Self.balancer + "time,path\n").utf8)
      for _ in 0..<(1 + stream.integer(below: 8)) {
        bytes[stream.integer(below: bytes.count)] = UInt8(truncatingIfNeeded: stream.next())
      }
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(readAccessLog(text, .loadBalancer).0.rows <= 10)
      #expect(readAccessLog(text, .csv(timeColumn: nil)).0.rows <= 10)
      #expect(read(text).findings.count <= 101)
    }
  }
}
