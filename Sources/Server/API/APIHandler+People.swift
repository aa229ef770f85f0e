import HTTP
import Numbering
import Store
import UCWA

/// The people the user deals with: the hub, contacts, and the search in the directory.
extension APIHandler {
  static let peopleRoutes =
    [
      Route(.people, .get, APIHandler.people),
      Route(.search, .get, APIHandler.search),
      Route(.contact, .get, APIHandler.contact),
    ] + contactListRoutes + distributionGroupRoutes + presenceSubscriptionRoutes + privacyRoutes

  func people(_ call: Call) { call.answer(People().resource) }

  /// A contact by the last part of its path: a user's address without `sip:`, or a number.
  func contact(_ call: Call) throws(UCWAError) {
    guard let identity = try identity(call.parameters[0], call.account) else { throw .resourceNotFound }
    call.answer(contact(identity, id: call.parameters[0], call.account))
  }

  // MARK: Search

  /// Results unless the client says how many it wants.
  private static let defaultLimit = 20
  /// The most words of a query that count; the reference allows 256 characters.
  private static let maximumWords = 16

  func search(_ call: Call) throws(UCWAError) {
    let parameters = try parameters(call)
    let (query, mail) = (parameters.string("query"), parameters.string("mail"))
    var bad: [BadParameter] = []
    if query == nil, mail == nil { bad.append(BadParameter(name: "query", reason: Message(.queryOrMailRequired))) }
    for (name, text) in [("query", query), ("mail", mail)] {
      guard let count = text?.count, count > 256 else { continue }
      bad.append(
        BadParameter(name: name, reason: Message(.tooLong, .number("length", count), .number("maximum", 256))))
    }
    if !bad.isEmpty { throw .parameterValidationFailure(bad) }
    let limit = parameters.integer("limit") ?? Self.defaultLimit
    let words = query.map { Self.words($0) } ?? []
    later(call) { () throws(UCWAError) in
      let found = try lookUp { () throws(StoreError) in
        // One more than asked for tells whether there is more.
        try context.search.search(words: words, mail: mail, limit: limit + 1)
      }
      return results(found, limit: limit, call)
    }
  }

  /// The words of a query; what is a number with separators is one word.
  static func words(_ query: String) -> [String] {
    let digits = query.filter { $0.isASCII && $0.isNumber }
    if digits.count > 1, query.allSatisfy({ ($0.isASCII && $0.isNumber) || "+-.()/ ".contains($0) }) { return [digits] }
    return query.split(whereSeparator: \.isWhitespace).prefix(maximumWords).map(String.init)
  }

  private enum Match {
    case user(Store.User)
    case group(Store.DistributionGroup)

    var name: String {
      switch self {
      case .user(let user): user.name
      case .group(let group): group.name
      }
    }
  }

  private func results(_ found: PeopleFound, limit: Int, _ call: Call) -> HTTPResponse {
    // Both come ordered by name, and are cut together.
    let all = (found.users.map { Match.user($0) } + found.groups.map { Match.group($0) })
      .sorted { $0.name.lowercased() < $1.name.lowercased() }
    var search = Search(
      query: call.request.query, moreResultsAvailable: all.count > limit, contacts: [], distributionGroups: [])
    for match in all.prefix(limit) {
      switch match {
      case .user(let user): search.contacts.append(contact(.user(user), id: user.contactID, call.account))
      case .group(let group): search.distributionGroups.append(distributionGroup(group, call).resource)
      }
    }
    return call.response(search.resource)
  }

  // MARK: Answering later

  /// Answers a request on the queue for what takes longer.
  func later(_ call: Call, _ work: @escaping @Sendable () throws(UCWAError) -> HTTPResponse) {
    do throws(UCWAError) {
      try context.peopleWork.run {
        do throws(UCWAError) {
          call.responder.respond(try work())
        } catch {
          call.refuse(error)
        }
      }
    } catch {
      call.refuse(error)
    }
  }
}

extension APIHandler.Call {
  /// A response with a resource that was made for this request.
  func response(_ resource: Resource, status: Int = 200, location: Href? = nil) -> HTTPResponse {
    var response = HTTPResponse.body(status, resource.bytes(format, base: application.base), format)
    if let location { response.headers.add("Location", location.text(base: application.base)) }
    return response
  }
}
