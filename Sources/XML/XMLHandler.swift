/// Takes what a document consists of, in its order.
public protocol XMLHandler: AnyObject {
  /// An element starts.
  ///
  /// - Throws: what ends the reading.
  func start(_ element: borrowing XMLElement) throws(XMLError)

  /// Text in UTF-8, also from CDATA, with references resolved; it comes in any number of pieces.
  ///
  /// - Parameter text: good during the call only.
  func text(_ text: UnsafeBufferPointer<UInt8>)

  /// The element that started last and has not ended ends.
  func end()
}
