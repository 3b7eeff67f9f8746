using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Contracts.Events;
using Gateway.Contracts.Verification;

namespace Gateway.Tests.Samples;

/// <summary>The samples as subscribers of a real gateway: Okta pushes, the sample verifies what arrives.</summary>
public sealed class RealDeliveryTests
{
    [Theory]
    [SampleData(Sample.CSharp, OnEveryDatabase = true)]
    [SampleData(Sample.Node, OnEveryDatabase = true)]
    [SampleData(Sample.NodeWithStandardWebhooks, OnEveryDatabase = true)]
    [SampleData(Sample.Python, OnEveryDatabase = true)]
    public async Task Given_a_sample_as_subscriber_When_Okta_pushes_Then_it_accepts_every_webhook(Sample sample, Database database)
    {
        var secret = WebhookSecret.New().Reveal();
        await using var receiver = await SampleReceiver.StartAsync(sample, secret);
        await using var gateway = await TestGateway.StartAsync(database);
        await gateway.HasSubscriberAsync(receiver.Url, new { secret });

        var zoe = await gateway.HasUserAsync("zoë@example.com", externalId: "00u1");
        await gateway.HasGroupAsync("Söhne & Töchter", zoe);
        await PatchAsync(gateway, zoe, new { active = false });

        await Until.TrueAsync(() => receiver.Accepted.Count >= 4, $"four accepted events: {receiver.Output}");
        var told = receiver.Accepted.Select(line => line.Split(' ', 2)[1]).ToArray();
        Assert.Equal(
            [
                "group.user_added zoë@example.com Söhne & Töchter",
                "group_created  Söhne & Töchter",
                "user_created zoë@example.com",
                "user_deactivated zoë@example.com",
            ],
            told.Order(StringComparer.Ordinal));
        Assert.Equal((await gateway.EventsAsync()).Select(each => each.Id).Order(), receiver.Accepted.Select(line => line.Split(' ')[0]).Order());
        Assert.DoesNotContain("refused", receiver.Output, StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Given_a_subscriber_with_another_secret_When_Okta_pushes_Then_the_sample_refuses_and_the_delivery_waits(Database database)
    {
        await using var receiver = await SampleReceiver.StartAsync(Sample.CSharp, WebhookSecret.New().Reveal());
        await using var gateway = await TestGateway.StartAsync(database);
        var subscriber = (await gateway.HasSubscriberAsync(receiver.Url)).GetProperty("id").GetString();

        await gateway.HasUserAsync("ada@example.com");

        await Until.TrueAsync(() => receiver.Output.Contains("refused", StringComparison.Ordinal), "the sample refuses the webhook");
        Assert.Empty(receiver.Accepted);
        await Until.TrueAsync(
            async () =>
            {
                var page = await gateway.Api.GetFromJsonAsync<JsonElement>($"deliveries?subscriber_id={subscriber}");
                return page.GetProperty("data")[0] is var delivery
                    && delivery.GetProperty("state").GetString() == "waiting"
                    && delivery.GetProperty("attempts").GetInt32() >= 1;
            },
            "the delivery waits for its next attempt");
    }

    [Theory, EveryDatabase]
    public async Task What_a_subscriber_receives_is_read_by_the_contracts_and_written_again_as_the_same_bytes(Database database)
    {
        await using var receiver = await Receiver.StartAsync();
        await using var gateway = await TestGateway.StartAsync(database);
        var secret = (await gateway.HasSubscriberAsync(receiver.Url)).GetProperty("secret").GetString()!;

        var zoe = await gateway.HasUserAsync("zoë@example.com", externalId: "00u1");
        var group = await gateway.HasGroupAsync("Söhne & \"Töchter\"", zoe);
        await PatchAsync(gateway, zoe, new { active = false, displayName = "Zoë" });

        var webhooks = await receiver.WaitForAsync(4);
        var verifier = new WebhookVerifier(secret);
        var events = webhooks.Select(webhook => verifier.Receive(name => webhook.Headers.GetValueOrDefault(name), webhook.Body)).OrderBy(each => each.Sequence).ToArray();

        Assert.Equal([EventTypes.UserCreated, EventTypes.GroupCreated, EventTypes.GroupUserAdded, EventTypes.UserDeactivated], events.Select(each => each.Type));
        Assert.Equal(webhooks.Select(webhook => Text(webhook.Body)).Order(), events.Select(each => Text(each.ToUtf8Json())).Order());
        Assert.All(events, each => Assert.Null(each.Data.Other));
        Assert.Equal(webhooks.Select(webhook => webhook.Id).Order(), events.Select(each => each.Id).Order());
        var (added, deactivated) = (events[2].Data, events[3].Data);
        Assert.Equal((zoe.Id, "00u1", UserStates.Active), (added.User!.Id, added.User.IdpId, added.User.State));
        Assert.Equal((group.Id, "Söhne & \"Töchter\""), (added.Group!.Id, added.Group.DisplayName));
        Assert.Equal((UserStates.Inactive, "Zoë"), (deactivated.User!.State, deactivated.User.DisplayName));
        Assert.Equal(["active", "displayName"], deactivated.Changes!.Keys.Order());
        Assert.Equal("scim", events[0].Source);
        Assert.StartsWith("req_", events[0].Cause, StringComparison.Ordinal);
        Assert.Equal(gateway.Directory.Id, events[0].Directory!.Id);
    }

    private static async Task PatchAsync(TestGateway gateway, TestUser user, object value)
    {
        var answer = await gateway.Okta.PatchAsync($"Users/{user.Id}", new { op = "replace", value });
        Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.NoContent, $"PATCH answered {(int)answer.Status}: {answer.Text}");
    }

    private static string Text(byte[] utf8) => System.Text.Encoding.UTF8.GetString(utf8);
}
