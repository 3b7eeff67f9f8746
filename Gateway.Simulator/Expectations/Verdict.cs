namespace Gateway.Simulator.Expectations;

/// <summary>What is wrong with the webhooks of a conversation, and which belongs to what.</summary>
/// <param name="Matches">Each event in the order of its first arrival; repeats and forgeries left out.</param>
/// <param name="Missing">What must still come.</param>
/// <param name="Failures">Everything else that is wrong, one sentence each.</param>
internal sealed record Verdict(IReadOnlyList<MatchedWebhook> Matches, IReadOnlyList<ExpectedEvent> Missing, IReadOnlyList<string> Failures);
