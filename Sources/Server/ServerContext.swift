import Configuration
import Numbering
import Store

/// What request handlers use of the server; made once at start, shared by all threads.
struct ServerContext: Sendable {
  let configuration: Configuration
  let accounts: Accounts
  let applications: Applications
  let presence: PresenceCenter
  let directory: any Directory
  let journal: any Journal
  let groups: any DistributionGroups
  let search: any PeopleSearch
  let peopleWork = PeopleWork()
  let dialPlan: DialPlan
  let routing: Routing
  let admission: Admission
  let shard: Shard
  let log: Log
  /// Name of this server in responses.
  let serverName: String
}
