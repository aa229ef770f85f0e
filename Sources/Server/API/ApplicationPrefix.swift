/// The names under which clients reach the applications. An application's links use the one it was created under.
enum ApplicationPrefix: String, Sendable, CaseIterable {
  /// The one that discovery gives.
  case ucwa = "/ucwa/v1/applications"
  /// The one of tokens by OAuth, which many clients hard-code.
  case oauth = "/ucwa/oauth/v1/applications"
  /// The one of the reference's older samples.
  case short = "/v1/applications"
}
