import CSofia

/// The way from C into Swift. Every function runs on the loop's thread, which holds the loop meanwhile; an owner
/// pointer is a `WeakReference`, or a client transaction that the layer holds until it is final.
enum LoopCallbacks {
  static var table: wls_callbacks {
    var table = wls_callbacks()
    table.response = { context, owner, message, status, isLocal in
      guard let loop = LoopCallbacks.loop(context), let owner else { return }
      let transaction = Unmanaged<SIPClientTransaction>.fromOpaque(owner).takeUnretainedValue()
      transaction.received(message, status: Int(status), isLocal: isLocal, on: loop)
    }
    table.stranger = { context, message in
      guard let loop = LoopCallbacks.loop(context), let message else { return false }
      return loop.asks(about: SIPMessageView(message: message, isLocal: false))
    }
    table.request = { context, server, dialogOwner, message in
      guard let loop = LoopCallbacks.loop(context), let server, let message else { return }
      let dialog = WeakReference<SIPDialog>.object(at: dialogOwner)
      let view = SIPMessageView(message: message, isLocal: false)
      let transaction = SIPServerTransaction(server, on: loop, method: view.method, dialog: dialog)
      loop.delegate?.sipLoop(loop, received: view, as: transaction, in: dialog)
    }
    table.acknowledged = { context, owner, message in
      LoopCallbacks.end(context, owner) { loop, transaction in
        guard let message else { return }
        let view = SIPMessageView(message: message, isLocal: false)
        loop.delegate?.sipLoop(loop, acknowledged: transaction, by: view)
      }
    }
    table.cancelled = { context, owner, message in
      LoopCallbacks.end(context, owner) { loop, transaction in
        guard let message else { return }
        let view = SIPMessageView(message: message, isLocal: false)
        loop.delegate?.sipLoop(loop, cancelled: transaction, by: view)
      }
    }
    table.unacknowledged = { context, owner in
      LoopCallbacks.end(context, owner) { loop, transaction in
        loop.delegate?.sipLoop(loop, unacknowledged: transaction)
      }
    }
    table.released = { context, owner in LoopCallbacks.end(context, owner) { _, _ in } }
    table.stray = { context, dialogOwner, message in
      guard let loop = LoopCallbacks.loop(context), let message else { return }
      let dialog = WeakReference<SIPDialog>.object(at: dialogOwner)
      let view = SIPMessageView(message: message, isLocal: false)
      loop.delegate?.sipLoop(loop, received: view, outsideTransactionsIn: dialog)
    }
    table.timer = { context, owner in
      guard let loop = LoopCallbacks.loop(context), let timer = WeakReference<SIPTimer>.object(at: owner) else {
        return
      }
      loop.delegate?.sipLoop(loop, fired: timer)
    }
    table.trace = { context, sent, tcp, peer, bytes, length in
      guard let loop = LoopCallbacks.loop(context), let peer else { return }
      loop.trace?(
        SIPTraceMessage(
          direction: sent ? .sent : .received, transport: tcp ? .tcp : .udp, peer: String(cString: peer),
          bytes: [UInt8](UnsafeRawBufferPointer(start: bytes, count: length))))
    }
    table.woken = { context in LoopCallbacks.loop(context)?.drain() }
    return table
  }

  private static func loop(_ context: UnsafeMutableRawPointer?) -> SIPLoop? {
    context.flatMap { Unmanaged<LoopContext>.fromOpaque($0).takeUnretainedValue().loop }
  }

  private static func end(
    _ context: UnsafeMutableRawPointer?, _ owner: UnsafeMutableRawPointer?,
    _ body: (SIPLoop, SIPServerTransaction) -> Void
  ) {
    guard let loop = loop(context), let transaction = WeakReference<SIPServerTransaction>.object(at: owner)
    else { return }
    transaction.isOver = true
    body(loop, transaction)
    transaction.letGo()
  }
}
