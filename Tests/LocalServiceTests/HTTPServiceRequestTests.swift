import LocalService
import Testing

@Suite("Requests of a local service") struct HTTPServiceRequestTests {
  @Test("a header is found in any case, the first of several") func headers() {
    let request = HTTPServiceRequest(
      method: "POST", path: "/", headers: [("X-Amz-Target", "first"), ("x-amz-target", "second")])
    #expect(request.header("x-AMZ-target") == "first" && request.header("Host") == nil)
  }

  @Test("an answer is delivered whole unless a fault says otherwise") func delivery() {
    #expect(HTTPServiceAnswer(HTTPServiceResponse(status: 200)).delivery == .whole)
  }
}
