using System.Globalization;
using Gateway.Contracts.Events;
using Gateway.Simulator.Scim;

namespace Gateway.Simulator.Expectations;

/// <summary>
/// What depends on each other arrives in the order in which it happened: a user event takes its user, a group event its group,
/// a membership event its user and a share of its group. Nothing else has an order. "Happened" is told twice: by the gateway's
/// sequence, and by Okta, which had the answer to one request before it sent the next.
/// </summary>
internal static class CausalOrderCheck
{
    public static IEnumerable<string> Problems(IReadOnlyList<MatchedWebhook> matches)
    {
        var users = new Dictionary<string, Past>(StringComparer.Ordinal);
        var groups = new Dictionary<string, Past>(StringComparer.Ordinal);
        var memberships = new Dictionary<string, Past>(StringComparer.Ordinal);
        var problems = new List<string>();

        foreach (var match in matches)
        {
            var data = match.Webhook.Body?.Find("data");
            var user = data?.Find("user")?.StringOf("id");
            var group = data?.Find("group")?.StringOf("id");

            if (user is not null)
            {
                After(users, user, match, problems);
            }

            if (group is null)
            {
                continue;
            }

            After(groups, group, match, problems, adds: user is null);
            if (user is null)
            {
                After(memberships, group, match, problems, adds: false);
            }
            else
            {
                Remember(memberships, group, match);
            }
        }

        return problems;
    }

    /// <summary>Whether an event must wait for another of the same request: a created group for nothing, its members for it, a deletion for all.</summary>
    private static bool Follows(ExpectedEvent later, ExpectedEvent earlier) =>
        ReferenceEquals(later.Cause, earlier.Cause)
            ? earlier.Type == EventTypes.GroupCreated || later.Type == EventTypes.GroupDeleted
            : earlier.Cause.Precedes(later.Cause);

    private static void After(Dictionary<string, Past> pasts, string key, MatchedWebhook match, List<string> problems, bool adds = true)
    {
        if (pasts.TryGetValue(key, out var past))
        {
            var sequence = SequenceCheck.Of(match);
            if (past.Latest is { } latest && sequence > 0 && SequenceCheck.Of(latest) > sequence)
            {
                problems.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Out of order: {Name(match)} (sequence {sequence}) came after {Name(latest)} (sequence {SequenceCheck.Of(latest)})."));
            }

            if (past.Last(match) is { } overtaken)
            {
                problems.Add($"Out of order: {Name(match)} came after {Name(overtaken)}, which Okta told later.");
            }
        }

        if (adds)
        {
            Remember(pasts, key, match);
        }
    }

    private static void Remember(Dictionary<string, Past> pasts, string key, MatchedWebhook match)
    {
        if (!pasts.TryGetValue(key, out var past))
        {
            pasts.Add(key, past = new Past());
        }

        past.Add(match);
    }

    private static string Name(MatchedWebhook match) => WebhookJudge.Name(match.Webhook, match.Expected);

    /// <summary>What has arrived about one user or group: the highest sequence, and the request that Okta sent last.</summary>
    private sealed class Past
    {
        private MatchedWebhook? lastSent;
        private MatchedWebhook? deletion;

        public MatchedWebhook? Latest { get; private set; }

        public void Add(MatchedWebhook match)
        {
            if (Latest is null || SequenceCheck.Of(match) > SequenceCheck.Of(Latest))
            {
                Latest = match;
            }

            if (match.Expected is { } expected)
            {
                lastSent = lastSent?.Expected?.Cause.Sent > expected.Cause.Sent ? lastSent : match;
                deletion = expected.Type == EventTypes.GroupDeleted ? match : deletion;
            }
        }

        /// <summary>An event that should have waited for this one, if there is one.</summary>
        public MatchedWebhook? Last(MatchedWebhook match) =>
            match.Expected is not { } expected ? null
            : new[] { lastSent, deletion }.FirstOrDefault(past => past?.Expected is { } before && Follows(later: before, earlier: expected) && !ReferenceEquals(before, expected));
    }
}
