import Foundation
import Testing
import UCWA

/// A link is there exactly when following it is allowed now: so what is offered is done, and must not be refused.
struct OfferCheck {
  let app: App
  let findings: Findings

  /// What ends something comes last, so that the rest can be tried before.
  private static let last = [
    "makeMeAvailable", "holdPhoneAudio", "resumePhoneAudio", "stopSubscriptionToContactsAndGroups", "cancel",
    "stopPhoneAudio",
  ]

  func use(_ offers: [Crawler.Offer]) async throws {
    let places = Dictionary(Self.last.enumerated().map { ($1, $0) }, uniquingKeysWith: { $1 })
    for offer in Set(offers).sorted(by: { ($0.rel, $0.href) < ($1.rel, $1.href) })
      .sorted(by: { places[$0.rel] ?? -1 < places[$1.rel] ?? -1 })
    {
      guard let description = ResourceDescription.named(offer.rel), let operation = description.operations.first,
        operation.verb == .post, offer.href.hasPrefix("/")
      else { continue }
      try await use(offer, operation)
    }
  }

  private func use(_ offer: Crawler.Offer, _ operation: OperationDescription) async throws {
    // An operation done before may have taken this one away.
    let holder = try await app.send("GET", offer.holder)
    guard holder.status == 200, try Document(holder).allLinks.contains(where: { $0.href == offer.href }) else { return }
    let response = try await app.send("POST", offer.href)
    let mayLack = operation.parameters.isEmpty && operation.query.isEmpty && offer.rel != "batch" ? [] : [400, 415]
    findings.require(
      (200..<300).contains(response.status) || mayLack.contains(response.status),
      "\(offer.rel) is offered by \(offer.holder) and answers \(response.status) \(response.text)")
  }
}
