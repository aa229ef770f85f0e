import CSofia

/// Counts since the loop started, but for the first five, which say what is alive now.
public struct SIPStatistics: Sendable, Equatable {
  /// Dialogs, those included that the layer is still finishing.
  public var legs = 0
  /// Client transactions, with those that only linger: INVITE 32 s (timer D), others T4, ACK for timer B.
  public var clientTransactions = 0
  /// Server transactions, with those that only linger (timers I and J).
  public var serverTransactions = 0
  /// Dialogs and transactions that somebody holds or the layer still finishes; none lingers for retransmissions.
  public var handles = 0
  /// Timers that exist, started or not.
  public var timers = 0
  /// Messages sent, retransmissions included.
  public var messagesSent = 0
  /// Messages received.
  public var messagesReceived = 0
  /// Requests sent again by timer A or E, or as a repeated ACK.
  public var requestsRetransmitted = 0
  /// Responses sent again by timer G.
  public var responsesRetransmitted = 0
  /// Requests received again and absorbed.
  public var requestsReceivedAgain = 0
  /// Requests nobody answered (timers B and F).
  public var requestsTimedOut = 0
  /// Final responses nobody acknowledged (timer H).
  public var responsesTimedOut = 0
  /// Messages that were not SIP.
  public var badMessages = 0
  /// Responses that belonged to no transaction.
  public var strayResponses = 0

  init(_ s: wls_statistics) {
    legs = Int(s.legs)
    clientTransactions = Int(s.client_transactions)
    serverTransactions = Int(s.server_transactions)
    handles = Int(s.handles)
    timers = Int(s.timers)
    messagesSent = Int(s.sent)
    messagesReceived = Int(s.received)
    requestsRetransmitted = Int(s.requests_retransmitted)
    responsesRetransmitted = Int(s.responses_retransmitted)
    requestsReceivedAgain = Int(s.requests_re_received)
    requestsTimedOut = Int(s.requests_timed_out)
    responsesTimedOut = Int(s.responses_timed_out)
    badMessages = Int(s.bad_messages)
    strayResponses = Int(s.stray_responses)
  }
}
