using Gateway.Contracts.Events;
using Gateway.Simulator.Okta;
using Gateway.Simulator.Scim;
using Gateway.Simulator.Subscriber;

namespace Gateway.Simulator.Expectations;

/// <summary>Pure: what must come + what came → what is wrong. It knows Okta's side only, nothing of how the gateway works.</summary>
/// <param name="directory">The directory's id and name, as every event must show them.</param>
internal sealed class WebhookJudge(EventDirectory directory)
{
    public Verdict Judge(IReadOnlyList<ExpectedEvent> expected, IReadOnlyList<ReceivedWebhook> received, IReadOnlyList<string> secrets)
    {
        var failures = new List<string>();
        var events = Distinct(received, secrets, failures);
        var matches = Match(expected, events, failures);

        foreach (var (webhook, owed) in matches)
        {
            failures.AddRange(EnvelopeCheck.Problems(webhook, directory).Select(problem => $"{Name(webhook, owed)}: {problem}."));
            if (owed is not null)
            {
                failures.AddRange(PayloadCheck.Problems(webhook, owed).Select(problem => $"{Name(webhook, owed)}: {problem}."));
            }
        }

        failures.AddRange(SequenceCheck.Problems(matches));
        failures.AddRange(CausalOrderCheck.Problems(matches));
        failures.AddRange(CauseCheck.Problems(matches));

        var came = matches.Select(match => match.Expected).ToHashSet(ReferenceEqualityComparer.Instance);
        return new Verdict(matches, [.. expected.Where(one => !came.Contains(one))], failures);
    }

    /// <summary>A webhook in words, for a failure or the transcript.</summary>
    public static string Name(ReceivedWebhook webhook, ExpectedEvent? expected) =>
        expected?.ToString() ?? $"{webhook.Body?.StringOf("type") ?? "a webhook"} {webhook.Id ?? "without id"}";

    /// <summary>Forgeries are named and left out; so are repeats, which are allowed (at least once) if they are the same bytes.</summary>
    private static List<ReceivedWebhook> Distinct(IReadOnlyList<ReceivedWebhook> received, IReadOnlyList<string> secrets, List<string> failures)
    {
        var first = new Dictionary<string, ReceivedWebhook>(StringComparer.Ordinal);
        var events = new List<ReceivedWebhook>();

        foreach (var webhook in received)
        {
            if (secrets.Any(secret => webhook.Text.Contains(secret, StringComparison.Ordinal)))
            {
                failures.Add($"Webhook {webhook.Id} shows a password or token that Okta sent.");
            }

            if (webhook.Forgery is { } reason)
            {
                failures.Add($"{Name(webhook, null)} is not signed as it must be: {reason}");
            }
            else if (first.TryGetValue(webhook.Id ?? "", out var earlier))
            {
                if (earlier.Text != webhook.Text)
                {
                    failures.Add($"{Name(webhook, null)} came again with another body.");
                }
            }
            else
            {
                first.Add(webhook.Id ?? "", webhook);
                events.Add(webhook);
            }
        }

        return events;
    }

    /// <summary>The first to arrive takes the first that is owed of its kind, about the same user and group.</summary>
    private static List<MatchedWebhook> Match(IReadOnlyList<ExpectedEvent> expected, List<ReceivedWebhook> events, List<string> failures)
    {
        var owed = new Dictionary<string, Queue<ExpectedEvent>>(StringComparer.Ordinal);
        foreach (var one in expected)
        {
            var key = Key(one.Type, one.User?.ScimId, one.Group?.ScimId);
            if (!owed.TryGetValue(key, out var queue))
            {
                owed.Add(key, queue = new Queue<ExpectedEvent>());
            }

            queue.Enqueue(one);
        }

        var matches = new List<MatchedWebhook>(events.Count);
        foreach (var webhook in events)
        {
            var data = webhook.Body?.Find("data");
            var key = Key(webhook.Body?.StringOf("type"), data?.Find("user")?.StringOf("id"), data?.Find("group")?.StringOf("id"));
            var found = owed.TryGetValue(key, out var queue) && queue.TryDequeue(out var next) ? next : null;
            if (found is null)
            {
                failures.Add($"{Name(webhook, null)} came, and nothing that Okta did explains it: {Short(webhook.Text)}");
            }

            matches.Add(new MatchedWebhook(webhook, found));
        }

        return matches;
    }

    private static string Key(string? type, string? user, string? group) => $"{type}|{user}|{group}";

    private static string Short(string text) => text.Length <= 300 ? text : text[..300] + "…";
}
