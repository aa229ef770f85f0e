/// Confirmation by key: the other side is called only after a key was pressed on the own phone. A voicemail that took the
/// call in place of its user presses none.
extension Call {
  mutating func awaitConfirmation(_ actions: inout [CallAction]) {
    phase = .confirming
    play(.prompt, &actions)
    actions.append(.startTimer(.confirmation, settings.confirmationTime))
  }

  mutating func pressed(_ leg: LegID, _ key: Character, by signal: KeySignal, _ actions: inout [CallAction]) {
    guard phase == .confirming, leg == .own, keys.signal ?? signal == signal else { return }
    keys.signal = signal
    if key == settings.confirmation {
      actions.append(.stopTimer(.confirmation))
      play(nil, &actions)
      return reachOther(&actions)
    }
    keys.wrong += 1
    if keys.wrong == ConfirmingKeys.maximum {
      fail(.notConfirmed, &actions)
    } else {
      play(.wrongKey, &actions)
    }
  }

  mutating func confirmationTimeout(_ actions: inout [CallAction]) {
    guard phase == .confirming else { return }
    fail(.confirmationTimeout(seconds: Int(settings.confirmationTime.components.seconds)), &actions)
  }
}
