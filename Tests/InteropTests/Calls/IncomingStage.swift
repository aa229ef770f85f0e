import Foundation
import InteropSupport
import Testing

/// Calls that come in, on the stage of all calls.
extension CallStage {
  /// A user with two phones that ring together: those of the own and of the third number.
  static let twoPhones = Settings {
    $0.configuration = ["conversationHistory": "true"]
    $0.user = ["--other", CallStage.thirdNumber, "--incoming-phones", "mobile,other"]
  }

  /// The application says that it takes phone audio.
  func takePhoneAudio() throws {
    let response = try connection.exchange(
      driver.request(
        "POST", driver.application + "/me/makeMeAvailable", json: #"{"supportedModalities":["PhoneAudio"]}"#))
    guard response.status == 204 else {
      throw InteropError.unexpected("makeMeAvailable: \(response.status) \(response.text)")
    }
  }

  /// Somebody calls through the trunk port.
  func caller(
    _ scenario: SIPpScenario, dials: String = CallStage.workNumber, _ change: (inout SIPp.Options) -> Void = { _ in }
  ) throws -> SIPp {
    var options = SIPp.Options()
    options.dials = dials
    options.caller = Self.otherNumber
    options.timeout = 30
    change(&options)
    return try SIPp.caller(scenario, to: server.sipPort, options)
  }

  /// Awaits the invitation of a call that comes in, and checks it.
  @discardableResult
  func incoming() throws -> [String: Any] {
    let event = try log.waitFor("an invitation") { $0.rel == "phoneAudioInvitation" && $0.type == "started" }
    invitation = event.href
    let resource = try get(invitation)
    #expect(resource["direction"] as? String == "Incoming")
    #expect(resource["to"] as? String == "tel:" + Self.workNumber)
    let from = (resource["_embedded"] as? [String: Any])?["from"] as? [String: Any]
    #expect(from?["uri"] as? String == "tel:" + Self.otherNumber)
    #expect(from?["name"] as? String == "Caller")
    #expect(from?["local"] as? Bool == false)
    return resource
  }

  /// Awaits the end of the invitation; such as `Connected Success`.
  func incomingOutcome() throws -> String {
    let event = try log.waitFor("completed") { $0.type == "completed" && $0.href == invitation }
    #expect(try get(invitation)["state"] as? String == event.state)
    #expect(log.events.count { $0.type == "started" && $0.href == invitation } == 1)
    return [event.state, event.status, event.reason].compactMap(\.self).joined(separator: " ")
  }

  /// What the invitation went through.
  var incomingStates: String {
    let states = log.events.filter { $0.rel == "phoneAudioInvitation" && $0.href == invitation }.compactMap(\.state)
    return states.reduce(into: [String]()) { if $0.last != $1 { $0.append($1) } }.joined(separator: " ")
  }

  /// Calls that the user has missed.
  func missed() throws -> Int? {
    try get(driver.application + "/communication/missedItems")["missedConversationsCount"] as? Int
  }
}
