using System.Globalization;
using Gateway.Contracts.Events;
using Gateway.Contracts.Verification;
using Gateway.Simulator.Dialects;
using Gateway.Simulator.Expectations;
using Gateway.Simulator.Management;
using Gateway.Simulator.Okta;
using Gateway.Simulator.Scenarios;
using Gateway.Simulator.Scim;
using Gateway.Simulator.Subscriber;

namespace Gateway.Simulator;

/// <summary>One conversation in one dialect: connect, play every action, judge what the subscriber heard, tidy up.</summary>
internal sealed class Simulation(SimulatorOptions options, string dialectName, TextWriter output, TimeProvider time)
{
    /// <summary>How long to listen, after the last expected webhook, for one that nobody expects.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);

    /// <summary>Once something is missing, the rest is likely to be: wait for it no longer than this.</summary>
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(2);

    private readonly Transcript transcript = new(output, options.Quiet);
    private readonly Conversation conversation = new();

    /// <summary>What was waited for in vain: it is not waited for again.</summary>
    private readonly HashSet<ExpectedEvent> givenUp = new(ReferenceEqualityComparer.Instance);

    /// <summary>Plays it. True: every expectation was met.</summary>
    /// <exception cref="GatewayRefusedException">The gateway cannot be used.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        var secret = WebhookSecret.New().Reveal();
        using var api = new GatewayApi(options.Gateway, options.Key);
        await using var receiver = await WebhookReceiver.StartAsync(secret, time, cancellationToken);

        var name = string.Create(CultureInfo.InvariantCulture, $"Simulator {dialectName} {time.GetUtcNow():yyyy-MM-dd HH:mm:ss}");
        var directory = await api.CreateDirectoryAsync(name, cancellationToken);
        string? subscriber = null;
        try
        {
            subscriber = await api.CreateSubscriberAsync(receiver.Url, secret, directory.Id, cancellationToken);
            conversation.KeepSecret(directory.ScimToken);
            conversation.KeepSecret(secret);
            Introduce(directory, receiver);
            await PlayAsync(directory, receiver, cancellationToken);
        }
        finally
        {
            await TidyUpAsync(api, directory, subscriber);
        }

        return Conclude(receiver);
    }

    private void Introduce(ConnectedDirectory directory, WebhookReceiver receiver)
    {
        transcript.Line(string.Create(
            CultureInfo.InvariantCulture,
            $"Okta, speaking as a {dialectName} app: {options.Users} people, {options.Groups} groups, seed {options.Seed}"));
        transcript.Line($"  SCIM        {directory.ScimBaseUrl}  ({directory.Name})");
        transcript.Line($"  subscriber  {receiver.Url}");
        transcript.Legend();
    }

    private async Task PlayAsync(ConnectedDirectory directory, WebhookReceiver receiver, CancellationToken cancellationToken)
    {
        using var client = new ScimClient(directory.ScimBaseUrl, directory.ScimToken, time);
        var app = new OktaApp(client, conversation);
        Dialect okta = dialectName == "wizard" ? new WizardDialect(app) : new TemplateDialect(app);
        var org = new OktaOrg(options.Seed, options.Users, options.Groups);
        var judge = new WebhookJudge(new EventDirectory { Id = directory.Id, Name = directory.Name });

        var number = 0;
        foreach (var scenario in Conversations.Whole.Where(scenario => scenario.IsPossible(org)))
        {
            conversation.Chapter = string.Create(CultureInfo.InvariantCulture, $"{++number}. {scenario.Title}");
            var (exchanges, failures) = (conversation.Exchanges.Count, conversation.Failures.Count);
            var goesOn = await TryPlayAsync(scenario, org, okta, cancellationToken);

            var verdict = await SettleAsync(judge, receiver, cancellationToken);
            transcript.Chapter(
                number, scenario.Title, [.. conversation.Exchanges.Skip(exchanges)], verdict.Matches, [.. conversation.Failures.Skip(failures)]);
            if (!goesOn)
            {
                return;
            }
        }

        var before = conversation.Failures.Count;
        await ListenAsync(judge, receiver, cancellationToken);
        foreach (var failure in conversation.Failures.Skip(before))
        {
            transcript.Always($"    ✗ {failure}");
        }
    }

    /// <summary>False: an answer left Okta without what the rest of the conversation needs.</summary>
    private async Task<bool> TryPlayAsync(Scenario scenario, OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        try
        {
            await scenario.PlayAsync(org, okta, cancellationToken);
            return true;
        }
        catch (ConversationBrokenException broken)
        {
            conversation.Fail($"{broken.Message} Okta cannot go on.");
            return false;
        }
    }

    /// <summary>Waits for what must come, and judges what came.</summary>
    private async Task<Verdict> SettleAsync(WebhookJudge judge, WebhookReceiver receiver, CancellationToken cancellationToken)
    {
        var expected = conversation.Expected;
        var patience = conversation.Failures.Count == 0 || options.Patience < ShortPatience ? options.Patience : ShortPatience;
        await receiver.UntilAsync(
            received => received.Count + givenUp.Count >= expected.Count && judge.Judge(expected, received, []).Missing.All(givenUp.Contains),
            patience, cancellationToken);
        return Note(judge.Judge(expected, receiver.Received, conversation.Secrets), receiver, patience);
    }

    /// <summary>Nothing more may come.</summary>
    private async Task ListenAsync(WebhookJudge judge, WebhookReceiver receiver, CancellationToken cancellationToken)
    {
        conversation.Chapter = "Afterwards";
        await Task.Delay(Quiet, time, cancellationToken);
        Note(judge.Judge(conversation.Expected, receiver.Received, conversation.Secrets), receiver, options.Patience);
    }

    private Verdict Note(Verdict verdict, WebhookReceiver receiver, TimeSpan patience)
    {
        foreach (var failure in verdict.Failures)
        {
            conversation.Fail(failure);
        }

        foreach (var missing in verdict.Missing.Where(givenUp.Add))
        {
            conversation.Fail(string.Create(
                CultureInfo.InvariantCulture,
                $"Missing: {missing}, owed since {missing.Cause.Request.Method} {missing.Cause.Request.Target}, did not come within {patience.TotalSeconds:0} s."));
        }

        if (verdict.Missing.Count > 0 && receiver.Received.Count == 0)
        {
            conversation.Fail($"No webhook came at all.{GatewayApi.Hint}");
        }

        return verdict;
    }

    private async Task TidyUpAsync(GatewayApi api, ConnectedDirectory directory, string? subscriber)
    {
        if (options.Keep)
        {
            transcript.Line();
            transcript.Line($"Kept: directory {directory.Id}{(subscriber is null ? "" : $", subscriber {subscriber}")}.");
            return;
        }

        try
        {
            // Also after Ctrl+C: what the simulator made, it removes. Each request has the client's own timeout.
            if (subscriber is not null)
            {
                await api.DeleteSubscriberAsync(subscriber, CancellationToken.None);
            }

            await api.DeleteDirectoryAsync(directory.Id, CancellationToken.None);
        }
        catch (GatewayRefusedException refused)
        {
            transcript.Always($"Directory {directory.Id} could not be removed: {refused.Message}");
        }
    }

    private bool Conclude(WebhookReceiver receiver)
    {
        var failures = conversation.Failures;
        var counts = string.Create(CultureInfo.InvariantCulture, $"{conversation.Exchanges.Count} requests, {receiver.Received.Count} webhooks ({dialectName}, {options.Users} users, {options.Groups} groups, seed {options.Seed})");
        transcript.Line();
        transcript.Always(failures.Count == 0
            ? $"All that had to come came, right, signed and in order: {counts}."
            : string.Create(CultureInfo.InvariantCulture, $"{failures.Count} {(failures.Count == 1 ? "expectation" : "expectations")} failed: {counts}."));
        return failures.Count == 0;
    }
}
