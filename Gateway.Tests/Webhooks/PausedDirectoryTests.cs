using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Contracts.Events;

namespace Gateway.Tests.Webhooks;

/// <summary>A directory whose provisioning is paused keeps taking changes, and tells nobody until it is resumed.</summary>
public sealed class PausedDirectoryTests
{
    [Theory, EveryDatabase]
    public async Task Given_a_paused_directory_When_Okta_changes_people_Then_deliveries_are_held_until_it_is_resumed(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        await using var receiver = await Receiver.StartAsync();
        var subscriber = (await gateway.HasSubscriberAsync(receiver.Url)).GetProperty("id").GetString()!;
        var other = await gateway.HasDirectoryAsync("Other Okta");

        await SetAsync(gateway, "paused");
        var ada = await gateway.HasUserAsync("ada@example.com", active: false);
        var bob = await gateway.HasUserAsync("bob@example.com");
        await gateway.HasGroupAsync("Engineering", ada, bob);
        await gateway.HasUserAsync("eve@example.com", okta: other.Okta);

        // Told in the feed, and listed with the reason; the pause itself and the other directory's event are delivered.
        await receiver.WaitForAsync(all => all.Any(webhook => Directory(webhook) == other.Id), "the other directory's event");
        await Until.TrueAsync(async () => (await DeliveriesAsync(gateway, subscriber, "delivered")).Count == 2, "two deliveries are recorded");
        (await gateway.Okta.GetAsync($"Users/{ada.Id}")).Expect(HttpStatusCode.OK);
        var told = (await gateway.EventsAsync(gateway.Directory.Id)).Where(each => each.Type != EventTypes.DirectoryPaused).Select(each => each.Sequence).ToList();
        Assert.Equal(6, told.Count);
        var held = await DeliveriesAsync(gateway, subscriber, "held");
        Assert.Equal(told, held.Select(delivery => delivery.GetProperty("sequence").GetInt64()).Reverse());
        Assert.All(held, delivery => Assert.Equal(("held: the directory is paused", 0), (delivery.GetProperty("reason").GetString(), delivery.GetProperty("attempts").GetInt32())));
        Assert.Equal([EventTypes.DirectoryPaused, EventTypes.UserCreated], receiver.Received.Select(webhook => webhook.Event.Type).Order());

        await SetAsync(gateway, "on");

        var received = await receiver.WaitForAsync(2 + told.Count + 1, TimeSpan.FromSeconds(5));
        var resumed = received.Where(webhook => Directory(webhook) == gateway.Directory.Id).ToList();
        foreach (var ofOne in resumed.Where(webhook => IdOf(webhook, "user") is not null).GroupBy(webhook => IdOf(webhook, "user"), webhook => webhook.Event.Sequence))
        {
            Assert.Equal(ofOne.Order(), ofOne);
        }

        Assert.Equal(EventTypes.GroupCreated, resumed.First(webhook => IdOf(webhook, "group") is not null).Event.Type);
        await Until.TrueAsync(async () => (await DeliveriesAsync(gateway, subscriber, "delivered")).Count == received.Count, "all is recorded");
        Assert.All(await DeliveriesAsync(gateway, subscriber, "delivered"), delivery => Assert.Equal(1, delivery.GetProperty("attempts").GetInt32()));
        Assert.Empty(await DeliveriesAsync(gateway, subscriber, "held"));
    }

    [Theory, EveryDatabase]
    public async Task Given_a_delivery_that_failed_When_its_directory_is_paused_and_resumed_Then_it_and_what_follows_go_in_order(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database, ("Gateway:Webhooks:Schedule:0", "00:00:00.2"), ("Gateway:Webhooks:Schedule:1", "00:00:00.2"));
        await using var receiver = await Receiver.StartAsync();
        var subscriber = (await gateway.HasSubscriberAsync(receiver.Url, new { event_types = new[] { EventTypes.UserCreated, EventTypes.UserDeactivated } }))
            .GetProperty("id").GetString()!;
        var arrived = new TaskCompletionSource();
        var answer = new TaskCompletionSource();
        receiver.Answers(async context =>
        {
            arrived.SetResult();
            await answer.Task;
            context.Response.StatusCode = 500;
        });
        await gateway.HasUserAsync("ada@example.com", active: false);
        await arrived.Task.WaitAsync(Until.Deadline);

        await SetAsync(gateway, "paused");
        answer.SetResult();
        var other = await gateway.HasDirectoryAsync("Other Okta");
        await Until.TrueAsync(async () => (await DeliveriesAsync(gateway, subscriber, "held")).Any(delivery => delivery.GetProperty("attempts").GetInt32() == 1), "the failure is recorded");
        await Task.WhenAll(Enumerable.Range(0, 20).Select(number => gateway.HasUserAsync($"user{number}@example.com", okta: other.Okta)));
        await receiver.WaitForAsync(21);

        // The time of the second attempt has come and gone: the other directory is served, this one is not.
        await Until.TrueAsync(async () => (await DeliveriesAsync(gateway, subscriber, "held")).Count == 2 && await IsDueAsync(gateway, subscriber), "the next attempt would be due");
        await gateway.HasUserAsync("last@example.com", okta: other.Okta);
        await receiver.WaitForAsync(22);
        Assert.Single(receiver.Received, webhook => Directory(webhook) == gateway.Directory.Id);

        await SetAsync(gateway, "on");

        var received = await receiver.WaitForAsync(24);
        Assert.Equal(
            [EventTypes.UserCreated, EventTypes.UserCreated, EventTypes.UserDeactivated],
            received.Where(webhook => Directory(webhook) == gateway.Directory.Id).Select(webhook => webhook.Event.Type));
    }

    [Theory, EveryDatabase]
    public async Task A_pause_outlives_a_restart(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        await using var receiver = await Receiver.StartAsync();
        var subscriber = (await gateway.HasSubscriberAsync(receiver.Url)).GetProperty("id").GetString()!;
        var other = await gateway.HasDirectoryAsync("Other Okta");
        await SetAsync(gateway, "paused");
        await gateway.HasUserAsync("ada@example.com");
        await receiver.WaitForAsync(1);

        await gateway.RestartAsync();
        await gateway.HasUserAsync("eve@example.com", okta: other.Okta);

        await receiver.WaitForAsync(all => all.Any(webhook => Directory(webhook) == other.Id), "the other directory's event");
        Assert.Single(await DeliveriesAsync(gateway, subscriber, "held"));
        await SetAsync(gateway, "on");
        await receiver.WaitForAsync(all => all.Any(webhook => Directory(webhook) == gateway.Directory.Id && webhook.Event.Type == EventTypes.UserCreated), "what was held");
    }

    private static async Task<bool> IsDueAsync(TestGateway gateway, string subscriber)
    {
        var tried = (await DeliveriesAsync(gateway, subscriber, "held")).Single(delivery => delivery.GetProperty("attempts").GetInt32() == 1);
        return DateTimeOffset.UtcNow > tried.GetProperty("last_attempt").GetProperty("started_at").GetDateTimeOffset() + TimeSpan.FromSeconds(1);
    }

    private static string? IdOf(ReceivedWebhook webhook, string one) =>
        webhook.Event.Json.GetProperty("data").TryGetProperty(one, out var found) ? found.GetProperty("id").GetString() : null;

    private static string? Directory(ReceivedWebhook webhook) => webhook.Event.Json.GetProperty("directory").GetProperty("id").GetString();

    private static async Task SetAsync(TestGateway gateway, string provisioning)
    {
        using var response = await gateway.Api.PatchAsJsonAsync($"directories/{gateway.Directory.Id}", new { settings = new { provisioning } });
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    private static async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(TestGateway gateway, string subscriber, string state) =>
        [.. (await gateway.Api.GetFromJsonAsync<JsonElement>($"deliveries?subscriber_id={subscriber}&state={state}&limit=100")).GetProperty("data").EnumerateArray()];
}
