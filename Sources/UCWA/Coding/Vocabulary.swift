/// The names that resources, properties and links have, found by their spelling: a `Term` is made from literals only.
enum Vocabulary {
  /// The name of that spelling; nil if the API has none.
  static func term(_ spelling: String) -> Term? { terms[spelling] }

  private static let terms: [String: Term] = {
    var terms: [String: Term] = [:]
    for resource in ResourceDescription.all {
      let names =
        [resource.rel] + resource.properties.map(\.name) + resource.links.map(\.rel) + resource.embedded.map(\.rel)
      for name in names { terms[name.text] = name }
    }
    return terms
  }()
}
