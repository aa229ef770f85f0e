import CallControl
import Media
import SIP

/// What a call's machine wants of the tone source, and the keys that are pressed on the own phone.
extension Shard {
  /// Opens the socket that plays tones to the own phone, where its user has them or confirms calls by key.
  func openTones(_ plan: CallPlan, _ settings: inout CallSettings) -> ToneSession? {
    guard settings.playsProgress || settings.confirmation != nil else { return nil }
    let key = plan.key
    let session = environment.tones.open { [weak self] pressed in
      self?.post { shard in
        guard let session = shard.session(key) else { return }
        shard.feed(session, .pressed(.own, pressed, by: .media))
      }
    }
    guard let session else {
      environment.log(.warning, "Call \(plan.invitationID) has no tones: no UDP port is left for it. See tones.ports.")
      return nil
    }
    settings.media = SessionDescription.Endpoint(address: environment.host, port: session.port)
    return session
  }

  func openMedia(_ description: SessionDescription, _ session: CallSession) {
    guard let tones = session.tones else { return }
    guard let audio = AudioDescription(description.bytes), environment.tones.connect(tones, to: audio) else {
      return environment.log(
        .info, "Call \(session.plan.invitationID): the own phone takes no tones, for want of G.711 or an address.")
    }
  }

  func play(_ tone: CallTone?, _ session: CallSession) {
    guard let tones = session.tones else { return }
    environment.tones.play(tone.map(ProgressTone.init), to: tones)
  }

  func closeTones(_ session: CallSession) {
    guard let tones = session.tones else { return }
    session.tones = nil
    environment.tones.close(tones)
  }

  /// A phone's INFO. It belongs to no package of RFC 6086, since none is offered; what telephones send otherwise are
  /// keys, which nobody waits for most of the time.
  func informed(_ request: SIPMessageView, _ transaction: SIPServerTransaction, _ session: CallSession, _ leg: LegID) {
    if request.header(named: "Info-Package") != nil {
      // RFC 6086, section 4.2.2; an empty list, since none is taken.
      try? transaction.respond(469, "Bad Info Package", headers: [SIPHeader("Recv-Info", "")])
      return
    }
    switch KeyBody.read(request.body, type: request.contentType) {
    case .unknownType: try? transaction.respond(415, headers: [KeyBody.accept])
    case .nothing: try? transaction.respond(200)
    case .key(let key):
      try? transaction.respond(200)
      feed(session, .pressed(leg, key, by: .message))
    }
  }
}

extension ProgressTone {
  init(_ tone: CallTone) {
    switch tone {
    case .ringback: self = .ringback
    case .busy: self = .busy
    case .congestion: self = .congestion
    case .prompt: self = .prompt
    case .wrongKey: self = .wrongKey
    }
  }
}
