import HTTP

/// The frame for browsers (UCWA 2.0 `xframe`): a page of this host that does the requests of a page of another one.
struct FramePage: Sendable {
  /// Path of the page.
  static let path = "/Autodiscover/XFrame/XFrame.html"
  private static let scriptPath = "/Autodiscover/XFrame/XFrame.js"

  let page: HTTPResponse
  let script: HTTPResponse

  /// The frame that serves pages of those origins and no others.
  init(_ origins: AllowedOrigins) {
    // Safe in an attribute and in the policy: configuration allows nothing but scheme, host and port.
    let list = origins.list.joined(separator: " ")
    var page = HTTPResponse.empty(200)
    page.headers.add("Content-Type", "text/html; charset=utf-8")
    page.headers.add(
      "Content-Security-Policy",
      "default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        + "frame-ancestors \(list.isEmpty ? "'none'" : list)")
    page.headers.add("Referrer-Policy", "no-referrer")
    page.body = Array(
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>XFrame</title>
      <script src="\(Self.scriptPath)" data-origins="\(list)"></script>
      </head>
      <body></body>
      </html>

      """.utf8)
    self.page = page
    var script = HTTPResponse.empty(200)
    script.headers.add("Content-Type", "text/javascript; charset=utf-8")
    script.body = Array(FrameScript.text.utf8)
    self.script = script
  }
}
