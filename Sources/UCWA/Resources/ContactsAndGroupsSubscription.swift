/// Whether an application is told of changes to contacts and groups (UCWA 2.0 `myContactsAndGroupsSubscription`).
public struct ContactsAndGroupsSubscription: Sendable {
  /// How far it is.
  public var state: SubscriptionState

  /// A subscription in that state.
  public init(_ state: SubscriptionState) { self.state = state }

  /// The resource; it can be started or refreshed at any time, and stopped while it runs.
  public var resource: Resource {
    var resource = Resource(.myContactsAndGroupsSubscription, href: .contactsAndGroupsSubscription)
    resource.add("state", state)
    resource.link(
      "startOrRefreshSubscriptionToContactsAndGroups",
      .application("people/contactsAndGroupsSubscription/startOrRefreshSubscriptionToContactsAndGroups"))
    resource.link(
      "stopSubscriptionToContactsAndGroups",
      state == .disconnected
        ? nil : .application("people/contactsAndGroupsSubscription/stopSubscriptionToContactsAndGroups"))
    return resource
  }
}
