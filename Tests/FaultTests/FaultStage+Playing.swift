@testable import InteropSupport

/// What the client and the people at the phones do.
extension FaultStage {
  /// Who ends a call.
  enum Ending { case application, ownPhone, otherSide }

  /// What becomes of a call that comes in, unless a phone answers it.
  enum Response { case none, decline, giveUp }

  // MARK: Outgoing

  /// Starts a call and awaits its outcome, or a state of its invitation before.
  ///
  /// - Parameters:
  ///   - members: Further members of the request, as JSON text beginning with a comma.
  ///   - operation: Another one than startPhoneAudio, below `communication`.
  func start(_ members: String = "", by operation: String? = nil, until state: String? = nil) throws {
    let id = newOperation()
    let path = operation.map { "\(driver.application)/communication/\($0)" } ?? driver.startPhoneAudio
    invitation = try create(
      path, id,
      #"{"operationId":"\#(id)","phoneNumber":"tel:\#(Self.ownNumber)","#
        + #""to":"tel:\#(Self.otherNumber)"\#(members)}"#)
    try wait("an outcome of \(id)") {
      events.contains {
        $0.operationID == id && $0.rel == "phoneAudioInvitation" && ($0.type == "completed" || $0.state == state)
      }
    }
  }

  /// Sends a request that makes an invitation until it is answered; its Location.
  private func create(_ path: String, _ operation: String, _ json: String) throws -> String {
    let response = try ask(driver.request("POST", path, json: json))
    guard response.status == 201, let location = response.header("Location") else {
      throw InteropError.unexpected("POST \(path): \(response.status) \(response.text)")
    }
    note(invitation: location)
    return location
  }

  func cancel() throws {
    guard let href = try link("cancel", of: invitation) else { return }
    try attempt(href)
  }

  // MARK: Incoming

  /// The other side calls the user; returns when the invitation, if there is one, is completed.
  func beCalled(then response: Response = .none) throws {
    phone(.other).call(Self.workNumber, from: Self.otherNumber)
    try wait("the call's arrival") { phone(.other).figures.live > 0 || !started.isEmpty }
    var isDeclined = false
    var nextGivingUp = 0.0
    try wait("the outcome of a call that comes in") {
      for href in started { note(invitation: href) }
      if let href = started.last { invitation = href }
      if response == .decline, !isDeclined, isAlerting, let decline = try link("decline", of: invitation) {
        let died = deaths
        try attempt(decline, json: #"{"reason":"Local"}"#)
        isDeclined = died == deaths
      }
      // Nobody listens to ringing for ever: certainly not if whoever was called is gone.
      let now = MonotonicTime.seconds
      if now > nextGivingUp, response == .giveUp && isAlerting || deaths > 0 && now > revivedAt + 1 {
        phone(.other).giveUp()
        nextGivingUp = now + 0.3
      }
      let isCalling = phone(.other).figures.live > phone(.other).figures.talking
      return !isCalling && started.allSatisfy { href in completions(of: href).count > 0 }
        && (deaths > 0 || !started.isEmpty)
    }
  }

  /// Awaits the end of an invitation to a call that somebody else's phones make.
  func awaitOutcome() throws {
    try wait("the outcome of a call that comes in") {
      guard let href = started.last else { return false }
      invitation = href
      return completions(of: href).count > 0
    }
    note(invitation: invitation)
  }

  private var started: [String] {
    events.filter { $0.rel == "phoneAudioInvitation" && $0.type == "started" }.map(\.href)
  }

  private var isAlerting: Bool {
    events.contains { $0.href == invitation && $0.state == "Alerting" }
      || !invitation.isEmpty && phone(.own).figures.live > 0 && phone(.third).figures.live > 0
  }

  // MARK: During a call

  /// Performs an operation of the phone audio and awaits that the next is offered, or that the call is over.
  func change(_ rel: String, until next: String) throws {
    var askedAt = -1
    try wait(next) {
      guard let audio = try phoneAudio() else { return true }
      if try link(next, of: audio) != nil { return true }
      if askedAt != deaths, let href = try link(rel, of: audio) {
        // One that comes while the server still puts the call in order is refused, and asked for again.
        let before = deaths
        if try attempt(href) { askedAt = before }
      }
      return false
    }
  }

  /// The user goes on at the phone of the third number.
  func takeOver() throws {
    guard let audio = try phoneAudio(), let path = try link("replaceWithPhoneAudio", of: audio) else { return }
    let id = newOperation()
    let response = try ask(
      driver.request(
        "POST", path,
        json: #"{"operationId":"\#(id)","phoneNumber":"tel:\#(Self.thirdNumber)","#
          + #""to":"tel:\#(Self.otherNumber)"}"#))
    guard response.status == 201, let location = response.header("Location") else {
      guard deaths > 0, response.status == 404 || response.status == 409 else {
        throw InteropError.unexpected("POST \(path): \(response.status) \(response.text)")
      }
      return
    }
    note(invitation: location)
    try wait("the takeover") { completions(of: location).count > 0 }
  }

  /// The own phone's user has the other side talk to the third number instead.
  func transferByPhone() throws {
    guard try phoneAudio() != nil else { return }
    let isBefore = deaths == 0
    phone(.own).refer(to: "<sip:\(Self.thirdNumber)@127.0.0.1;user=phone>")
    try awaitTransfer(isBefore)
  }

  func transferByApplication() throws {
    guard let audio = try phoneAudio(), let path = try link("transferPhoneAudio", of: audio) else { return }
    let isBefore = deaths == 0
    try attempt(path, json: #"{"to":"tel:\#(Self.thirdNumber)"}"#)
    try awaitTransfer(isBefore)
  }

  /// - Parameter isWhole: Whether the server had not died before; otherwise it dies no more, and the transfer succeeds.
  private func awaitTransfer(_ isWhole: Bool) throws {
    try wait("the transfer") {
      if isWhole, deaths > 0 { return true }
      return try phoneAudio() == nil
    }
  }

  /// Performs an operation, which may be refused only if the server has died.
  ///
  /// - Returns: Whether it was taken.
  @discardableResult
  func attempt(_ path: String, json: String? = nil) throws -> Bool {
    let response = try ask(json.map { driver.request("POST", path, json: $0) } ?? driver.request("POST", path))
    let isLate = response.status == 404 || response.status == 409
    let isTaken = (200..<300).contains(response.status)
    guard isTaken || isLate && deaths > 0 else {
      throw InteropError.unexpected("POST \(path): \(response.status) \(response.text)")
    }
    return isTaken
  }

  /// Where the call's phone audio is; nil if it is not up.
  func phoneAudio() throws -> String? {
    guard !invitation.isEmpty, let href = try link("phoneAudio", of: invitation),
      try get(href)["state"] as? String == "Connected"
    else { return nil }
    return href
  }

  // MARK: The end

  /// Awaits that the phones either have nothing or talk in a pair, ends the call in that case, and awaits that nothing
  /// is left.
  func end(by ending: Ending) throws {
    var endedAt = -1
    var endedSince = 0.0
    try wait("that no leg is left") {
      let since = MonotonicTime.seconds
      try Eventually.holds("phones to count", within: Self.patience) {
        Side.allCases.allSatisfy { phone($0).figures.countedAt > since }
      }
      let talking = Side.allCases.filter { phone($0).figures.talking > 0 }
      let live = Side.allCases.reduce(0) { $0 + phone($1).figures.live }
      if live == 0 {
        guard let audio = try phoneAudio() else { return true }
        if hasOtherPhones, endedAt != deaths, let stop = try link("stopPhoneAudio", of: audio) {
          let before = deaths
          if try attempt(stop) { (endedAt, endedSince) = (before, MonotonicTime.seconds) }
        }
        return false
      }
      if endedAt == deaths {
        guard MonotonicTime.seconds < endedSince + 8 else {
          throw InteropError.timedOut(awaiting: "that no leg is left after the call was ended", seen: situation)
        }
        return false
      }
      guard talking.count == 2, live == 2, let last = talking.last, let first = talking.first else { return false }
      let before = deaths
      if ending == .application, let audio = try phoneAudio(), let stop = try link("stopPhoneAudio", of: audio) {
        guard try attempt(stop) else { return false }
      } else {
        phone(ending == .otherSide ? last : first).hangUp()
      }
      (endedAt, endedSince) = (before, MonotonicTime.seconds)
      return false
    }
  }
}
