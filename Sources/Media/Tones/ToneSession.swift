import Synchronization

/// The audio towards one telephone that is not talking yet: plays tones to it, and hears which keys are pressed on it.
///
/// Its socket is open as long as it lives; it costs time only while a tone plays.
public final class ToneSession: MediaSession {
  /// What the telephone's last description says about its audio.
  private struct Agreement {
    var codec: G711
    var remote: SocketAddress
    var isHeard: Bool
    /// Payload types of RFC 4733: the one that was offered, and the one the telephone named.
    var events: Set<UInt8>
  }

  private struct State {
    var socket: RTPSocket?
    var agreement: Agreement?
    var position: TonePosition?
    var sequence = UInt16.random(in: 0...UInt16.max)
    var timestamp = UInt32.random(in: 0...UInt32.max)
    // Distinguishes the first packet after silence (RFC 3551, section 4.1).
    var marker = true
    var keys = TelephoneEventReception()
  }

  /// The even UDP port.
  public let port: Int
  private let ssrc = UInt32.random(in: 1...UInt32.max)
  private let set: ToneSet
  private let onKey: @Sendable (Character) -> Void
  // Held for one tick of this session, never across sessions nor while a key is told of, so that nobody waits long and
  // a descriptor is never used after it was closed and given to someone else.
  private let state: Mutex<State>

  init(_ socket: RTPSocket, _ set: ToneSet, onKey: @escaping @Sendable (Character) -> Void) {
    port = socket.port
    self.set = set
    self.onKey = onKey
    state = Mutex(State(socket: socket))
  }

  deinit { close() }

  /// Takes the telephone's description; from the next tick on. False if no tone can be sent there: no G.711, no address
  /// literal, or nothing but SRTP.
  func agree(_ description: AudioDescription) -> Bool {
    guard let codec = description.codecs.first,
      let remote = SocketAddress(host: description.address, port: description.port)
    else {
      state.withLock { $0.agreement = nil }
      return false
    }
    let events = Set([AudioDescription.telephoneEvent, description.telephoneEvent].compactMap(\.self))
    let agreement = Agreement(
      codec: codec, remote: remote, isHeard: description.direction == .both || description.direction == .receives,
      events: events)
    state.withLock { $0.agreement = agreement }
    return true
  }

  /// Plays a tone from its beginning, or nothing.
  func set(_ tone: ProgressTone?) {
    state.withLock { state in
      state.position = tone.map { TonePosition($0) }
      state.marker = true
    }
  }

  /// Closes the socket.
  public func close() {
    state.withLock { state in
      state.socket?.close()
      state.socket = nil
    }
  }

  /// See ``MediaSession/tick(_:)``.
  public func tick(_ buffer: UnsafeMutableRawBufferPointer) {
    let keys = state.withLock { state -> [Character] in
      guard let socket = state.socket else { return [] }
      let keys = receive(socket, &state, buffer)
      send(socket, &state, buffer)
      return keys
    }
    for key in keys { onKey(key) }
  }

  /// Datagrams taken in one tick, so that a flood at one telephone's port does not silence the others.
  private static let largestBatch = 64

  private func receive(
    _ socket: RTPSocket, _ state: inout State, _ buffer: UnsafeMutableRawBufferPointer
  ) -> [Character] {
    var keys: [Character] = []
    var source = SocketAddress()
    for _ in 0..<Self.largestBatch {
      guard let size = socket.receive(buffer, from: &source) else { break }
      guard size <= buffer.count, let agreement = state.agreement, agreement.remote.hasSameHost(as: source) else {
        continue
      }
      let datagram = UnsafeRawBufferPointer(rebasing: buffer[..<size])
      guard let packet = RTPPacket(datagram), agreement.events.contains(packet.payloadType),
        let key = state.keys.take(packet, in: datagram)
      else { continue }
      keys.append(key)
    }
    return keys
  }

  private func send(_ socket: RTPSocket, _ state: inout State, _ buffer: UnsafeMutableRawBufferPointer) {
    // The media clock goes on in silence, the sequence does not (RFC 3550, section 5.1).
    state.timestamp &+= UInt32(G711.packet)
    guard let agreement = state.agreement, agreement.isHeard, agreement.remote.isReachable, state.position != nil
    else { return }
    let header = RTPPacket(
      payloadType: agreement.codec.rawValue, marker: state.marker, sequence: state.sequence,
      timestamp: state.timestamp, ssrc: ssrc)
    let datagram = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(RTPPacket.headerSize + G711.packet)])
    header.write(to: datagram)
    state.position?.write(
      to: UnsafeMutableRawBufferPointer(rebasing: datagram[RTPPacket.headerSize...]), from: set, agreement.codec)
    guard socket.send(UnsafeRawBufferPointer(datagram), to: agreement.remote) else { return }
    state.marker = false
    state.sequence &+= 1
  }
}
