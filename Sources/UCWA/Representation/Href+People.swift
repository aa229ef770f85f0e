// Paths below `people`, as the resource descriptions have them.
extension Href {
  /// The user's contacts.
  public static let myContacts = Href.application("people/contacts")
  /// The groups of the user's contact list.
  public static let myGroups = Href.application("people/groups")
  /// The group into which contacts go that were given no other.
  public static let defaultGroup = Href.application("people/defaultGroup")
  /// The group of contacts that the user keeps at hand.
  public static let pinnedGroup = Href.application("people/pinnedGroup")
  /// The group of those who may call on behalf of the user.
  public static let delegatesGroup = Href.application("people/delegatesGroup")
  /// The group of those on whose behalf the user may call.
  public static let delegatorsGroup = Href.application("people/delegatorsGroup")
  /// Which contact is in which group.
  public static let myGroupMemberships = Href.application("people/groupMemberships")
  /// The subscription to changes of contacts and groups.
  public static let contactsAndGroupsSubscription = Href.application("people/contactsAndGroupsSubscription")
  /// The application's presence subscriptions.
  public static let presenceSubscriptions = Href.application("people/presenceSubscriptions")
  /// Which contact is in which presence subscription.
  public static let presenceSubscriptionMemberships = Href.application("people/presenceSubscriptionMemberships")
  /// The contacts whose presence the application follows.
  public static let subscribedContacts = Href.application("people/subscribedContacts")
  /// The levels of privacy with the contacts of each.
  public static let myPrivacyRelationships = Href.application("people/privacyRelationships")

  /// A search as it was asked, with its query.
  public static func search(query: String?) -> Href {
    .application("people/search" + (query.map { "?" + $0 } ?? ""))
  }

  /// A group of the user's own.
  public static func group(_ id: String) -> Href { .application("people/groups/" + PercentEncoding.pathSegment(id)) }

  /// The contacts in a group of the contact list.
  public static func groupContacts(_ id: String) -> Href { .group(id, "contacts") }

  /// The memberships of a group of the contact list.
  public static func groupMemberships(_ id: String) -> Href { .group(id, "memberships") }

  private static func group(_ id: String, _ child: String) -> Href {
    .application("people/groups/" + PercentEncoding.pathSegment(id) + "/" + child)
  }

  /// The operation that subscribes to the presence of a group.
  public static func subscribeToGroupPresence(_ id: String) -> Href {
    .application("people/groups/subscribeToGroupPresence?groupId=" + PercentEncoding.pathSegment(id))
  }

  /// A distribution group, by its address without `sip:`.
  public static func distributionGroup(_ id: String) -> Href {
    .application("people/distributionGroups/" + PercentEncoding.pathSegment(id))
  }

  /// The same with its members.
  public static func expandDistributionGroup(_ id: String) -> Href {
    .application("people/distributionGroups/" + PercentEncoding.pathSegment(id) + "/expandDistributionGroup")
  }

  /// The operation that adds a distribution group to the contact list; its parameters stand in the query already.
  public static func addToContactList(_ id: String, name: String) -> Href {
    .application(
      "people/addToContactList?smtpAddress=" + PercentEncoding.pathSegment(id) + "&displayName="
        + PercentEncoding.pathSegment(name))
  }

  /// The operation that removes a distribution group from the contact list.
  public static func removeFromContactList(_ id: String) -> Href {
    .application("people/removeFromContactList?groupId=" + PercentEncoding.pathSegment(id))
  }

  /// One contact's place in one group.
  public static func myGroupMembership(group: String, contact: String) -> Href {
    .application("people/groupMemberships/" + PercentEncoding.pathSegment(group + "," + contact))
  }

  /// The operation that removes a contact from the contact list.
  public static let removeContactFromAllGroups = Href.application("people/groupMemberships/removeContactFromAllGroups")

  /// A presence subscription.
  public static func presenceSubscription(_ id: String) -> Href { .application("people/presenceSubscriptions/" + id) }

  /// The memberships of a presence subscription.
  public static func memberships(_ id: String) -> Href {
    .application("people/presenceSubscriptions/" + id + "/memberships")
  }

  /// The operation that adds contacts to a presence subscription.
  public static func addToPresenceSubscription(_ id: String) -> Href {
    .application("people/presenceSubscriptions/" + id + "/addToPresenceSubscription")
  }

  /// One contact's place in one presence subscription.
  public static func presenceSubscriptionMembership(_ id: String, contact: String) -> Href {
    .application("people/presenceSubscriptionMemberships/" + PercentEncoding.pathSegment(id + "," + contact))
  }

  /// The contacts of a level of privacy.
  public static func myPrivacyRelationship(_ level: PrivacyRelationshipLevel) -> Href {
    .application("people/privacyRelationships/" + level.rawValue)
  }
}
