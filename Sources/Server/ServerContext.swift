import Configuration
import Foundation
import Numbering
import Store

/// What request handlers use of the server; made once at start, shared by all threads.
struct ServerContext: Sendable {
  let configuration: Configuration
  let accounts: Accounts
  let applications: Applications
  let presence: PresenceCenter
  let photoCookies: PhotoCookies
  let directory: any Directory
  let directoryQueue: DirectoryQueue
  let journal: any Journal
  let groups: any DistributionGroups
  let search: any PeopleSearch
  let history: ConversationHistory
  let health: ServerHealth
  let peopleWork = PeopleWork()
  let dialPlan: DialPlan
  let emergencyNumbers: EmergencyNumbers
  let routing: Routing
  let pools: Pools
  let admission: Admission
  let sources: TrunkSources
  let shard: Shard
  let log: Log
  /// Host of the SIP side, for a client that names none.
  let serverName: String

  /// Name of this server in answers: the host of `publicURL`, else what the machine calls itself.
  var publicName: String {
    if let host = configuration.publicURL.flatMap({ URL(string: $0)?.host }) { return host }
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return serverName }
    return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
