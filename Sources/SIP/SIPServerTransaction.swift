import CSofia

/// A request that was received. Hold it until it is answered; let go unanswered, it answers 500.
///
/// Sendable because every method checks that it runs on the loop's thread, and its end is moved there.
public final class SIPServerTransaction: @unchecked Sendable {
  /// The loop it came on.
  public let loop: SIPLoop
  /// What was asked.
  public let method: SIPMethod
  /// The dialog it came in, or that was made from it.
  public internal(set) var dialog: SIPDialog?
  /// Whatever helps the owner to find what the transaction is for.
  public var key: UInt64 = 0
  /// Whether it was answered, acknowledged where that is due, or cancelled: nothing more can be done with it.
  public internal(set) var isOver = false
  let server: OpaquePointer
  private var reference: UnsafeMutableRawPointer?
  private var isHeld = false

  init(_ server: OpaquePointer, on loop: SIPLoop, method: SIPMethod, dialog: SIPDialog?) {
    self.server = server
    self.loop = loop
    self.method = method
    self.dialog = dialog
    let own = WeakReference(self).retainedPointer
    reference = own
    wls_server_set_owner(server, own)
  }

  /// The CSeq number of the request.
  public var cseq: UInt32 {
    loop.checkIsolated()
    return wls_server_cseq(server)
  }

  /// Sends a response. Provisional ones in any number, then one final one; the layer repeats a 2xx to an INVITE
  /// until the ACK comes or timer H ends it, and holds the transaction that long.
  /// - Parameters:
  ///   - phrase: default: RFC 3261's for the status.
  ///   - contact: a Contact header's value; default: the dialog's, or the loop's, where the method needs one.
  /// - Throws: `ended` after a final response, a CANCEL or the loop's end; `invalid` for headers that do not parse
  ///   or a status outside 100 to 699.
  public func respond(
    _ status: Int, _ phrase: String? = nil, headers: [SIPHeader] = [], contact: String? = nil, body: SIPBody? = nil
  ) throws(SIPError) {
    loop.checkIsolated()
    if isOver { throw .ended }
    loop.arena.removeAll()
    let offsets = (
      loop.arena.add(phrase), loop.arena.add(headers), loop.arena.add(contact), loop.arena.add(body?.contentType)
    )
    let empty: [UInt8] = []
    let result = loop.arena.withPointers { at in
      (body?.bytes ?? empty).withUnsafeBytes { bytes in
        var response = wls_response()
        response.status = Int32(clamping: status)
        response.phrase = at(offsets.0)
        response.headers = at(offsets.1)
        response.contact = at(offsets.2)
        response.content_type = at(offsets.3)
        response.body = bytes.baseAddress
        response.body_length = bytes.count
        return wls_server_respond(server, &response)
      }
    }
    guard result == Int32(WLS_OK) else {
      if result == Int32(WLS_STATE) { throw .ended }
      throw .invalid("response \(status)")
    }
    guard status >= 200 else { return }
    if method == .invite, status < 300 {
      isHeld = true
      _ = Unmanaged.passRetained(self)
    } else {
      isOver = true
    }
  }

  func letGo() {
    isOver = true
    guard isHeld else { return }
    isHeld = false
    Unmanaged.passUnretained(self).release()
  }

  deinit {
    loop.release(server, reference) { server, reference in
      wls_server_release(server)
      WeakReference<SIPServerTransaction>.release(reference)
    }
  }
}
