import Store

extension CommandTree {
  static let userForward = CommandSpec(
    name: "forward",
    abstract: "Show or change where a user's calls go",
    discussion: """
      Shows it if no option is given. A running server follows a change at once.
      TARGET is a telephone number, a SIP URI of a user or a group, or one of the
      words that the option names. '--to' and '--also' take each other's place;
      what was chosen for either is remembered. Who the team is, says
      'workline user set --team'; where the voicemail is, the configuration.
      """,
    arguments: [uri],
    options: [
      OptionSpec(
        name: "--to", value: "TARGET",
        help: "All calls go there at once, and the user's own phones do not ring; also: delegates, voicemail"),
      OptionSpec(
        name: "--also", value: "TARGET",
        help: "It rings together with the user's own phones; also: delegates, team"),
      OptionSpec(
        name: "--also-after", value: "SECONDS",
        help: "How long the user's own phones ring alone before, from \(range(CallForwarding.simultaneousDelays)). "
          + "Default: 0"),
      OptionSpec(
        name: "--unanswered", value: "TARGET",
        help: "Where calls go that nobody takes; also: voicemail, or off to let them ring"),
      OptionSpec(
        name: "--unanswered-after", value: "SECONDS",
        help: "After how long nobody has taken a call, from \(range(CallForwarding.unansweredDelays)). Default: 20"),
      OptionSpec(
        name: "--active", value: "WHEN",
        help: "When '--to' or '--also' is in force: always (default) or workhours, which the configuration says"),
      OptionSpec(name: "--off", value: nil, help: "Only the user's own phones ring; targets are remembered"),
      json, data,
    ],
    examples: [
      "workline user forward sip:dana@contoso.test",
      "workline user forward sip:dana@contoso.test --to sip:erin@contoso.test --active workhours",
      "workline user forward sip:dana@contoso.test --also team --also-after 10 \\\n"
        + "      --unanswered voicemail --unanswered-after 30",
      "workline user forward sip:dana@contoso.test --off --unanswered off",
    ],
    action: .userForward)

  private static func range(_ range: ClosedRange<Int>) -> String { "\(range.lowerBound) to \(range.upperBound)" }
}
