using Gateway.Simulator.Scim;

namespace Gateway.Simulator.Expectations;

/// <summary>Events of one request name the same cause, events of two requests two causes.</summary>
internal static class CauseCheck
{
    public static IEnumerable<string> Problems(IReadOnlyList<MatchedWebhook> matches)
    {
        var causes = new Dictionary<string, (ScimExchange Exchange, MatchedWebhook First)>(StringComparer.Ordinal);
        var named = new Dictionary<ScimExchange, (string Cause, MatchedWebhook First)>(ReferenceEqualityComparer.Instance);
        foreach (var match in matches)
        {
            if (match.Expected?.Cause is not { } exchange || match.Webhook.Body?.StringOf("cause") is not { } cause)
            {
                continue;
            }

            if (causes.TryGetValue(cause, out var other) && !ReferenceEquals(other.Exchange, exchange))
            {
                yield return $"{match.Expected} and {other.First.Expected} come from two requests and name the same cause, {cause}.";
            }
            else if (named.TryGetValue(exchange, out var same) && same.Cause != cause)
            {
                yield return $"{match.Expected} and {same.First.Expected} come from one request and name two causes, {cause} and {same.Cause}.";
            }

            causes.TryAdd(cause, (exchange, match));
            named.TryAdd(exchange, (cause, match));
        }
    }
}
