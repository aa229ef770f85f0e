import Media
import SIP

/// What the lab keeps for one call that one of its phones has begun. Used on the loop's thread only.
final class CallingPhone: Talker {
  var call: CallingCall
  /// Nil before it was sent and after its final response.
  var invite: SIPClientTransaction?

  init(id: UInt64, number: String, callID: String, dialog: SIPDialog, on loop: SIPLoop, hangsUpAfter: Int?) {
    call = CallingCall(hangsUpAfter: hangsUpAfter)
    super.init(id: id, number: number, callID: callID, dialog: dialog, on: loop)
  }

  override var isUp: Bool { call.state == .up }
}

/// What a phone that calls does when something happens to its call. Pure; the lab carries the actions out.
struct CallingCall: Sendable, Equatable {
  /// Where the INVITE stands.
  enum State: Sendable, Equatable {
    case calling
    /// Cancelled; the final response is awaited.
    case giving
    case up
    case over
  }

  enum Event: Sendable, Equatable {
    case provisional(status: Int)
    /// 200, with an answer that can be talked by, or not.
    case answered(isUsable: Bool)
    case refused(status: Int)
    /// The timer that was started.
    case elapsed
    /// BYE came.
    case hungUp
    /// The lab ends, or whoever called wants no more.
    case dropped
  }

  enum Action: Sendable, Equatable {
    case tellRinging(status: Int)
    /// The call is up.
    case begin
    case startTimer(milliseconds: Int)
    case cancel
    case hangUp
    case tellRefused(status: Int)
    /// Nothing more comes; all the call has is given back.
    case finish
  }

  let hangsUpAfter: Int?
  private(set) var state = State.calling

  init(hangsUpAfter: Int?) { self.hangsUpAfter = hangsUpAfter }

  /// Takes an event; the actions are to be carried out in order. Events that mean nothing now are passed over.
  mutating func handle(_ event: Event) -> [Action] {
    switch (state, event) {
    case (.calling, .provisional(let status)): return [.tellRinging(status: status)]
    case (.calling, .answered(true)):
      state = .up
      return [.begin] + (hangsUpAfter.map { [.startTimer(milliseconds: $0)] } ?? [])
    // An answer that cannot be talked by, or that has crossed the CANCEL, is a call to be ended.
    case (.calling, .answered(false)), (.giving, .answered):
      state = .over
      return [.hangUp, .finish]
    case (.calling, .refused(let status)), (.giving, .refused(let status)):
      state = .over
      return [.tellRefused(status: status), .finish]
    case (.calling, .dropped):
      state = .giving
      return [.cancel]
    case (.up, .elapsed), (.up, .dropped):
      state = .over
      return [.hangUp, .finish]
    case (.up, .hungUp):
      state = .over
      return [.finish]
    case (.calling, _), (.giving, _), (.up, _), (.over, _): return []
    }
  }
}
