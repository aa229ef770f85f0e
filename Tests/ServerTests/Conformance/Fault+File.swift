@testable import Store

extension Fault {
  /// Changes a running server's file by a connection of its own, as another program might.
  static func inFile(of server: TestServer, _ sql: String) async throws {
    let path = server.data + "/" + SQLiteStore.fileName
    try await onThread { try SQLiteConnection(path: path, durability: .off).execute(sql) }
  }

  /// The schema version of a server's file.
  static func schemaVersion(of server: TestServer) async throws -> Int {
    let path = server.data + "/" + SQLiteStore.fileName
    return try await onThread { try Schema.check(SQLiteConnection(path: path, durability: .off)) }
  }
}
