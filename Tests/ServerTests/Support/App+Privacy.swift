import Testing

extension App {
  /// Gives a contact a level of privacy, as a client does: read, then put back what was read.
  func setPrivacy(_ level: String, of contact: String) async throws -> TestResponse {
    let path = "people/\(contact)/contactPrivacyRelationship"
    let current = try await get(path)
    let marker = try #require(current.properties.first { $0.value == ["please pass this in a PUT request"] }?.key)
    return try await send(
      "PUT", path, body: format.body(["relationshipLevel": level, marker: "please pass this in a PUT request"]),
      headers: ["If-Match": "\"" + (current["etag"] ?? "") + "\""])
  }
}
