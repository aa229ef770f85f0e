extension RandomPhonesWork {
  /// A response to any request.
  func response(_ status: String, _ message: PhoneMessage, _ tag: String, session: [UInt8]? = nil) -> [UInt8] {
    let to = message.toTag == nil ? message.to + Array(";tag=\(tag)".utf8) : message.to
    return response(status, message.echoed, to, session)
  }

  /// A response to the INVITE that began a call.
  func response(
    _ status: String, _ dialog: PhoneDialog, session: [UInt8]? = nil, contact: String? = nil
  ) -> [UInt8] {
    response(status, dialog.echoed, dialog.local, session, contact: contact)
  }

  private func response(
    _ status: String, _ echoed: [[UInt8]], _ to: [UInt8], _ session: [UInt8]?, contact: String? = nil
  ) -> [UInt8] {
    var bytes = Array("SIP/2.0 \(status)\r\n".utf8)
    for line in echoed {
      bytes += line
      bytes += [13, 10]
    }
    bytes += Array("To:".utf8)
    bytes += to
    bytes += [13, 10]
    return ending(bytes, session, contact: contact)
  }

  func requestBytes(
    _ dialog: PhoneDialog, _ method: String, _ cseq: Int, _ branch: String, _ session: [UInt8]?,
    headers: String = ""
  ) -> [UInt8] {
    var bytes = Array(method.utf8)
    bytes += [32]
    bytes += dialog.target
    bytes += Array(" SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:\(contact);branch=\(branch)\r\nMax-Forwards: 70\r\n".utf8)
    bytes += Array("From:".utf8)
    bytes += dialog.local
    bytes += Array("\r\nTo:".utf8)
    bytes += dialog.remote
    bytes += [13, 10]
    bytes += dialog.callID
    bytes += Array("\r\nCSeq: \(cseq) \(method)\r\n\(headers)".utf8)
    return ending(bytes, session)
  }

  private func ending(_ head: [UInt8], _ session: [UInt8]?, contact uri: String? = nil) -> [UInt8] {
    var bytes = head
    bytes += Array("Contact: <\(uri ?? "sip:phone@127.0.0.1:\(contact)")>\r\n".utf8)
    if let session {
      bytes += Array("Content-Type: application/sdp\r\nContent-Length: \(session.count)\r\n\r\n".utf8)
      bytes += session
    } else {
      bytes += Array("Content-Length: 0\r\n\r\n".utf8)
    }
    return bytes
  }

  /// The phone's session description, a version newer each time.
  func session(_ dialog: PhoneDialog, held: Bool) -> [UInt8] {
    dialog.version += 1
    return Array(
      """
      v=0\r\no=- 7 \(dialog.version) IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n\
      m=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n\(held ? "a=inactive\r\n" : "")
      """.utf8)
  }
}
