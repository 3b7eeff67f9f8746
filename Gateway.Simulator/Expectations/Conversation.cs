using Gateway.Simulator.Scim;

namespace Gateway.Simulator.Expectations;

/// <summary>All that Okta and the gateway said to each other in one run, what a subscriber must hear of it, and what was found wrong.</summary>
internal sealed class Conversation
{
    private readonly Lock gate = new();
    private readonly List<ScimExchange> exchanges = [];
    private readonly List<ExpectedEvent> expected = [];
    private readonly List<string> failures = [];
    private readonly HashSet<string> known = new(StringComparer.Ordinal);
    private readonly List<string> secrets = [];

    /// <summary>The admin action that is being played.</summary>
    public string Chapter { get; set; } = "Start";

    public IReadOnlyList<ScimExchange> Exchanges => Copy(exchanges);

    public IReadOnlyList<ExpectedEvent> Expected => Copy(expected);

    /// <summary>Each failed expectation once, with the action in which it was found.</summary>
    public IReadOnlyList<string> Failures => Copy(failures);

    /// <summary>What was sent and must never be seen again: passwords and tokens.</summary>
    public IReadOnlyList<string> Secrets => Copy(secrets);

    public void Add(ScimExchange exchange)
    {
        lock (gate)
        {
            exchanges.Add(exchange);
        }
    }

    public void Expect(IEnumerable<ExpectedEvent> events)
    {
        lock (gate)
        {
            expected.AddRange(events);
        }
    }

    public void KeepSecret(string secret)
    {
        lock (gate)
        {
            secrets.Add(secret);
        }
    }

    public void Fail(string problem)
    {
        lock (gate)
        {
            if (known.Add(problem))
            {
                failures.Add($"{Chapter}: {problem}");
            }
        }
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (gate)
        {
            return [.. list];
        }
    }
}
