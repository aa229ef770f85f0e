import Testing
import UCWA

@Suite("data: URIs")
struct DataURITests {
  @Test(
    "texts in either encoding come out percent-encoded with a plus for blanks",
    arguments: [
      ("data:text/plain,a%20b", "data:text/plain;charset=utf-8,a+b"),
      ("data:,a+b", "data:text/plain;charset=utf-8,a+b"),
      ("data:text/plain;base64,WsO8Lw==", "data:text/plain;charset=utf-8,Z%C3%BC%2F"),
      ("data:text/plain;charset=\"utf-8\";base64,WsO8Lw", "data:text/plain;charset=utf-8,Z%C3%BC%2F"),
      ("DATA : Text/HTML ; charset=UTF-8 , %3Cb%3E ", "data:text/html;charset=utf-8,%3Cb%3E"),
      ("data:text/plain;charset=iso-8859-1,%FC", "data:text/plain;charset=utf-8,%C3%BC"),
      ("data:text/plain;base64,-_-_", "data:text/plain;base64,+/+/"),
      ("data:application/sdp;base64,dj0w", "data:application/sdp;base64,dj0w"),
      ("data:application/sdp,v%3D0", "data:application/sdp;base64,dj0w"),
      ("data : text/plain;base64,\n      somebase64encodedmessage", "data:text/plain;base64,somebase64encodedmessage"),
    ])
  func accepted(_ pair: (String, String)) {
    #expect(DataURI(pair.0)?.description == pair.1)
  }

  @Test("what is printed is read back", arguments: ["", "a b+c&d=é\n", "100 %"])
  func roundTrip(_ sample: String) {
    #expect(DataURI(DataURI(text: sample).description)?.text == sample)
  }

  @Test(
    "what is no data URI is refused",
    arguments: [
      "", "data", "data:", "data:text/plain", "http://x,y", "data:plain,x", "data:/x,y", "data:text/plain;base64,a",
      "data:;base64,*",
    ])
  func refused(_ text: String) {
    #expect(DataURI(text) == nil)
  }
}
