import CSofia

/// One dialog (RFC 3261 12): made for an INVITE to send, from an INVITE received, or from what was saved before a
/// restart. Out-of-dialog requests, such as the OPTIONS that asks whether a trunk lives, are sent in one of their
/// own too.
///
/// Sendable because every method checks that it runs on the loop's thread, and its end is moved there.
public final class SIPDialog: @unchecked Sendable {
  /// The loop it belongs to.
  public let loop: SIPLoop
  /// The Call-ID.
  public let callID: String
  /// Our address as in From, without the tag.
  public let local: String
  /// Our tag.
  public let localTag: String
  /// The other side's address as in To, without the tag.
  public let remote: String
  /// Whatever helps the owner to find what the dialog is for.
  public var key: UInt64 = 0
  /// The same, without a look-up. Held strongly; `destroy` lets it go.
  public var owner: AnyObject?
  /// Our Contact header's value; nil for the loop's own.
  public let contact: String?
  private var nextHop: String?
  private var requestURI: String?
  private var dialog: OpaquePointer?
  private var reference: UnsafeMutableRawPointer?

  /// A dialog that is to be established by a request of ours.
  /// - Parameters:
  ///   - local: From's value without tag, such as `"Dana" <sip:dana@contoso.test>`.
  ///   - remote: To's value.
  ///   - contact: a Contact header's value; nil for the loop's.
  ///   - localCSeq: the CSeq number before that of the first request, so that it is known before it leaves; 0 for
  ///     one by the clock.
  /// - Throws: `invalid` when one of them does not parse, `ended` when the loop has stopped.
  public init(
    on loop: SIPLoop, callID: String = SIPToken.callID(), localTag: String = SIPToken.tag(), local: String,
    remote: String, contact: String? = nil, localCSeq: UInt32 = 0
  ) throws(SIPError) {
    loop.checkIsolated()
    self.loop = loop
    self.callID = callID
    self.localTag = localTag
    self.local = local
    self.remote = remote
    self.contact = contact
    guard let pointer = loop.pointer, wls_loop_is_running(pointer) else { throw .ended }
    loop.arena.removeAll()
    let offsets = (
      loop.arena.add(callID), loop.arena.add("\(local);tag=\(localTag)"), loop.arena.add(remote),
      loop.arena.add(contact)
    )
    dialog = loop.arena.withPointers { at in
      wls_dialog_create(pointer, at(offsets.0), at(offsets.1), at(offsets.2), at(offsets.3), localCSeq)
    }
    guard let dialog else { throw .invalid("Call-ID, From, To or Contact of a dialog") }
    let own = WeakReference(self).retainedPointer
    reference = own
    wls_dialog_set_owner(dialog, own)
  }

  private init(
    _ dialog: OpaquePointer, on loop: SIPLoop, callID: String, localTag: String, local: String, remote: String,
    contact: String?
  ) {
    self.loop = loop
    self.callID = callID
    self.localTag = localTag
    self.local = local
    self.remote = remote
    self.contact = contact
    self.dialog = dialog
    let own = WeakReference(self).retainedPointer
    reference = own
    wls_dialog_set_owner(dialog, own)
  }

  /// The dialog that a received INVITE asks for. Before the first response with a tag; once per transaction.
  /// - Parameters:
  ///   - request: the view that came with the transaction.
  /// - Throws: `ended` when the transaction was answered or is in a dialog; `invalid` for a Contact of ours that
  ///   does not parse.
  public static func accept(
    _ transaction: SIPServerTransaction, _ request: SIPMessageView, localTag: String = SIPToken.tag(),
    contact: String? = nil
  ) throws(SIPError) -> SIPDialog {
    let loop = transaction.loop
    loop.checkIsolated()
    guard transaction.dialog == nil, !transaction.isOver else { throw .ended }
    let local = withoutTag(request.header(named: "To") ?? "<\(request.toURI)>")
    let remote = withoutTag(request.header(named: "From") ?? "<\(request.fromURI)>")
    let callID = request.callID
    loop.arena.removeAll()
    let offsets = (loop.arena.add(localTag), loop.arena.add(contact))
    let pointer = loop.arena.withPointers { at in wls_dialog_accept(transaction.server, at(offsets.0), at(offsets.1)) }
    guard let pointer else { throw .invalid("Contact of a dialog") }
    let dialog = SIPDialog(
      pointer, on: loop, callID: callID, localTag: localTag, local: local, remote: remote, contact: contact)
    transaction.dialog = dialog
    return dialog
  }

  /// The dialog that was saved, here on the same port or, with its own Contact, on another.
  /// - Throws: `invalid` when the state cannot be read, `ended` when the loop has stopped.
  public static func restore(_ state: SIPDialogState, on loop: SIPLoop) throws(SIPError) -> SIPDialog {
    loop.checkIsolated()
    guard let pointer = loop.pointer, wls_loop_is_running(pointer) else { throw .ended }
    loop.arena.removeAll()
    let remote = state.remoteTag.map { "\(state.remote);tag=\($0)" } ?? state.remote
    let offsets = (
      loop.arena.add(state.callID), loop.arena.add("\(state.local);tag=\(state.localTag)"), loop.arena.add(remote),
      loop.arena.add(state.routes.isEmpty ? nil : state.routes.joined(separator: ", ")),
      loop.arena.add(state.remoteTarget), loop.arena.add(state.contact)
    )
    let restored = loop.arena.withPointers { at in
      var c = wls_dialog_state()
      c.call_id = at(offsets.0)
      c.local = at(offsets.1)
      c.remote = at(offsets.2)
      c.route = at(offsets.3)
      c.target = at(offsets.4)
      c.contact = at(offsets.5)
      c.local_cseq = state.localCSeq
      c.remote_cseq = state.remoteCSeq
      return wls_dialog_restore(pointer, &c)
    }
    guard let restored else { throw .invalid("saved dialog") }
    let dialog = SIPDialog(
      restored, on: loop, callID: state.callID, localTag: state.localTag, local: state.local, remote: state.remote,
      contact: state.contact)
    dialog.nextHop = state.nextHop
    dialog.requestURI = state.remoteTarget
    return dialog
  }

  /// What to save, as it is now; nil after `destroy` or the loop's end.
  public var state: SIPDialogState? {
    loop.checkIsolated()
    guard let dialog, wls_dialog_is_alive(dialog) else { return nil }
    let routes = SIPMessageView.string { wls_dialog_route(dialog, $0, $1) }
    return SIPDialogState(
      callID: callID, local: local, localTag: localTag, remote: remote, remoteTag: remoteTag,
      routes: routes.map(Self.split) ?? [],
      remoteTarget: SIPMessageView.string { wls_dialog_target(dialog, $0, $1) } ?? requestURI, contact: contact,
      localCSeq: wls_dialog_local_cseq(dialog), remoteCSeq: wls_dialog_remote_cseq(dialog), nextHop: nextHop)
  }

  /// The CSeq number of our last request; 0 when there was none, and after `destroy`.
  public var localCSeq: UInt32 {
    loop.checkIsolated()
    return dialog.map { wls_dialog_local_cseq($0) } ?? 0
  }

  /// The other side's tag once the dialog is established.
  public var remoteTag: String? {
    loop.checkIsolated()
    return dialog.flatMap { SIPMessageView.text(wls_dialog_remote_tag($0)) }
  }

  /// Whether a 2xx to an INVITE came, or the dialog was accepted or restored with both tags.
  public var isEstablished: Bool {
    loop.checkIsolated()
    return dialog.map { wls_dialog_is_established($0) } ?? false
  }

  /// Sends a request with the next CSeq. In an established dialog the route set and the remote target decide where
  /// to.
  /// - Parameters:
  ///   - requestURI: initial requests; default: the URI in To. Headers in it are dropped.
  ///   - nextHop: initial requests; a SIP URI with host, port and `transport`; default: the Request-URI. A host
  ///     name is looked up (A or AAAA in DNS, not in /etc/hosts) without blocking the loop; a failure is a local
  ///     503, so a trunk's name is better resolved beforehand and given here as an address.
  ///   - branch: for the Via, with z9hG4bK, so that it can be recorded before the request leaves. An attempt with
  ///     credentials gets ".1", ".2" and so on appended.
  ///   - credentials: answer 401 and 407, once for each and again when the nonce was stale.
  /// - Throws: `invalid` for a URI or header that does not parse, `ended`.
  public func request(
    _ method: SIPMethod, requestURI: String? = nil, nextHop: String? = nil, headers: [SIPHeader] = [],
    body: SIPBody? = nil, branch: String? = nil, credentials: SIPCredentials? = nil, key: UInt64 = 0
  ) throws(SIPError) -> SIPClientTransaction {
    let client = try send(
      method, requestURI: requestURI, nextHop: nextHop, headers: headers, body: body, branch: branch,
      credentials: credentials
    ) { wls_dialog_request($0, &$1, &$2) }
    if !isEstablished {
      self.requestURI = requestURI
      self.nextHop = nextHop
    }
    return SIPClientTransaction(client, in: self, method: method, key: key)
  }

  /// Acknowledges a reliable provisional response to an INVITE by PRACK (RFC 3262), in the early dialog that the
  /// response made.
  /// - Parameters:
  ///   - sequence: `reliableSequence` of the response.
  ///   - tag: its To tag.
  ///   - body: the answer when the response held an offer.
  /// - Throws: `ended` when it was acknowledged already, or another fork has answered; `invalid` for a Contact or route
  ///   of the other side that does not parse.
  public func acknowledge(
    reliable sequence: UInt32, from tag: String, body: SIPBody? = nil, credentials: SIPCredentials? = nil,
    key: UInt64 = 0
  ) throws(SIPError) -> SIPClientTransaction {
    let client = try send(.prack, body: body, credentials: credentials) { dialog, request, error in
      tag.withCString { wls_dialog_acknowledge_provisional(dialog, $0, sequence, &request, &error) }
    }
    return SIPClientTransaction(client, in: self, method: .prack, key: key)
  }

  private func send(
    _ method: SIPMethod, requestURI: String? = nil, nextHop: String? = nil, headers: [SIPHeader] = [], body: SIPBody?,
    branch: String? = nil, credentials: SIPCredentials?,
    by function: (OpaquePointer, inout wls_request, inout Int32) -> OpaquePointer?
  ) throws(SIPError) -> OpaquePointer {
    loop.checkIsolated()
    guard let dialog else { throw .ended }
    loop.arena.removeAll()
    let names = (
      loop.arena.add(method.rawValue), loop.arena.add(requestURI), loop.arena.add(nextHop), loop.arena.add(headers)
    )
    let rest = (
      loop.arena.add(body?.contentType), loop.arena.add(branch), loop.arena.add(credentials?.username),
      loop.arena.add(credentials?.password)
    )
    let empty: [UInt8] = []
    var error: Int32 = 0
    let client = loop.arena.withPointers { at in
      (body?.bytes ?? empty).withUnsafeBytes { bytes in
        var request = wls_request()
        request.method = at(names.0)
        request.request_uri = at(names.1)
        request.next_hop = at(names.2)
        request.headers = at(names.3)
        request.content_type = at(rest.0)
        request.body = bytes.baseAddress
        request.body_length = bytes.count
        request.branch = at(rest.1)
        request.username = at(rest.2)
        request.password = at(rest.3)
        return function(dialog, &request, &error)
      }
    }
    guard let client else {
      switch error {
      case Int32(WLS_NO_MEMORY): throw .outOfMemory
      case Int32(WLS_STATE): throw .ended
      default: throw .invalid("\(method) request: its URI, next hop or headers")
      }
    }
    return client
  }

  /// Acknowledges the 2xx to the INVITE with this CSeq, with an answer when the 2xx carried the offer. The layer
  /// repeats the ACK when the 2xx is repeated, for timer B. After a restart each repetition comes as a stray
  /// response and is acknowledged by calling this again.
  public func acknowledge(inviteCSeq: UInt32, body: SIPBody? = nil) throws(SIPError) {
    loop.checkIsolated()
    guard let dialog else { throw .ended }
    loop.arena.removeAll()
    let offset = loop.arena.add(body?.contentType)
    let empty: [UInt8] = []
    let result = loop.arena.withPointers { at in
      (body?.bytes ?? empty).withUnsafeBytes { bytes in
        wls_dialog_acknowledge(dialog, inviteCSeq, at(offset), bytes.baseAddress, bytes.count)
      }
    }
    if result == Int32(WLS_STATE) { throw .ended }
    if result != Int32(WLS_OK) { throw .invalid("ACK: the other side's Contact or route") }
  }

  /// Cancels an INVITE that left before a restart, in a restored dialog that is not established. Its 487 is
  /// acknowledged by the layer and comes as a stray response, and so do a 200 that crossed and what the CANCEL itself is
  /// answered with: 481 if the other side knows of no such INVITE that waits.
  public func cancelSaved(inviteCSeq: UInt32, branch: String) throws(SIPError) {
    loop.checkIsolated()
    guard let dialog else { throw .ended }
    loop.arena.removeAll()
    let offsets = (loop.arena.add(requestURI), loop.arena.add(nextHop), loop.arena.add(branch))
    let result = loop.arena.withPointers { at in
      wls_dialog_cancel_unknown(dialog, at(offsets.0), at(offsets.1), inviteCSeq, at(offsets.2))
    }
    if result != Int32(WLS_OK) { throw .invalid("CANCEL of a saved INVITE") }
  }

  /// Establishes a restored dialog by a stray 2xx to the INVITE that left before the restart. It is still to be
  /// acknowledged.
  public func establish(by stray: SIPMessageView) throws(SIPError) {
    loop.checkIsolated()
    guard let dialog, wls_dialog_take_stray(dialog, stray.message) == Int32(WLS_OK) else { throw .ended }
  }

  /// Forgets the dialog; no callback of it or its transactions comes any more. What is half done is finished by
  /// the layer first: a pending INVITE is cancelled, and a 2xx that was not acknowledged, or still comes, is
  /// acknowledged and ended by BYE. An established dialog is not ended by it: send BYE before. More than once is
  /// fine; letting go of the last reference does the same.
  public func destroy() {
    loop.checkIsolated()
    owner = nil
    guard let dialog else { return }
    self.dialog = nil
    wls_dialog_destroy(dialog)
    WeakReference<SIPDialog>.release(reference)
  }

  deinit {
    guard let dialog else { return }
    loop.release(dialog, reference) { dialog, reference in
      wls_dialog_destroy(dialog)
      WeakReference<SIPDialog>.release(reference)
    }
  }

  private static func withoutTag(_ address: String) -> String {
    guard let range = parameters(of: address) else { return address }
    let kept = address[range].split(separator: ";").filter { !$0.lowercased().hasPrefix("tag=") }
    return address[..<range.lowerBound] + kept.map { ";\($0)" }.joined()
  }

  private static func parameters(of address: String) -> Range<String.Index>? {
    let start = address.lastIndex(of: ">").map { address.index(after: $0) } ?? address.firstIndex(of: ";")
    return start.map { $0..<address.endIndex }
  }

  private static func split(_ routes: String) -> [String] {
    var parts: [String] = []
    var current = ""
    var isInside = false
    for character in routes {
      if character == "<" { isInside = true }
      if character == ">" { isInside = false }
      if character == ",", !isInside {
        parts.append(current)
        current = ""
      } else if character != " " || !current.isEmpty {
        current.append(character)
      }
    }
    return current.isEmpty ? parts : parts + [current]
  }
}
