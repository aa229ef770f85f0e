/// The moments at which held requests want to be called, earliest first.
///
/// Cancelling leaves the entry in place, to be recognised by its sequence number when it comes up; most timers of held
/// requests are cancelled, so the owner calls `removeStale` when they outnumber the living.
struct DeadlineHeap {
  struct Entry: Equatable {
    /// Milliseconds of the loop's clock.
    var due: UInt64
    var token: RequestToken
    var sequence: UInt64
  }

  private(set) var entries: [Entry] = []

  var first: Entry? { entries.first }
  var count: Int { entries.count }

  mutating func insert(_ entry: Entry) {
    entries.append(entry)
    siftUp(entries.count - 1)
  }

  mutating func removeFirst() -> Entry? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      siftDown(0)
    }
    return first
  }

  mutating func removeStale(_ isLive: (Entry) -> Bool) {
    entries = entries.filter(isLive)
    var index = entries.count / 2
    while index > 0 {
      index -= 1
      siftDown(index)
    }
  }

  private mutating func siftUp(_ start: Int) {
    var index = start
    while index > 0 {
      let parent = (index - 1) / 2
      guard entries[index].due < entries[parent].due else { return }
      entries.swapAt(index, parent)
      index = parent
    }
  }

  private mutating func siftDown(_ start: Int) {
    var index = start
    while true {
      var smallest = index
      for child in (2 * index + 1)...(2 * index + 2)
      where child < entries.count && entries[child].due < entries[smallest].due {
        smallest = child
      }
      guard smallest != index else { return }
      entries.swapAt(index, smallest)
      index = smallest
    }
  }
}
