using Gateway.Contracts.Events;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Gateway.Core.Webhooks;

namespace Gateway.Tests.Webhooks;

/// <summary>Many deliveries at once: order end to end, and how few commits they cost.</summary>
public sealed class BacklogTests
{
    [Theory, EveryDatabase]
    public async Task Under_random_failures_nothing_is_lost_or_overtaken_and_commits_are_shared(Database database)
    {
        const int Events = 1500;
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        await using var host = await WebhookHost.StartAsync(storage, [.. Enumerable.Range(0, 40).Select(i => ($"Gateway:Webhooks:Schedule:{i}", "00:00:00.02"))]);
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url);
        await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Paused), CancellationToken.None);
        var random = new Random(20261122);
        var fails = new Random(7);
        receiver.AlwaysAnswers((_, context) =>
        {
            lock (fails)
            {
                context.Response.StatusCode = fails.Next(20) == 0 ? 500 : 200;
            }

            return Task.CompletedTask;
        });
        var users = Enumerable.Range(0, 200).Select(_ => UserId.New()).ToArray();
        var groups = Enumerable.Range(0, 5).Select(_ => GroupId.New()).ToArray();
        var keys = Enumerable.Range(0, Events)
            .Select(_ => random.Next(10) switch
            {
                0 => new CausalKeys(null, groups[random.Next(groups.Length)]),
                < 4 => new CausalKeys(users[random.Next(users.Length)], groups[random.Next(groups.Length)]),
                _ => new CausalKeys(users[random.Next(users.Length)], null),
            })
            .ToList();
        foreach (var chunk in keys.Chunk(250))
        {
            var batch = new WriteBatch();
            foreach (var key in chunk)
            {
                host.Append(batch, key switch { { User: null } => EventTypes.GroupUpdated, { Group: null } => EventTypes.UserUpdated, _ => EventTypes.GroupUserAdded }, key.User, key.Group, "{}");
            }

            await host.Database.WriteAsync(batch, CancellationToken.None);
        }

        await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Active), CancellationToken.None);

        var received = await receiver.WaitForAsync(all => all.Select(webhook => webhook.Event.Sequence).Distinct().Count() == Events, "every event", TimeSpan.FromSeconds(60));
        var firsts = received.Select(webhook => webhook.Event.Sequence).Distinct().ToList();
        var place = firsts.Select((sequence, index) => (sequence, index)).ToDictionary(pair => pair.sequence, pair => pair.index);
        for (var later = 1; later <= Events; later++)
        {
            for (var earlier = 1; earlier < later; earlier++)
            {
                var (one, other) = (keys[earlier - 1], keys[later - 1]);
                if ((one.User is not null && one.User == other.User) || (one.Group is not null && one.Group == other.Group && (one.User is null || other.User is null)))
                {
                    Assert.True(place[earlier] < place[later], $"{later} overtook {earlier}");
                }
            }
        }

        await Until.TrueAsync(async () => (await host.DeliveriesAsync(subscriber.Id, DeliveryState.Sending)).Count == 0, "everything is recorded");
        Assert.Empty(await host.DeliveriesAsync(subscriber.Id, DeliveryState.Waiting));
    }

    [Theory, EveryDatabase]
    public async Task Deliveries_page_from_new_to_old_over_owed_and_settled_ones(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        await using var host = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url);
        await host.TellAsync([.. Enumerable.Range(0, 7).Select(_ => (EventTypes.UserCreated, (UserId?)UserId.New(), (GroupId?)null))]);
        await host.UntilAsync(subscriber.Id, DeliveryState.Delivered, 7);
        await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Paused), CancellationToken.None);
        await host.TellAsync([.. Enumerable.Range(0, 6).Select(_ => (EventTypes.UserCreated, (UserId?)UserId.New(), (GroupId?)null))]);

        var seen = new List<(long, DeliveryState)>();
        for (string? after = null; ;)
        {
            var page = (await host.Deliveries.ListAsync(null, null, after, 4, CancellationToken.None)).Value!;
            seen.AddRange(page.Data.Select(delivery => (delivery.Sequence, delivery.State)));
            if ((after = page.Next) is null)
            {
                break;
            }
        }

        Assert.Equal(Enumerable.Range(1, 13).Reverse().Select(sequence => ((long)sequence, sequence > 7 ? DeliveryState.Held : DeliveryState.Delivered)), seen);
        Assert.Equal(WebhookErrorKind.NotFound, (await host.Deliveries.ListAsync(SubscriberId.New(), null, null, 4, CancellationToken.None)).Error!.Kind);
    }
}
