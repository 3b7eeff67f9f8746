using Gateway.Contracts.Events;
using Gateway.Contracts.Verification;
using Gateway.Core.Ids;
using Gateway.Core.Webhooks;

namespace Gateway.Tests.Webhooks;

/// <summary>From the commit of an event to a subscriber's answer, and what becomes of it.</summary>
public sealed class DeliveryTests
{
    [Theory, EveryDatabase]
    public async Task An_event_arrives_signed_under_its_own_id(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        await using var host = await WebhookHost.StartAsync(storage);
        var (subscriber, secret) = await host.HasSubscriberAsync(receiver.Url);

        await host.TellAsync((EventTypes.UserCreated, UserId.New(), null));

        var webhook = Assert.Single(await receiver.WaitForAsync(1));
        Assert.Equal(WebhookSecret.Parse(secret).Sign(webhook.Id, DateTimeOffset.FromUnixTimeSeconds(long.Parse(webhook.Headers["webhook-timestamp"], null)), webhook.Body), webhook.Headers["webhook-signature"]);
        Assert.Equal("application/json", webhook.Headers["Content-Type"]);
        Assert.Equal(webhook.Id, webhook.Event.Json.GetProperty("id").GetString());
        Assert.DoesNotContain("webhook-replay", webhook.Headers.Keys);
        await host.UntilAsync(subscriber.Id, DeliveryState.Delivered, 1);
        var delivery = Assert.Single(await host.DeliveriesAsync(subscriber.Id));
        Assert.Equal(webhook.Id, delivery.EventId.ToString());
        Assert.Equal((1, "accepted", 200), (delivery.Attempts, delivery.LastAttempt!.Outcome, delivery.LastAttempt.Status));
    }

    [Theory, EveryDatabase]
    public async Task A_failing_delivery_is_tried_again_and_holds_back_only_what_depends_on_it(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        await using var host = await WebhookHost.StartAsync(storage, ("Gateway:Webhooks:Schedule:0", "00:01:00"));
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url);
        var (ada, bob) = (UserId.New(), UserId.New());
        receiver.AlwaysAnswers((webhook, context) =>
        {
            context.Response.StatusCode = webhook.Event.Type == EventTypes.UserCreated ? 500 : 200;
            return Task.CompletedTask;
        });

        await host.TellAsync((EventTypes.UserCreated, ada, null), (EventTypes.UserUpdated, ada, null), (EventTypes.UserUpdated, bob, null));

        await host.UntilAsync(subscriber.Id, DeliveryState.Delivered, 1);
        await host.UntilAsync(subscriber.Id, DeliveryState.Waiting, 1);
        var waiting = Assert.Single(await host.DeliveriesAsync(subscriber.Id, DeliveryState.Waiting));
        Assert.Equal((1, 500), (waiting.Attempts, waiting.LastAttempt!.Status));
        Assert.StartsWith("waiting: next attempt at ", waiting.Reason, StringComparison.Ordinal);
        var blocked = Assert.Single(await host.DeliveriesAsync(subscriber.Id, DeliveryState.Blocked));
        Assert.Equal($"blocked by {waiting.Id} for the same user", blocked.Reason);

        receiver.AlwaysAnswers(200);
        Assert.True((await host.Deliveries.SendAgainAsync(waiting.Id, CancellationToken.None)).Succeeded);

        await host.UntilAsync(subscriber.Id, DeliveryState.Delivered, 3);
        Assert.Equal(
            [EventTypes.UserCreated, EventTypes.UserUpdated],
            receiver.Received.Where(webhook => webhook.Event.Sequence < 3).Skip(1).Select(webhook => webhook.Event.Type));
        Assert.DoesNotContain("webhook-replay", receiver.Received[^1].Headers.Keys);
    }

    [Theory, EveryDatabase]
    public async Task Answers_of_500_are_followed_by_further_attempts_with_the_same_id_and_body(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers(500, 2);
        await using var host = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url);

        await host.TellAsync((EventTypes.UserCreated, UserId.New(), null));

        var received = await receiver.WaitForAsync(3);
        Assert.Single(received.Select(webhook => webhook.Id).Distinct());
        Assert.All(received, webhook => Assert.Equal(received[0].Body, webhook.Body));
        await host.UntilAsync(subscriber.Id, DeliveryState.Delivered, 1);
        var delivery = Assert.Single(await host.DeliveriesAsync(subscriber.Id));
        Assert.Equal(3, delivery.Attempts);
        var attempts = await host.Deliveries.AttemptsAsync(delivery.Id, CancellationToken.None);
        Assert.Equal(["accepted", "refused", "refused"], attempts.Select(attempt => attempt.Outcome));
        Assert.Equal([3, 2, 1], attempts.Select(attempt => attempt.Number));
    }

    [Theory, EveryDatabase]
    public async Task An_exhausted_delivery_is_out_of_the_way_and_can_be_sent_again_as_a_replay(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        receiver.AlwaysAnswers((webhook, context) =>
        {
            context.Response.StatusCode = webhook.Event.Type == EventTypes.UserCreated && !webhook.Headers.ContainsKey("webhook-replay") ? 400 : 200;
            return Task.CompletedTask;
        });
        await using var host = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url);
        var ada = UserId.New();

        await host.TellAsync((EventTypes.UserCreated, ada, null), (EventTypes.UserUpdated, ada, null));

        await host.UntilAsync(subscriber.Id, DeliveryState.Exhausted, 1);
        await host.UntilAsync(subscriber.Id, DeliveryState.Delivered, 1);
        var exhausted = Assert.Single(await host.DeliveriesAsync(subscriber.Id, DeliveryState.Exhausted));
        Assert.Equal(5, exhausted.Attempts);

        Assert.True((await host.Deliveries.SendAgainAsync(exhausted.Id, CancellationToken.None)).Succeeded);

        await host.UntilAsync(subscriber.Id, DeliveryState.Delivered, 2);
        var replay = receiver.Received[^1];
        Assert.Equal("true", replay.Headers["webhook-replay"]);
        Assert.Equal(receiver.Received[0].Id, replay.Id);
        Assert.Equal(receiver.Received[0].Body, replay.Body);
        Assert.Empty(await host.DeliveriesAsync(subscriber.Id, DeliveryState.Sending));
    }

    [Theory, EveryDatabase]
    public async Task A_410_disables_the_subscriber_and_holds_that_delivery_like_the_rest(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        await using var watcher = await Receiver.StartAsync();
        receiver.Answers(410);
        await using var host = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url, EventTypes.UserCreated, EventTypes.UserUpdated);
        await host.HasSubscriberAsync(watcher.Url, EventTypes.SubscriberDisabled);
        var ada = UserId.New();

        await host.TellAsync((EventTypes.UserCreated, ada, null), (EventTypes.UserUpdated, ada, null));

        var told = Assert.Single(await watcher.WaitForAsync(1));
        Assert.Equal(subscriber.Id.ToString(), told.Event.Json.GetProperty("data").GetProperty("subscriber").GetProperty("id").GetString());
        var disabled = await host.Subscribers.FindAsync(subscriber.Id, CancellationToken.None);
        Assert.Equal((SubscriberState.Disabled, "It answered 410 Gone."), (disabled!.State, disabled.Reason));
        await host.TellAsync((EventTypes.UserUpdated, ada, null));
        var held = await host.DeliveriesAsync(subscriber.Id, DeliveryState.Held);
        Assert.Equal(3, held.Count);
        Assert.All(held, delivery => Assert.Equal("subscriber disabled: It answered 410 Gone.", delivery.Reason));
        Assert.Single(receiver.Received);

        var activated = await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Active), CancellationToken.None);

        Assert.Null(activated.Value!.Reason);
        await host.UntilAsync(subscriber.Id, DeliveryState.Delivered, 3);
        Assert.Equal([EventTypes.UserCreated, EventTypes.UserUpdated, EventTypes.UserUpdated], receiver.Received.Skip(1).Select(webhook => webhook.Event.Type));
    }

    [Theory, EveryDatabase]
    public async Task What_is_owed_to_a_paused_subscriber_waits_and_goes_out_in_order(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        await using var host = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url);
        await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Paused), CancellationToken.None);
        var ada = UserId.New();

        await host.TellAsync([.. Enumerable.Range(0, 20).Select(_ => (EventTypes.UserUpdated, (UserId?)ada, (GroupId?)null))]);

        var held = await host.DeliveriesAsync(subscriber.Id);
        Assert.Equal(20, held.Count);
        Assert.All(held, delivery => Assert.Equal((DeliveryState.Held, "subscriber paused: Paused by an operator."), (delivery.State, delivery.Reason)));

        await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Active), CancellationToken.None);

        var received = await receiver.WaitForAsync(20);
        Assert.Equal(received.Select(webhook => webhook.Event.Sequence).Order(), received.Select(webhook => webhook.Event.Sequence));
    }

    [Theory, EveryDatabase]
    public async Task A_subscriber_that_accepts_nothing_for_too_long_is_disabled(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        receiver.AlwaysAnswers(500);
        (string, string)[] settings = [("Gateway:Webhooks:DisableAfter", "00:00:01"), .. Enumerable.Range(0, 50).Select(i => ($"Gateway:Webhooks:Schedule:{i}", "00:00:00.1"))];
        await using var host = await WebhookHost.StartAsync(storage, settings);
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url, EventTypes.UserCreated);
        await host.TellAsync((EventTypes.UserCreated, UserId.New(), null));

        await Until.TrueAsync(async () => (await host.Subscribers.FindAsync(subscriber.Id, CancellationToken.None))!.State == SubscriberState.Disabled, "it is disabled");

        Assert.StartsWith("It has accepted nothing since ", (await host.Subscribers.FindAsync(subscriber.Id, CancellationToken.None))!.Reason, StringComparison.Ordinal);
        Assert.Equal(DeliveryState.Held, Assert.Single(await host.DeliveriesAsync(subscriber.Id)).State);
        receiver.AlwaysAnswers(200);
        await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Active), CancellationToken.None);
        await host.UntilAsync(subscriber.Id, DeliveryState.Delivered, 1);
    }

    [Theory, EveryDatabase]
    public async Task The_first_success_after_failures_brings_forward_what_waits(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        receiver.Answers(503, 5);
        await using var host = await WebhookHost.StartAsync(storage, ("Gateway:Webhooks:Schedule:0", "01:00:00"));
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url);
        await host.TellAsync([.. Enumerable.Range(0, 5).Select(_ => (EventTypes.UserCreated, (UserId?)UserId.New(), (GroupId?)null))]);
        await host.UntilAsync(subscriber.Id, DeliveryState.Waiting, 5);

        await host.TellAsync((EventTypes.UserCreated, UserId.New(), null));

        await host.UntilAsync(subscriber.Id, DeliveryState.Delivered, 6);
    }
}
