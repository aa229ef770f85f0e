import Foundation
import ReferenceSupport
import Testing
import UCWA

@Suite("Descriptions against the UCWA 2.0 reference")
struct ReferenceTests {
  let reference: Reference

  init() throws { reference = try Reference.load() }

  /// Operations that the reference's page of the resource does not have.
  static let addedOperations: Set<String> = ["GET participants"]

  @Test("every resource is known, or says that it is not", arguments: ResourceDescription.all)
  func resource(_ description: ResourceDescription) {
    #expect(reference.pages(description.rel.text).isEmpty == description.isExtension, "\(description.rel)")
  }

  @Test("every property is known unless marked as an extension", arguments: ResourceDescription.all)
  func properties(_ description: ResourceDescription) {
    let known = Set(reference.pages(description.rel.text).flatMap(\.properties))
    for property in description.properties {
      #expect(known.contains(property.name.text) != property.isExtension, "\(description.rel).\(property.name)")
    }
    #expect(Set(description.properties.map(\.name)).count == description.properties.count)
  }

  @Test("every link and embedded resource is known unless marked", arguments: ResourceDescription.all)
  func links(_ description: ResourceDescription) {
    let known = Set(reference.pages(description.rel.text).flatMap(\.links))
    for link in description.links {
      #expect(known.contains(link.rel.text) != link.isExtension, "\(description.rel) -> \(link.rel)")
    }
    for embedded in description.embedded {
      let isKnown = known.contains(embedded.rel.text)
      #expect(isKnown != embedded.isExtension, "\(description.rel) embeds \(embedded.rel)")
      #expect(ResourceDescription.named(embedded.resource.text) != nil)
    }
  }

  @Test("the extensions are these and no others")
  func extensions() {
    var found: Set<String> = []
    for description in ResourceDescription.all {
      let rel = description.rel.text
      if description.isExtension { found.insert(rel) }
      found.formUnion(description.properties.filter(\.isExtension).map { "\(rel).\($0.name)" })
      found.formUnion(description.links.filter(\.isExtension).map { "\(rel) -> \($0.rel)" })
      found.formUnion(description.embedded.filter(\.isExtension).map { "\(rel) embeds \($0.rel)" })
      found.formUnion(description.events.filter(\.isExtension).map { "\(rel) \($0.type.rawValue)" })
      for operation in description.operations {
        found.formUnion((operation.parameters + operation.query).filter(\.isExtension).map { "\(rel)(\($0.name))" })
      }
    }
    #expect(
      found == [
        "transferPhoneAudio", "communication.etag", "phoneAudioInvitation -> customContent", "events -> next",
        "events -> resume",
        "events -> resync", "conversation embeds participant", "phoneAudioInvitation completed", "applications(type)",
        "applications(phoneNumber)", "delegatesGroup added", "delegatesGroup deleted",
        "phoneAudio -> replaceWithPhoneAudio", "phoneAudio -> transferPhoneAudio",
        "events(ack)", "events(instanceId)", "application(instanceId)",
        "myGroupMemberships -> removeContactFromAllGroups", "group.etag",
        "contactPrivacyRelationship.etag", "presenceSubscriptionMemberships(presenceSubscriptionId)",
        "callForwardingSettings.etag", "simultaneousRingSettings.etag", "unansweredCallSettings.etag",
      ])
  }

  @Test("every verb, parameter, limit and enumeration is the reference's", arguments: ResourceDescription.all)
  func operations(_ description: ResourceDescription) {
    if description.isExtension { return }
    let pages = reference.pages(description.rel.text)
    for operation in description.operations {
      let label = "\(operation.verb.rawValue) \(description.rel)"
      let known = pages.compactMap { $0.operations[operation.verb.rawValue] }
      #expect(known.isEmpty == Self.addedOperations.contains(label), "\(label)")
      var parameters: [String: [Reference.Parameter]] = [:]
      for parameter in known.flatMap({ $0.body + $0.query }) {
        parameters[parameter.name, default: []].append(parameter)
      }

      let described = operation.parameters + operation.query
      #expect(Set(described.map(\.name)).isSuperset(of: parameters.keys), "\(label)")
      for parameter in described {
        let facts = parameters[parameter.name] ?? []
        #expect(facts.isEmpty == parameter.isExtension, "\(label) \(parameter.name)")
        guard !facts.isEmpty else { continue }
        // The newest revision decides: search2 can do without the query that search needs.
        let newest = known.map { ($0.body + $0.query).filter { $0.name == parameter.name } }.last { !$0.isEmpty } ?? []
        #expect(parameter.isRequired == newest.contains(where: \.required), "\(label) \(parameter.name)")
        #expect(parameter.maximumLength == facts.compactMap(\.maxLength).first, "\(label) \(parameter.name)")
        #expect(parameter.kind.enumerationName == facts.compactMap(\.enum).first, "\(label) \(parameter.name)")
      }
    }
  }

  @Test("every error the reference lists for an operation is listed", arguments: ResourceDescription.all)
  func errors(_ description: ResourceDescription) {
    for operation in description.operations {
      let known = reference.pages(description.rel.text)
        .compactMap { $0.operations[operation.verb.rawValue] }.flatMap(\.errors)
      let listed = Set(
        operation.errors.map { "\($0.status) \($0.code.rawValue) \($0.subcode?.rawValue ?? "None")" })
      for error in known {
        #expect(
          listed.contains("\(error.status) \(error.code) \(error.subcode)"),
          "\(operation.verb.rawValue) \(description.rel): \(error)")
      }
    }
  }

  @Test("scopes are the reference's", arguments: ResourceDescription.all)
  func scopes(_ description: ResourceDescription) {
    if description.isExtension {
      #expect(!description.scopes.names.isEmpty, "\(description.rel)")
      return
    }
    let known = Set(reference.pages(description.rel.text).flatMap(\.scopes))
    #expect(Set(description.scopes.names) == known, "\(description.rel)")
  }

  @Test("events, priorities and senders are the reference's", arguments: ResourceDescription.all)
  func events(_ description: ResourceDescription) {
    let known = Set(reference.pages(description.rel.text).flatMap(\.events))
    let described = Set(
      description.events.filter { !$0.isExtension }.map {
        Reference.Event(type: $0.type.rawValue, priority: $0.priority.rawValue, sender: $0.sender.text)
      })
    #expect(described == known, "\(description.rel)")
  }

  @Test("enumerations have the reference's spellings")
  func enumerations() {
    check(InvitationState.self)
    check(CallState.self)
    check(ConversationState.self)
    check(ConversationModalityType.self)
    check(ConversationLogStatus.self)
    check(ConversationLogType.self)
    check(ModalityType.self)
    check(Importance.self)
    check(Direction.self)
    check(Role.self)
    check(SourceNetwork.self)
    check(ContactType.self)
    check(AudioPreference.self)
    check(Availability.self)
    check(PreferredAvailability.self)
    check(NoteType.self)
    check(LocationRequiredEnum.self)
    check(ContactDeviceType.self)
    check(GenericPolicy.self)
    check(ActivePeriod.self)
    check(CallForwardingState.self)
    check(ImmediateForwardSettingsTarget.self)
    check(SimultaneousRingTarget.self)
    check(UnansweredCallHandling.self)
    check(UnansweredCallHandlingTarget.self)
    check(MessageFormat.self)
    check(MediaDirectionType.self)
    check(CallDeclineReason.self)
    check(AudienceMessaging.self)
    check(AudienceMuteLock.self)
    check(LisQueryResultEnum.self)
    check(SubscriptionState.self)
    check(PrivacyRelationshipLevel.self)
    check(ErrorCode.self)
    check(ErrorSubcode.self)
    #expect(
      Set(ErrorSubcode.extensions) == [
        .callbackChannelError, .cannotRedirect, .invalidExchangeServerVersion, .resourceNotFound,
      ])
  }

  private func check<Enumeration: WireEnumeration>(_ type: Enumeration.Type) {
    let known = Set(reference.enums[Enumeration.name] ?? [])
    let spellings = Set(Enumeration.allCases.map(\.rawValue))
    let extensions = Set(Enumeration.extensions.map(\.rawValue))
    #expect(spellings.subtracting(extensions) == known, "\(Enumeration.name)")
    #expect(extensions.isDisjoint(with: known), "\(Enumeration.name)")
  }
}

extension ParameterDescription.Kind {
  fileprivate var enumerationName: String? {
    switch self {
    case .enumeration(let enumeration), .enumerations(let enumeration): enumeration.name
    default: nil
    }
  }
}

extension ResourceDescription: CustomTestStringConvertible {
  /// The type, so that a failure names it.
  public var testDescription: String { rel.text }
}
