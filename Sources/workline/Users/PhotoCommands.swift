import Foundation
import Store

/// `workline user photo …`.
enum PhotoCommands {
  static func set(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("URI"))
    let photo = try read(invocation.argument("FILE"))
    let directory = try DataStore.open(invocation)
    try DataStore.failing { try directory.setPhoto(photo, uri: address.uri) }
    Console.print("Photo of \(address.uri) set")
    return ExitCode.success
  }

  static func remove(_ invocation: Invocation) throws -> Int32 {
    let address = try SIPAddress(invocation.argument("URI"))
    let directory = try DataStore.open(invocation)
    try DataStore.failing { try directory.setPhoto(nil, uri: address.uri) }
    Console.print("Photo of \(address.uri) removed")
    return ExitCode.success
  }

  private static func read(_ path: String) throws -> Photo {
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw CommandFailure(ExitCode.noInput, "'\(path)' cannot be read")
    }
    defer { try? file.close() }
    // One byte more than is allowed tells that there is too much, however much that is.
    guard let data = try? file.read(upToCount: Photo.maximumSize + 1) else {
      throw CommandFailure(ExitCode.noInput, "'\(path)' cannot be read")
    }
    do {
      return try Photo([UInt8](data))
    } catch .invalid(_, let reason) {
      throw CommandFailure(ExitCode.data, "'\(path)' \(reason)")
    }
  }
}
