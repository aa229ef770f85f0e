import CSofia

/// A request that was sent, until its final response and as long as somebody holds it.
///
/// The layer itself holds it until the final response was delivered, or its dialog destroyed, so one that nobody
/// cares about, such as a BYE, can be let go at once.
///
/// Sendable because every method checks that it runs on the loop's thread, and its end is moved there.
public final class SIPClientTransaction: @unchecked Sendable {
  /// The loop it runs on.
  public let loop: SIPLoop
  /// The dialog it was sent in.
  public let dialog: SIPDialog
  /// What was sent.
  public let method: SIPMethod
  /// Whatever helps the owner to find what the transaction is for.
  public var key: UInt64
  /// The status of the last response that was delivered, 0 before the first.
  public private(set) var status = 0
  private let client: OpaquePointer
  private var isHeld = true

  init(_ client: OpaquePointer, in dialog: SIPDialog, method: SIPMethod, key: UInt64) {
    self.client = client
    self.dialog = dialog
    self.method = method
    self.key = key
    loop = dialog.loop
    wls_client_set_owner(client, Unmanaged.passRetained(self).toOpaque())
  }

  /// The CSeq number of the last attempt: a challenge that was answered has raised it.
  public var cseq: UInt32 {
    loop.checkIsolated()
    return wls_client_cseq(client)
  }

  /// The Via branch of the last attempt; nil when the loop has stopped.
  public var branch: String? {
    loop.checkIsolated()
    return SIPMessageView.text(wls_client_branch(client))
  }

  /// Whether the final response was delivered, or none will be.
  public var isFinal: Bool { !isHeld }

  /// Gives up an INVITE (RFC 3261 9.1). Before the first provisional response the CANCEL waits for it. The final
  /// response still comes: 487, any other, or a 200 that crossed the CANCEL and must be acknowledged and ended by
  /// BYE; at the latest a local 408. Does nothing for other methods, after the final response, or the second time.
  /// - Parameter headers: for the CANCEL, such as Reason (RFC 3326).
  public func cancel(headers: [SIPHeader] = []) {
    loop.checkIsolated()
    loop.arena.removeAll()
    let offset = loop.arena.add(headers)
    loop.arena.withPointers { at in _ = wls_client_cancel(client, at(offset)) }
  }

  func received(_ message: UnsafePointer<wls_message>?, status: Int, isLocal: Bool, on loop: SIPLoop) {
    if let message {
      self.status = status
      if status >= 200 { isHeld = false }
      loop.delegate?.sipLoop(loop, received: SIPMessageView(message: message, isLocal: isLocal), on: self)
    }
    if status >= 200 || message == nil {
      isHeld = false
      Unmanaged.passUnretained(self).release()
    }
  }

  deinit { loop.release(client, nil) { client, _ in wls_client_release(client) } }
}
