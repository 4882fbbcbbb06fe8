import LocalService
import Testing

@Suite("Requests of local services")
struct HTTPServiceRequestTests {
  @Test("A header is found in any case, and the first of several counts")
  func headers() {
    let request = HTTPServiceRequest(
      method: "POST", path: "/", headers: [("X-Amz-Target", "A"), ("x-amz-target", "B")])
    #expect(request.header("x-AMZ-target") == "A")
    #expect(request.header("Host") == nil)
  }
}
