import Foundation
import Testing
import UCWA

/// Every parameter of every operation: taken, bounded, required, spelled.
@Suite("Conformance: parameters", .timeLimit(.minutes(3)))
struct ParameterTests {
  /// An operation with parameters, and how they are sent.
  struct Subject: Sendable, CustomTestStringConvertible {
    let resource: ResourceDescription
    let operation: OperationDescription
    let way: ParameterRequest.Way

    var testDescription: String { "\(operation.verb.rawValue) \(resource.rel), \(way)" }
  }

  static let subjects = ResourceDescription.all.flatMap { resource in
    resource.operations.flatMap { operation in
      ParameterRequest.Way.all(for: operation).map { Subject(resource: resource, operation: operation, way: $0) }
    }
  }

  @Test("each parameter is taken, its length and spellings are bounded, and it is missed", arguments: subjects)
  func parameters(_ subject: Subject) async throws {
    try await withServer(
      Wire(way: .live, format: .json),
      configure: {
        $0.limits.applicationsPerUser = 1000
        $0.limits.conversationsPerUser = 1000
        $0.voicemailURI = TestServer.voicemail
      }
    ) { server in
      let findings = Findings()
      let stage = try await ParameterStage(server, subject.resource)
      let parameters =
        subject.way == .query ? subject.operation.parameters + subject.operation.query : subject.operation.parameters
      for parameter in parameters {
        for trial in ParameterTrial.all(of: parameter, subject.resource.rel.text) {
          try await Self.run(trial, parameter, subject, stage, findings)
        }
      }
      #expect(findings.isEmpty, "\(findings)")
    }
  }

  /// Whether an operation may answer that what a parameter names is not there; the name is a good one all the same.
  private static func mayMiss(_ subject: Subject, _ parameter: ParameterDescription) -> Bool {
    ["groupId", "smtpAddress", "presenceSubscriptionId"].contains(parameter.name)
      || ["addToContactList", "removeContactFromAllGroups"].contains(subject.resource.rel.text)
  }

  private static func run(
    _ trial: ParameterTrial, _ parameter: ParameterDescription, _ subject: Subject, _ stage: ParameterStage,
    _ findings: Findings
  ) async throws {
    let (app, place) = try await stage.fresh()
    var request = ParameterRequest(subject.operation, subject.resource.rel.text, subject.way)
    request.values[parameter.name] = trial.value
    let response = try await request.send(app, place)
    let named = response.status == 400 && !response.body.isEmpty ? try Fault(response).parameters : []
    let name = "\(parameter.name) = \(trial.value.map { $0.text.prefix(60) } ?? "nothing")"
    let subcode = response.body.isEmpty || response.status < 400 ? nil : try Fault(response).subcode
    if trial.isGood {
      // Taken, but nothing has that name, or it cannot be dialled; or another parameter is missing beside it.
      let isReference =
        trial.namesNothing || request.values.keys.contains { ValidValues.references.contains($0) }
        || Self.mayMiss(subject, parameter)
      let isTaken =
        response.status == 404 && isReference
        || response.status == 400 && trial.namesNothing && subcode != "ParameterValidationFailure"
        || response.status == 400 && !named.isEmpty && !named.contains(parameter.name)
      findings.require(response.status < 400 || isTaken, "\(name): \(response.status) \(response.text)")
    } else {
      findings.require(
        response.status == 400 && named.contains(parameter.name) && subcode == "ParameterValidationFailure",
        "\(name) should be refused: \(response.status) \(response.text.prefix(200))")
    }
  }
}
