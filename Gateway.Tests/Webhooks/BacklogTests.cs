using Gateway.Contracts.Events;
using Gateway.Core.Directories;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Gateway.Core.Webhooks;
using Microsoft.Extensions.DependencyInjection;

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
    public async Task Under_pauses_and_random_failures_a_directory_s_order_is_kept_and_another_one_goes_on(Database database)
    {
        const int Rounds = 12;
        const int PerRound = 60;
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        await using var host = await WebhookHost.StartAsync(storage, [.. Enumerable.Range(0, 40).Select(i => ($"Gateway:Webhooks:Schedule:{i}", "00:00:00.02"))]);
        var directories = host.Services.GetRequiredService<DirectoryRegistry>();
        var (paused, other) = (await HasDirectoryAsync("Paused"), await HasDirectoryAsync("Other"));
        await host.HasSubscriberAsync(receiver.Url, EventTypes.UserUpdated, EventTypes.GroupUserAdded);
        var fails = new Random(7);
        receiver.AlwaysAnswers((_, context) =>
        {
            lock (fails)
            {
                context.Response.StatusCode = fails.Next(10) == 0 ? 500 : 200;
            }

            return Task.CompletedTask;
        });
        var users = Enumerable.Range(0, 5).Select(_ => (Paused: UserId.New(), Other: UserId.New())).ToArray();
        var group = GroupId.New();
        var told = new List<UserId>();
        for (var round = 0; round < Rounds; round++)
        {
            await TellAsync(round);
            await SetAsync(Provisioning.Paused);
            var before = told.Count;
            await TellAsync(round);
            var others = Enumerable.Range(before + 1, PerRound).Where(place => users.Any(user => user.Other == told[place - 1])).ToHashSet();
            if (round % 3 == 0)
            {
                await receiver.WaitForAsync(all => others.IsSubsetOf(all.Select(Place)), "what the other directory tells meanwhile");
            }

            Assert.DoesNotContain(receiver.Received, webhook => Place(webhook) > before && users.Any(user => user.Paused == told[Place(webhook) - 1]));
            await SetAsync(Provisioning.On);
        }

        var received = await receiver.WaitForAsync(all => all.Select(Place).Distinct().Count() == told.Count, "every event", TimeSpan.FromSeconds(60));
        foreach (var ofOne in received.Select(Place).Distinct().GroupBy(place => told[place - 1]))
        {
            Assert.Equal(ofOne.Order(), ofOne);
        }

        // Pausing and resuming are told too, to nobody here: the data says which event it is.
        int Place(ReceivedWebhook webhook) => webhook.Event.Json.GetProperty("data").GetProperty("place").GetInt32();

        async Task<DirectoryId> HasDirectoryAsync(string name) =>
            (await directories.CreateAsync(new DirectoryDraft { Name = name }, CancellationToken.None)).Value!.Directory.Id;

        async Task SetAsync(Provisioning provisioning) => await directories.ChangeAsync(
            paused, directory => directory with { Settings = directory.Settings with { Provisioning = provisioning } }, CancellationToken.None);

        async Task TellAsync(int round)
        {
            var batch = new WriteBatch();
            for (var i = 0; i < PerRound; i++)
            {
                var isPaused = i % 2 == 0;
                var user = isPaused ? users[(i + round) % users.Length].Paused : users[(i + round) % users.Length].Other;
                told.Add(user);
                host.Append(
                    batch, i % 4 < 2 ? EventTypes.UserUpdated : EventTypes.GroupUserAdded, user, i % 4 < 2 ? null : group,
                    $$"""{"place":{{told.Count}}}""", isPaused ? paused : other);
            }

            await host.Database.WriteAsync(batch, CancellationToken.None);
            host.Services.GetRequiredService<ChangeSignal>().Ring();
        }
    }

    [Theory, EveryDatabase]
    public async Task Once_a_pause_is_answered_nothing_more_is_begun(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        await using var host = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url);
        for (var round = 1; round <= 20; round++)
        {
            await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Paused), CancellationToken.None);
            await host.TellAsync([.. Enumerable.Range(0, 3).Select(_ => (EventTypes.UserCreated, (UserId?)UserId.New(), (GroupId?)null))]);

            Assert.Equal(3, (await host.DeliveriesAsync(subscriber.Id, DeliveryState.Held)).Count);
            Assert.Equal(3 * (round - 1), receiver.Received.Count);

            await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Active), CancellationToken.None);
            await receiver.WaitForAsync(3 * round);
            await host.UntilAsync(subscriber.Id, DeliveryState.Delivered, 3 * round);
        }
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
