using Gateway.Simulator.Expectations;
using Gateway.Simulator.Scim;

namespace Gateway.Simulator.Okta;

/// <summary>The app integration inside Okta: it makes the requests, keeps what it has told, and notes what must follow.</summary>
internal sealed class OktaApp(ScimClient client, Conversation conversation)
{
    private readonly Lock gate = new();

    public Told Told { get; private set; } = Told.Nothing;

    public ToldUser Linked(OktaUser user) => Told.Users.TryGetValue(user.Id, out var told)
        ? told
        : throw new ConversationBrokenException($"{user.Profile.UserName} has no SCIM id: the gateway never gave one.");

    public ToldGroup Linked(OktaGroup group) => Told.Groups.TryGetValue(group.Id, out var told)
        ? told
        : throw new ConversationBrokenException($"\"{group.Name}\" has no SCIM id: the gateway never gave one.");

    /// <summary>A request that tells the gateway nothing new.</summary>
    public Task<ScimExchange> AskAsync(ScimRequest request, Func<ScimExchange, IEnumerable<string>> check, CancellationToken cancellationToken) =>
        TellAsync(request, check, (told, _) => told, cancellationToken);

    /// <summary>A request that tells something.</summary>
    /// <param name="check">What is wrong with the answer.</param>
    /// <param name="tells">What Okta has told once the answer is a success.</param>
    public async Task<ScimExchange> TellAsync(
        ScimRequest request,
        Func<ScimExchange, IEnumerable<string>> check,
        Func<Told, ScimExchange, Told> tells,
        CancellationToken cancellationToken)
    {
        var exchange = await client.SendAsync(request, cancellationToken);
        conversation.Add(exchange);
        Check(exchange, check);

        if (exchange.IsSuccess)
        {
            lock (gate)
            {
                var before = Told;
                Told = tells(before, exchange);
                conversation.Expect(ExpectedEvents.Between(before, Told, exchange));
            }
        }

        return exchange;
    }

    /// <summary>A request with a token that nobody gave out.</summary>
    public async Task AskWithWrongTokenAsync(ScimRequest request, string token, CancellationToken cancellationToken)
    {
        var exchange = await client.SendAsync(request, token, cancellationToken);
        conversation.Add(exchange);
        Check(exchange, answer => AnswerChecks.IsError(answer, 401));
    }

    public void KeepSecret(string secret) => conversation.KeepSecret(secret);

    private void Check(ScimExchange exchange, Func<ScimExchange, IEnumerable<string>> check)
    {
        foreach (var problem in check(exchange))
        {
            conversation.Fail($"{exchange.Request.Method} {exchange.Request.Target} ({exchange.Request.Says}): {problem}.");
        }

        if (conversation.Secrets.Any(secret => exchange.Text.Contains(secret, StringComparison.Ordinal)))
        {
            conversation.Fail($"{exchange.Request.Method} {exchange.Request.Target}: the answer repeats a password or token.");
        }
    }
}
