/// What happens on a loop. Every call comes on the loop's own thread, so an actor whose executor is the loop can
/// enter itself by `assumeIsolated`. Message views are valid only until the call returns.
public protocol SIPLoopDelegate: AnyObject {
  /// A provisional (101 to 199) or final response, 100 excepted. `response.isLocal` tells a response that nobody
  /// sent: 408 when nothing came in time, 503 when the transport failed, 487 for an INVITE cancelled before it
  /// left. Provisional responses come in any number and from any fork (see their To tag); a final one comes once.
  /// A reliable one (`response.reliableSequence`) must be acknowledged with `SIPDialog.acknowledge(reliable:from:)`,
  /// now or later: each comes once and in the order of its fork, and the next one of that fork after its PRACK only.
  /// A 2xx to an INVITE must be acknowledged with `SIPDialog.acknowledge`. It makes the dialog that of the fork it
  /// came from, whichever rang before; a further 2xx, from another fork, does not come here: the layer
  /// acknowledges it and ends that fork by BYE, repeated until it is answered. Challenges that the transaction's
  /// credentials answer do not come here.
  func sipLoop(_ loop: SIPLoop, received response: SIPMessageView, on transaction: SIPClientTransaction)

  /// A request outside any dialog from an address that is not known (`SIPLoop.know`), before anything was made of it.
  /// ACKs are dropped before, and so is what cannot be read. Nothing is kept of it unless it is taken; then it comes
  /// at once to `received(_:as:in:)`.
  func sipLoop(_ loop: SIPLoop, stranger request: SIPMessageView) -> SIPStrangerVerdict

  /// A request other than ACK, CANCEL and PRACK; inside `dialog` when that is not nil. Keep the transaction and
  /// respond, now or later; when nobody keeps it, 500 is answered. Requests for dialogs nobody knows were answered
  /// 481 already, those out of order 500, retransmissions and CANCEL are handled, `Require: 100rel` is refused.
  func sipLoop(
    _ loop: SIPLoop, received request: SIPMessageView, as transaction: SIPServerTransaction, in dialog: SIPDialog?)

  /// The ACK to our 2xx to an INVITE, with the answer in its body when the offer was ours.
  func sipLoop(_ loop: SIPLoop, acknowledged transaction: SIPServerTransaction, by ack: SIPMessageView)

  /// The caller gave up an INVITE that was not answered yet. 200 to the CANCEL and 487 to the INVITE are sent by
  /// the layer; responding is no longer possible.
  func sipLoop(_ loop: SIPLoop, cancelled transaction: SIPServerTransaction, by cancel: SIPMessageView)

  /// Our 2xx to an INVITE was repeated for timer H and never acknowledged. RFC 3261 13.3.1.4: end it by BYE.
  func sipLoop(_ loop: SIPLoop, unacknowledged transaction: SIPServerTransaction)

  /// A response that belongs to no transaction. Inside a restored dialog a 2xx to an INVITE must be acknowledged
  /// again; other final responses to an INVITE were acknowledged already. Elsewhere it can be ignored.
  func sipLoop(_ loop: SIPLoop, received stray: SIPMessageView, outsideTransactionsIn dialog: SIPDialog?)

  /// A timer that was started and not cancelled.
  func sipLoop(_ loop: SIPLoop, fired timer: SIPTimer)
}

extension SIPLoopDelegate {
  /// Default: 403, whatever was asked.
  public func sipLoop(_ loop: SIPLoop, stranger request: SIPMessageView) -> SIPStrangerVerdict { .answer(403) }
  /// Default: nothing.
  public func sipLoop(_ loop: SIPLoop, acknowledged transaction: SIPServerTransaction, by ack: SIPMessageView) {}
  /// Default: nothing.
  public func sipLoop(_ loop: SIPLoop, cancelled transaction: SIPServerTransaction, by cancel: SIPMessageView) {}
  /// Default: nothing.
  public func sipLoop(_ loop: SIPLoop, unacknowledged transaction: SIPServerTransaction) {}
  /// Default: nothing.
  public func sipLoop(_ loop: SIPLoop, received stray: SIPMessageView, outsideTransactionsIn dialog: SIPDialog?) {}
  /// Default: nothing.
  public func sipLoop(_ loop: SIPLoop, fired timer: SIPTimer) {}
}
