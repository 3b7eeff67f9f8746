using System.Globalization;
using Gateway.Simulator.Expectations;
using Gateway.Simulator.Scim;

namespace Gateway.Simulator;

/// <summary>The conversation for a reader: what Okta asked, what the gateway answered, what the subscriber then heard.</summary>
internal sealed class Transcript(TextWriter output, bool quiet)
{
    private const int MostWebhooks = 6;

    public void Line(string text = "")
    {
        if (!quiet)
        {
            output.WriteLine(text);
        }
    }

    public void Legend() => Line(
        """
          →  Okta's request        ←  the gateway's answer, and how long it took
          ⇐  a webhook that followed: signature verified, its sequence, and how long after the answer
          ✗  what failed
        """);

    /// <summary>One admin action: each request with its answer and the webhooks that it led to.</summary>
    public void Chapter(int number, string title, IReadOnlyList<ScimExchange> exchanges, IReadOnlyList<MatchedWebhook> matches, IReadOnlyList<string> failures)
    {
        Line();
        Line(string.Create(CultureInfo.InvariantCulture, $"{number,2}. {title}"));

        if (exchanges.Count == 0)
        {
            Line("    (Okta says nothing about it)");
        }

        var byCause = matches.Where(match => match.Expected is not null).ToLookup<MatchedWebhook, object>(match => match.Expected!.Cause, ReferenceEqualityComparer.Instance);
        foreach (var exchange in exchanges)
        {
            Exchange(exchange);
            Webhooks([.. byCause[exchange]], exchange);
        }

        foreach (var failure in failures)
        {
            output.WriteLine($"    ✗ {failure}");
        }
    }

    public void Always(string text) => output.WriteLine(text);

    private void Exchange(ScimExchange exchange)
    {
        Line($"    → {exchange.Request.Method,-6} {Path(exchange.Request.Target),-56} {exchange.Request.Says}");
        var waited = exchange.Waited > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $", after {exchange.Waited.TotalSeconds:0} s of 429") : "";
        Line(string.Create(CultureInfo.InvariantCulture, $"    ← {exchange.Status,-6} {What(exchange),-56} {exchange.Took.TotalMilliseconds:0} ms{waited}"));
    }

    private void Webhooks(IReadOnlyList<MatchedWebhook> webhooks, ScimExchange exchange)
    {
        foreach (var match in webhooks.Take(MostWebhooks))
        {
            var expected = match.Expected!;
            var after = (match.Webhook.ReceivedAt - exchange.AnsweredAt).TotalMilliseconds;
            var changes = string.Join(", ", expected.Changes.Select(change => $"{change.Path[(change.Path.LastIndexOf(':') + 1)..]}: {change.From} → {change.To}"));
            Line(string.Create(
                CultureInfo.InvariantCulture,
                $"    ⇐ {expected.Type,-18} {expected.Subject,-44} ✓ #{SequenceCheck.Of(match)}  {after:+0;-0;0} ms  {changes}").TrimEnd());
        }

        if (webhooks.Count > MostWebhooks)
        {
            var rest = webhooks.Skip(MostWebhooks).GroupBy(match => match.Expected!.Type).Select(same => $"{same.Count()} × {same.Key}");
            Line($"    ⇐ … and {string.Join(", ", rest)}");
        }
    }

    private static string What(ScimExchange exchange)
    {
        if (exchange.Answer is not { } answer)
        {
            return exchange.Text.Length == 0 ? "" : "(not JSON)";
        }

        if (answer.IsInteger("totalResults", out var total))
        {
            return string.Create(CultureInfo.InvariantCulture, $"{total} in all");
        }

        return answer.StringOf("detail") ?? (answer.StringOf("id") is { } id ? Short(id) : "");
    }

    /// <summary>The path decoded, ids shortened, and without the paging that every filter has.</summary>
    private static string Path(string target)
    {
        var filter = target.Contains("filter=", StringComparison.Ordinal);
        var query = filter ? target.Split("&startIndex=1", 2)[0].Replace('+', ' ') : target;
        return string.Join('/', Uri.UnescapeDataString(query).Split('/').Select(Short));
    }

    /// <summary>An id by its kind and last four characters: <c>usr_…k3f9</c>.</summary>
    private static string Short(string part) =>
        part.Length == 30 && part.IndexOf('_', StringComparison.Ordinal) == 3 ? $"{part[..4]}…{part[^4..]}" : part;
}
