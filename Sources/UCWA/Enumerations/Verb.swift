/// An HTTP method the API uses.
public enum Verb: String, WireEnumeration {
  /// Reads a resource.
  case get = "GET"
  /// Creates or starts something.
  case post = "POST"
  /// Replaces a resource.
  case put = "PUT"
  /// Removes a resource.
  case delete = "DELETE"
}
