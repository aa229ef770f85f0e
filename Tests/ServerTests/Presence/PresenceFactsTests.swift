import Testing
import UCWA

@testable import Server

@Suite("What a user's presence follows from")
struct PresenceFactsTests {
  private static let minute: Int64 = 60_000

  private func facts(
    _ preferred: PreferredAvailability? = nil, inCall: Bool = false, lastActivity: Int64? = 0
  ) -> PresenceFacts {
    var profile = UserProfile()
    profile.preferred = preferred
    return PresenceFacts(
      profile: profile, isInCall: inCall,
      applications: lastActivity.map {
        [ApplicationPresence(supportedModalities: [.phoneAudio], lastActivity: $0, inactiveAfter: 5 * Self.minute)]
      } ?? [])
  }

  private func shown(_ facts: PresenceFacts, after minutes: Int64 = 0) -> String {
    let status = facts.status(now: minutes * Self.minute)
    return status.availability.rawValue + (status.activity.map { " " + $0 } ?? "")
  }

  @Test func whatTheUserPrefers() {
    #expect(shown(facts()) == "Online")
    #expect(shown(facts(.online)) == "Online")
    #expect(shown(facts(.away)) == "Away")
    #expect(shown(facts(.beRightBack)) == "BeRightBack")
    #expect(shown(facts(.busy)) == "Busy")
    #expect(shown(facts(.doNotDisturb)) == "DoNotDisturb")
    #expect(shown(facts(.offwork)) == "Away off-work")
  }

  @Test func aCallShowsOverEverythingButDoNotDisturb() {
    for preferred in PreferredAvailability.allCases where preferred != .doNotDisturb {
      #expect(shown(facts(preferred, inCall: true)) == "Busy on-the-phone")
    }
    #expect(shown(facts(.doNotDisturb, inCall: true)) == "DoNotDisturb")
    #expect(shown(facts(inCall: true), after: 60) == "Busy on-the-phone")
  }

  @Test func withoutAnAvailableApplication() {
    for preferred in PreferredAvailability.allCases {
      #expect(shown(facts(preferred, lastActivity: nil)) == "Offline")
      #expect(shown(facts(preferred, inCall: true, lastActivity: nil)) == "Busy on-the-phone")
    }
    var facts = facts(lastActivity: nil)
    facts.lastActive = 17
    #expect(facts.status(now: 20).lastActive == 17)
    #expect(facts.status(now: 20).modalities == [])
    #expect(facts.nextChange(after: 20) == nil)
  }

  @Test func inactivity() {
    #expect(shown(facts(), after: 4) == "Online")
    #expect(shown(facts(), after: 5) == "IdleOnline")
    #expect(shown(facts(), after: 10) == "Away")
    #expect(shown(facts(.busy), after: 5) == "IdleBusy")
    #expect(shown(facts(.busy), after: 10) == "Away")
    #expect(shown(facts(.doNotDisturb), after: 10) == "DoNotDisturb")
    #expect(shown(facts(.beRightBack), after: 10) == "BeRightBack")
    #expect(facts().status(now: 4 * Self.minute).lastActive == nil)
    #expect(facts().status(now: 5 * Self.minute).lastActive == 0)
    #expect(facts().nextChange(after: 0) == 5 * Self.minute)
    #expect(facts().nextChange(after: 5 * Self.minute) == 10 * Self.minute)
    #expect(facts().nextChange(after: 10 * Self.minute) == nil)
  }

  @Test func theApplicationThatIsActiveCounts() {
    var facts = facts()
    facts.applications.append(
      ApplicationPresence(
        supportedModalities: [.messaging], lastActivity: 9 * Self.minute, inactiveAfter: 5 * Self.minute,
        deviceType: .mobile))
    #expect(shown(facts, after: 12) == "Online")
    let status = facts.status(now: 14 * Self.minute)
    #expect(status.availability == .idleOnline)
    #expect(status.lastActive == 9 * Self.minute)
    #expect(status.deviceType == .mobile)
    #expect(status.modalities == [.messaging, .phoneAudio])
  }

  @Test func aProfileIsReadBackAsItWasWritten() throws {
    var profile = UserProfile()
    #expect(profile.journalRecord("sip:dana@contoso.test").value == nil, "nothing set, nothing kept")
    profile.note = "Back at 3 — ✓"
    profile.location = "Room 7"
    profile.preferred = .beRightBack
    profile.visiblePhones = [.work, .home]
    let bytes = try #require(profile.journalRecord("sip:dana@contoso.test").value)
    #expect(try UserProfile(bytes) == profile)
    for count in 0..<bytes.count {
      #expect(throws: RecordReader.Damaged.self) { try UserProfile(Array(bytes[..<count])) }
    }
  }
}
