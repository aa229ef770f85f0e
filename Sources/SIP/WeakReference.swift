/// What the C side keeps as the owner of a dialog, server transaction or timer: the object itself may be on its way
/// out on another thread when a callback comes for it, and then must not be touched.
final class WeakReference<Object: AnyObject> {
  private weak var object: Object?

  init(_ object: Object) { self.object = object }

  /// For the C side, which gives it back by `release`.
  var retainedPointer: UnsafeMutableRawPointer { Unmanaged.passRetained(self).toOpaque() }

  static func object(at pointer: UnsafeMutableRawPointer?) -> Object? {
    pointer.flatMap { Unmanaged<WeakReference<Object>>.fromOpaque($0).takeUnretainedValue().object }
  }

  static func release(_ pointer: UnsafeMutableRawPointer?) {
    if let pointer { Unmanaged<WeakReference<Object>>.fromOpaque(pointer).release() }
  }
}
