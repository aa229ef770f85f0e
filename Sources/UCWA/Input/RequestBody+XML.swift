import XML

extension RequestBody {
  static func parseXML(_ bytes: [UInt8]) throws(UCWAError) -> RequestBody {
    let reader = XMLInputReader()
    do throws(XMLError) {
      try XMLDocument.read(bytes, by: reader)
    } catch {
      throw .deserializationFailure(.xml, debugInfo: error.reason)
    }
    return reader.body
  }
}
