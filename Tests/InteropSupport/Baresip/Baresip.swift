import Foundation
import Glibc

/// A real softphone without a screen or sound card: baresip on 127.0.0.1, which plays a tone, records what it
/// hears, answers by itself if told so, and takes orders over its control port.
///
/// It registers nowhere. Recordings begin anew with every change of the media, so a call has one per session
/// description.
public final class Baresip: Sendable {
  /// How incoming calls are met.
  public enum Answering: String, Sendable {
    /// At once.
    case automatic = "auto"
    /// When `answer()` is called.
    case manual
  }

  /// The SIP port, UDP and TCP.
  public let port: UInt16
  /// Its address.
  public let uri: String
  /// baresip's own process.
  public let process: ChildProcess
  private let controlPort: UInt16
  private let folder: TemporaryFolder
  private let events: BaresipControl

  /// Starts baresip and returns when it listens.
  ///
  /// - Parameters:
  ///   - user: User part of its address, such as `+14255550101`.
  ///   - hertz: The tone it plays to the other side.
  ///   - answering: Default automatic.
  ///   - toneSeconds: How long the tone lasts; afterwards it sends silence.
  ///   - wanted: Its SIP port; default a free one.
  public init(
    user: String, hertz: Double, answering: Answering = .automatic, toneSeconds: Double = 60, port wanted: UInt16? = nil
  ) throws {
    port = try wanted ?? FreePort.consecutive(2, step: 2)
    controlPort = try FreePort.pair()
    let media = try FreePort.consecutive(8, step: 2)
    folder = try TemporaryFolder("baresip")
    uri = "sip:\(user)@127.0.0.1:\(port)"
    let tone = folder.file("tone.wav")
    try WaveFile.tone(hertz, seconds: toneSeconds).write(to: tone)
    // aubridge with a name of its own is a player that throws the sound away; sndfile has recorded it by then.
    try folder.write(
      "config",
      """
      poll_method epoll
      sip_listen 127.0.0.1:\(port)
      net_interface 127.0.0.1
      call_local_timeout 120
      call_max_calls 8
      audio_player aubridge,player
      audio_alert aubridge,alert
      audio_source aufile,\(tone)
      ausrc_srate 8000
      auplay_srate 8000
      ausrc_channels 1
      auplay_channels 1
      rtp_ports \(media)-\(media + 7)
      jitter_buffer_delay 1-5
      snd_path \(folder.path)
      module_path /usr/lib/baresip/modules
      module g711.so
      module aufile.so
      module aubridge.so
      module sndfile.so
      module_tmp account.so
      module_app ctrl_tcp.so
      module_app menu.so
      ctrl_tcp_listen 127.0.0.1:\(controlPort)

      """)
    try folder.write(
      "accounts", "<\(uri)>;regint=0;answermode=\(answering.rawValue);audio_codecs=PCMU,PCMA\n")
    try folder.write("contacts", "")
    process = try ChildProcess("baresip", ["-f", folder.path], workingDirectory: folder.path)
    _ = try process.waitForLine(containing: "baresip is ready", within: 10)
    do {
      try FreePort.waitUntilListening(tcp: controlPort, within: 5)
    } catch {
      throw InteropError.unexpected("baresip takes no orders at \(controlPort): \(process.text())")
    }
    events = try BaresipControl(port: controlPort)
  }

  /// Calls an address; returns when baresip has taken the order, not when the other side answers.
  public func dial(_ address: String) throws { try events.command("dial", address) }

  /// Answers the call that rings.
  public func answer() throws { try events.command("accept") }

  /// Ends the current call, or refuses the one that rings.
  public func hangUp() throws { try events.command("hangup") }

  /// Puts the current call on hold by re-INVITE.
  public func hold() throws { try events.command("hold") }

  /// Takes the current call back.
  public func resume() throws { try events.command("resume") }

  /// Transfers the call by REFER, blind.
  public func transfer(to uri: String) throws { try events.command("transfer", uri) }

  /// Presses keys, one after the other; it tells of them in the audio (RFC 4733).
  public func press(_ keys: String) throws { try events.command("sndcode", keys) }

  /// Awaits an event of baresip by its type: `CALL_INCOMING`, `CALL_RINGING`, `CALL_ESTABLISHED`, `CALL_CLOSED`.
  ///
  /// - Parameters:
  ///   - type: The event's type.
  ///   - count: The how-manieth of its kind since the start; default the first.
  public func waitForEvent(_ type: String, count: Int = 1, within seconds: Double = 10) throws {
    try Eventually.holds("\(count) \(type) at \(uri)", within: seconds) { events.count(of: type) >= count }
  }

  /// What it has heard since the media last changed; nil before any media.
  ///
  /// The file is written in blocks: ask after the call has ended, or after a good second more than is needed.
  public func heard() throws -> WaveFile? {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    return try names.filter { $0.hasSuffix("-dec.wav") }.sorted().last.map { try WaveFile(path: folder.file($0)) }
  }

  /// Awaits that it hears a tone within 10 Hz of the one given, for the last `lastSeconds` of the recording.
  @discardableResult
  public func waitToHear(
    _ hertz: Double, lastSeconds: Double = 0.5, within seconds: Double = 10
  ) throws -> ToneAnalyzer.Tone {
    try Eventually.value("\(hertz) Hz at \(uri)", within: seconds) {
      guard let audio = try? heard(), audio.duration >= lastSeconds,
        let tone = ToneAnalyzer.dominant(in: audio, lastSeconds: lastSeconds), abs(tone.hertz - hertz) < 10
      else { return nil }
      return tone
    }
  }

  /// Awaits that the phone hears nothing for so long: no audio arrives, or what arrives is silence.
  public func waitForSilence(seconds silence: Double = 0.6, within seconds: Double = 10) throws {
    var last = -1.0
    var since = MonotonicTime.seconds
    _ = try Eventually.value("silence at \(uri)", within: seconds) {
      guard let audio = try? heard() else { return nil as Bool? }
      if audio.duration != last {
        last = audio.duration
        let tone = ToneAnalyzer.dominant(in: audio, lastSeconds: silence)
        guard audio.duration >= silence, (tone?.level ?? 0) < 0.02 else {
          since = MonotonicTime.seconds
          return nil
        }
        return true
      }
      return MonotonicTime.seconds - since > silence ? true : nil
    }
  }

  /// Ends baresip; its calls are ended by BYE.
  public func stop() { process.terminate() }
}
