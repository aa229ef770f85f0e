import Media
import Synchronization

/// The audio of one phone in one call: plays its tone, counts and listens to what comes back.
final class RTPSession: MediaSession {
  /// What the last offer and answer agreed on, from the phone's side.
  struct Agreement: Sendable {
    var codec: G711
    /// nil as long as the other side's address is not known.
    var remote: SocketAddress?
    var sends: Bool
    var receives: Bool
  }

  /// What was counted.
  struct Counts: Sendable, Equatable {
    var sent: UInt64 = 0
    var received: UInt64 = 0
    var lost: UInt64 = 0
    /// Hertz of the tone heard last.
    var heard: Int?
  }

  private struct State {
    var socket: RTPSocket?
    var agreement: Agreement
    var tone: Tone
    var phase = 0
    var sequence = UInt16.random(in: 0...UInt16.max)
    var timestamp = UInt32.random(in: 0...UInt32.max)
    // Distinguishes the first packet after silence (RFC 3551, section 4.1).
    var marker = true
    var sent: UInt64 = 0
    var reception = RTPReception()
    var meter = ToneMeter()
  }

  /// The even UDP port.
  let port: Int
  private let ssrc = UInt32.random(in: 1...UInt32.max)
  private let frequency: Int
  // Held by the media thread for one tick of this session, never across sessions, so that neither thread waits long
  // and a descriptor is never used after it was closed and given to someone else.
  private let state: Mutex<State>

  /// nil when no port is free.
  init?(host: String, frequency: Int) {
    guard let socket = RTPSocket(host: host) else { return nil }
    port = socket.port
    self.frequency = frequency
    state = Mutex(
      State(
        socket: socket, agreement: Agreement(codec: .pcmu, remote: nil, sends: false, receives: false),
        tone: Tone.make(frequency, .pcmu)))
  }

  deinit { close() }

  /// Takes what a new offer and answer agreed on; from the next tick on.
  func agree(_ agreement: Agreement) {
    let tone = Tone.make(frequency, agreement.codec)
    state.withLock { state in
      if state.agreement.receives != agreement.receives { state.reception.pause() }
      state.agreement = agreement
      state.tone = tone
    }
  }

  /// Gives the port back. The counts stay.
  func close() {
    state.withLock { state in
      state.socket?.close()
      state.socket = nil
    }
  }

  var counts: Counts {
    let (sent, reception, meter) = state.withLock { ($0.sent, $0.reception, $0.meter) }
    // Finding the tone takes long enough to be done without the lock.
    return Counts(sent: sent, received: reception.received, lost: reception.lost, heard: meter.dominantFrequency)
  }

  /// 20 ms of both directions. The buffer is the media thread's and larger than any packet that is valid here.
  func tick(_ buffer: UnsafeMutableRawBufferPointer) {
    state.withLock { state in
      guard let socket = state.socket else { return }
      receive(socket, &state, buffer)
      send(socket, &state, buffer)
    }
  }

  /// Datagrams taken in one tick, so that a flood at one phone does not silence the others.
  private static let largestBatch = 64

  private func receive(_ socket: RTPSocket, _ state: inout State, _ buffer: UnsafeMutableRawBufferPointer) {
    var source = SocketAddress()
    for _ in 0..<Self.largestBatch {
      guard let size = socket.receive(buffer, from: &source) else { return }
      guard size <= buffer.count, state.agreement.receives else { continue }
      if let remote = state.agreement.remote, remote.isReachable, !remote.hasSameHost(as: source) { continue }
      let datagram = UnsafeRawBufferPointer(rebasing: buffer[..<size])
      guard let packet = RTPPacket(datagram), packet.payloadType == state.agreement.codec.rawValue,
        !packet.payload.isEmpty, state.reception.take(ssrc: packet.ssrc, sequence: packet.sequence)
      else { continue }
      state.meter.take(UnsafeRawBufferPointer(rebasing: datagram[packet.payload]), state.agreement.codec)
    }
  }

  private func send(_ socket: RTPSocket, _ state: inout State, _ buffer: UnsafeMutableRawBufferPointer) {
    // The media clock goes on in silence, the sequence does not (RFC 3550, section 5.1).
    state.timestamp &+= UInt32(Tone.packet)
    guard state.agreement.sends, let remote = state.agreement.remote, remote.isReachable else {
      state.marker = true
      return
    }
    let header = RTPPacket(
      payloadType: state.agreement.codec.rawValue, marker: state.marker, sequence: state.sequence,
      timestamp: state.timestamp, ssrc: ssrc)
    let datagram = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(RTPPacket.headerSize + Tone.packet)])
    header.write(to: datagram)
    state.tone.bytes.withUnsafeBytes { bytes in
      let audio = bytes[state.phase..<state.phase + Tone.packet]
      UnsafeMutableRawBufferPointer(rebasing: datagram[RTPPacket.headerSize...])
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: audio))
    }
    state.phase = (state.phase + Tone.packet) % Tone.turn
    guard socket.send(UnsafeRawBufferPointer(datagram), to: remote) else { return }
    state.marker = false
    state.sequence &+= 1
    state.sent += 1
  }
}
