import Glibc
import Synchronization
import Testing

@testable import Media

@Suite struct ToneSourceTests {
  /// A telephone's socket, read by the test.
  final class Phone: Sendable {
    let socket: RTPSocket

    init() throws { socket = try #require(RTPSocket(host: "127.0.0.1")) }

    deinit { socket.close() }

    var description: AudioDescription {
      get throws { try Self.description(port: socket.port) }
    }

    static func description(port: Int, direction: String = "sendrecv", host: String = "127.0.0.1") throws
      -> AudioDescription
    {
      let lines = [
        "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 \(host)", "t=0 0", "m=audio \(port) RTP/AVP 8 101",
        "a=rtpmap:101 telephone-event/8000", "a=\(direction)",
      ]
      return try #require(AudioDescription(Array(lines.joined(separator: "\r\n").utf8)))
    }

    /// What has arrived.
    func packets() -> [(header: RTPPacket, payload: [UInt8])] {
      let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 8)
      defer { buffer.deallocate() }
      var source = SocketAddress()
      var packets: [(RTPPacket, [UInt8])] = []
      while let size = socket.receive(buffer, from: &source) {
        let datagram = UnsafeRawBufferPointer(rebasing: buffer[..<size])
        if let packet = RTPPacket(datagram) { packets.append((packet, Array(datagram[packet.payload]))) }
      }
      return packets
    }

    func send(_ bytes: [UInt8], to port: Int) throws {
      let target = try #require(SocketAddress(host: "127.0.0.1", port: port))
      #expect(bytes.withUnsafeBytes { socket.send($0, to: target) })
    }
  }

  private static func source(_ ports: ClosedRange<Int>? = nil, limit: Int = 1_000) -> ToneSource {
    ToneSource(host: "127.0.0.1", ports: ports, limit: limit, region: .us)
  }

  @Test func aToneArrivesUntilItIsStopped() async throws {
    let source = Self.source()
    defer { source.stop() }
    let phone = try Phone()
    let session = try #require(source.open { _ in })
    #expect(session.port % 2 == 0 && source.count == 1)
    #expect(source.connect(session, to: try phone.description))
    source.play(.ringback, to: session)
    var heard: [(header: RTPPacket, payload: [UInt8])] = []
    try await eventually {
      heard += phone.packets()
      return heard.count >= 10
    }
    #expect(heard[0].header.marker && !heard[1].header.marker)
    #expect(heard.allSatisfy { $0.header.payloadType == 8 && $0.payload.count == 160 })
    for (one, next) in zip(heard, heard.dropFirst()) {
      #expect(next.header.sequence == one.header.sequence &+ 1)
      #expect(next.header.timestamp == one.header.timestamp &+ 160)
    }
    let audio = heard.flatMap(\.payload)
    for hertz in [440, 480] { #expect(ToneTests.level(of: hertz, in: audio[160..<1_600], .pcma) > 0.1) }

    source.play(nil, to: session)
    // Silence is seen without waiting for it: what comes next is the beginning of the next tone.
    _ = phone.packets()
    source.play(.busy, to: session)
    var next: [(header: RTPPacket, payload: [UInt8])] = []
    try await eventually {
      next += phone.packets()
      return !next.isEmpty
    }
    #expect(next[0].header.marker, "something was sent after the stop")
    source.close(session)
    #expect(source.count == 0)
  }

  @Test func keysAreHeardFromTheTelephoneOnly() async throws {
    let source = Self.source()
    defer { source.stop() }
    let phone = try Phone()
    let keys = Mutex<[Character]>([])
    let session = try #require(source.open { key in keys.withLock { $0.append(key) } })
    #expect(source.connect(session, to: try phone.description))
    source.play(.prompt, to: session)
    let stranger = try #require(RTPSocket(host: "127.0.0.9"))
    defer { stranger.close() }
    let forged = try TelephoneEventTests.datagram("9", timestamp: 77_000)
    let target = try #require(SocketAddress(host: "127.0.0.1", port: session.port))
    #expect(forged.withUnsafeBytes { stranger.send($0, to: target) })
    try phone.send([0x80, 101], to: session.port)
    try phone.send(Array(repeating: 0xFF, count: 2_040), to: session.port)
    try phone.send(Array(repeating: 0x80, count: 4_000), to: session.port)
    try phone.send(try TelephoneEventTests.datagram("8", timestamp: 500, payloadType: 96), to: session.port)
    for isEnd in [false, false, true, true, true] {
      try phone.send(try TelephoneEventTests.datagram("1", timestamp: 1_000, isEnd: isEnd), to: session.port)
    }
    try phone.send(try TelephoneEventTests.datagram("2", timestamp: 3_000), to: session.port)
    try await eventually { keys.withLock { $0.count } >= 2 }
    #expect(keys.withLock { $0 } == ["1", "2"])
    source.close(session)
  }

  @Test func nothingGoesToATelephoneThatDoesNotListen() async throws {
    let source = Self.source()
    defer { source.stop() }
    let (phone, other) = (try Phone(), try Phone())
    let session = try #require(source.open { _ in })
    let control = try #require(source.open { _ in })
    for direction in ["sendonly", "inactive"] {
      #expect(
        source.connect(session, to: try Phone.description(port: phone.socket.port, direction: direction)))
      source.play(.busy, to: session)
      #expect(source.connect(control, to: try other.description))
      source.play(.busy, to: control)
      var count = 0
      try await eventually {
        count += other.packets().count
        return count >= 5
      }
      #expect(phone.packets().isEmpty, "\(direction)")
    }
    #expect(!source.connect(session, to: try Phone.description(port: 4_000, host: "phone.contoso.test")))
    source.close(session)
    source.close(control)
  }

  @Test func portsAreOfTheRangeAndComeBack() throws {
    let free = try #require(RTPSocket(host: "127.0.0.1"))
    // Its neighbours need not be free; those that are not are passed over.
    let range = free.port...min(free.port + 20, 65_534)
    let source = Self.source(range, limit: 3)
    defer { source.stop() }
    var sessions: [ToneSession] = []
    while let session = source.open(onKey: { _ in }) { sessions.append(session) }
    #expect(sessions.count <= 3 && !sessions.isEmpty)
    #expect(sessions.allSatisfy { range.contains($0.port) && $0.port != free.port && $0.port % 2 == 0 })
    for session in sessions { source.close(session) }
    #expect(source.count == 0)
    let again = try #require(source.open { _ in })
    source.close(again)
    free.close()
  }

  @Test func aThousandCallsLeaveNothingOpen() throws {
    let source = Self.source(limit: 64)
    defer { source.stop() }
    let phone = try Phone()
    let before = try Self.openFiles()
    for _ in 0..<1_000 {
      let session = try #require(source.open { _ in })
      #expect(source.connect(session, to: try phone.description))
      source.play(.ringback, to: session)
      source.close(session)
    }
    #expect(source.count == 0)
    // Other tests open files too, but not hundreds.
    #expect(try Self.openFiles() < before + 200)
  }

  @Test func afterTheEndNothingIsOpened() throws {
    let source = Self.source()
    let session = try #require(source.open { _ in })
    source.play(.busy, to: session)
    source.stop()
    #expect(source.open { _ in } == nil)
    source.play(.busy, to: session)
    source.close(session)
    #expect(source.count == 0)
  }

  private static func openFiles() throws -> Int {
    let folder = try #require(opendir("/proc/self/fd"))
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    return count
  }
}
