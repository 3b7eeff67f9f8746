using System.Globalization;
using Gateway.Simulator.Scim;

namespace Gateway.Simulator.Expectations;

/// <summary>No two events share a sequence.</summary>
internal static class SequenceCheck
{
    /// <summary>The event's sequence, or 0 where it has none.</summary>
    public static long Of(MatchedWebhook match) => match.Webhook.Body is { } body && body.IsInteger("sequence", out var sequence) ? sequence : 0;

    public static IEnumerable<string> Problems(IReadOnlyList<MatchedWebhook> matches) =>
        matches
            .GroupBy(Of)
            .Where(same => same.Key > 0 && same.Count() > 1)
            .Select(same => string.Create(CultureInfo.InvariantCulture, $"{same.Count()} events have sequence {same.Key}."));
}
