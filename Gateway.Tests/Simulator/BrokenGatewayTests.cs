using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Gateway.Tests.Simulator;

/// <summary>A good gateway, broken on purpose between it and the simulator: the simulator says what broke, and does not exit with 0.</summary>
public sealed partial class BrokenGatewayTests
{
    [Fact]
    public Task Given_nobody_meddles_Then_the_way_through_the_middle_is_right() =>
        RunAsync(_ => { }, expectedExitCode: 0, "All that had to come came");

    [Fact]
    public Task Given_a_PATCH_that_is_answered_and_forgotten_Then_its_event_is_missed() =>
        RunAsync(
            meddler => meddler.Swallows = (request, body) => request.Method == "PATCH" && body.Contains("\"members\"", StringComparison.Ordinal) ? (204, "") : null,
            1, "Missing: group.user_added for ");

    [Fact]
    public Task Given_a_deactivation_that_is_answered_and_forgotten_Then_its_event_is_missed() =>
        RunAsync(
            meddler => meddler.Swallows = (_, body) => body.Contains("\"active\":false", StringComparison.Ordinal) ? (204, "") : null,
            1, "Missing: user_deactivated for ");

    [Fact]
    public Task Given_a_lost_webhook_Then_it_is_missed() =>
        RunAsync(meddler => meddler.Relays = webhook => Is(webhook, "group_updated") ? [] : [webhook], 1, "Missing: group_updated for ");

    [Fact]
    public Task Given_a_webhook_that_was_changed_on_its_way_Then_it_is_called_forged() =>
        RunAsync(
            meddler => meddler.Relays = webhook => [Is(webhook, "user_deactivated") ? webhook with { Body = webhook.Body.Replace("inactive", "active", StringComparison.Ordinal) } : webhook],
            1, "is not signed as it must be: No signature fits.");

    [Fact]
    public Task Given_a_webhook_without_signature_Then_it_is_called_unsigned() =>
        RunAsync(
            meddler => meddler.Relays = webhook => [Is(webhook, "user_created") ? webhook with { Signature = null } : webhook],
            1, "is not signed as it must be: The header webhook-signature is missing.");

    [Fact]
    public Task Given_a_signed_webhook_with_a_wrong_value_Then_the_value_is_named() =>
        RunAsync(
            meddler => meddler.Relays = webhook => [Is(webhook, "user_updated") ? meddler.Signed(webhook, webhook.Id, FirstName().Replace(webhook.Body, "\"first_name\":\"Mallory\"")) : webhook],
            1, "\"user.first_name\" is Mallory, not ");

    [Fact]
    public Task Given_a_group_that_is_told_after_its_members_Then_the_order_is_wrong()
    {
        Meddler.Webhook? held = null;
        var released = false;
        return RunAsync(
            meddler => meddler.Relays = webhook =>
            {
                if (held is null && Is(webhook, "group_created"))
                {
                    held = webhook;
                    return [];
                }

                if (held is null || released || !Is(webhook, "group.user_added"))
                {
                    return [webhook];
                }

                released = true;
                return [webhook, held];
            },
            1, "Out of order: group_created for ");
    }

    [Fact]
    public Task Given_an_event_that_comes_again_under_another_id_Then_it_is_too_much() =>
        RunAsync(
            meddler => meddler.Relays = webhook => Is(webhook, "user_reactivated")
                ? [webhook, meddler.Signed(webhook, "evt_01k00000000000000000000000", webhook.Body.Replace(webhook.Id, "evt_01k00000000000000000000000", StringComparison.Ordinal))]
                : [webhook],
            1, "nothing that Okta did explains it");

    [Fact]
    public Task Given_an_id_that_comes_again_with_another_body_Then_it_is_noticed() =>
        RunAsync(
            meddler => meddler.Relays = webhook => Is(webhook, "user_created")
                ? [webhook, meddler.Signed(webhook, webhook.Id, FirstName().Replace(webhook.Body, "\"first_name\":\"Mallory\""))]
                : [webhook],
            1, "came again with another body");

    [Fact]
    public Task Given_list_numbers_as_strings_Then_the_answer_is_wrong() =>
        RunAsync(
            meddler => meddler.Rewrites = (request, answer) => HttpMethods.IsGet(request.Method) ? TotalResults().Replace(answer, "\"totalResults\":\"$1\"") : answer,
            1, "\"totalResults\" must be a JSON integer");

    [Fact]
    public Task Given_an_answer_without_externalId_Then_it_is_wrong() =>
        RunAsync(
            meddler => meddler.Rewrites = (request, answer) => HttpMethods.IsPost(request.Method) ? ExternalId().Replace(answer, "") : answer,
            1, "externalId is absent, not 00u");

    [Fact]
    public Task Given_a_created_user_without_id_Then_the_conversation_ends_with_a_reason() =>
        RunAsync(
            meddler => meddler.Swallows = (request, _) => HttpMethods.IsPost(request.Method) ? (201, "{}") : null,
            1, "without \"id\", so Okta cannot link it. Okta cannot go on.");

    [Fact]
    public async Task Given_a_refused_key_Then_the_exit_code_is_3_and_the_reason_one_sentence()
    {
        await using var gateway = await TestGateway.StartAsync(Database.Sqlite);

        var (exitCode, said) = await SimulatorRun.RunAsync("--gateway", gateway.Address.AbsoluteUri, "--key", "not-the-key-of-this-gateway-000000000");

        Assert.Equal(3, exitCode);
        Assert.StartsWith("The gateway refused the API key (401).", said, StringComparison.Ordinal);
    }

    private static async Task RunAsync(Action<Meddler> breaks, int expectedExitCode, string said)
    {
        await using var gateway = await TestGateway.StartAsync(Database.Sqlite);
        await using var meddler = await Meddler.StartAsync(gateway.Address);
        breaks(meddler);

        var (exitCode, text) = await SimulatorRun.RunAsync("--gateway", meddler.Address.AbsoluteUri, "--key", TestGateway.ApiKey, "--patience", expectedExitCode == 0 ? "60" : "2");

        Assert.True(text.Contains(said, StringComparison.Ordinal), $"Not said: {said}{Environment.NewLine}{text}");
        Assert.True(exitCode == expectedExitCode, $"Exit code {exitCode}:{Environment.NewLine}{text}");
    }

    private static bool Is(Meddler.Webhook webhook, string type) => webhook.Body.Contains($"\"type\":\"{type}\"", StringComparison.Ordinal);

    [GeneratedRegex("\"first_name\":\\s*\"[^\"]*\"")]
    private static partial Regex FirstName();

    [GeneratedRegex("\"totalResults\":\\s*([0-9]+)")]
    private static partial Regex TotalResults();

    [GeneratedRegex("\"externalId\":\\s*\"[^\"]*\",?")]
    private static partial Regex ExternalId();
}
