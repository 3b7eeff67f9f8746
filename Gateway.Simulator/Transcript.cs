using System.Globalization;
using Gateway.Contracts.Events;
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
        Line($"    → {exchange.Request.Method,-6} {Path(exchange.Request.Target),-44} {exchange.Request.Says}");
        var waited = exchange.Waited > TimeSpan.Zero ? string.Create(CultureInfo.InvariantCulture, $", after {exchange.Waited.TotalSeconds:0} s of 429") : "";
        Line(string.Create(CultureInfo.InvariantCulture, $"    ← {exchange.Status,-6} {What(exchange),-44} {exchange.Took.TotalMilliseconds:0} ms{waited}"));
    }

    private void Webhooks(IReadOnlyList<MatchedWebhook> webhooks, ScimExchange exchange)
    {
        foreach (var match in webhooks.Take(MostWebhooks))
        {
            var after = (match.Webhook.ReceivedAt - exchange.AnsweredAt).TotalMilliseconds;
            var sequence = SequenceCheck.Of(match);
            Line(string.Create(
                CultureInfo.InvariantCulture,
                $"    ⇐ {match.Expected!.Type,-18} {Detail(match.Expected),-44} ✓ #{sequence}  {(after < 0 ? "" : "+")}{after:0} ms"));
        }

        if (webhooks.Count > MostWebhooks)
        {
            var rest = webhooks.Skip(MostWebhooks).GroupBy(match => match.Expected!.Type).Select(same => $"{same.Count()} × {same.Key}");
            Line($"    ⇐ … and {string.Join(", ", rest)}");
        }
    }

    private static string Detail(ExpectedEvent expected) => expected switch
    {
        { Type: EventTypes.UserCreated or EventTypes.GroupCreated } => expected.Subject,
        { Changes.Count: > 0 } => $"{expected.Subject}: {string.Join(", ", expected.Changes.Select(change => change.Path))}",
        _ => expected.Subject,
    };

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

    private static string Path(string target)
    {
        var readable = Uri.UnescapeDataString(target.Replace('+', ' '));
        return string.Join('/', readable.Split('/').Select(Short));
    }

    /// <summary>An id by its kind and last four characters: <c>usr_…k3f9</c>.</summary>
    private static string Short(string part) =>
        part.Length == 30 && part.IndexOf('_', StringComparison.Ordinal) == 3 ? $"{part[..4]}…{part[^4..]}" : part;
}
