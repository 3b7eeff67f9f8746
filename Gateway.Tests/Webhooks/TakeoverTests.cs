using Gateway.Contracts.Events;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Gateway.Core.Webhooks;
using Gateway.Core.Webhooks.Dispatching;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Webhooks;

/// <summary>Restarts, several workers, workers that die or freeze.</summary>
public sealed class TakeoverTests
{
    private static readonly (string, string) ShortLease = ("Gateway:Webhooks:LeaseDuration", "00:00:02");

    [Theory, EveryDatabase]
    public async Task A_restart_resumes_what_was_owed(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        receiver.AlwaysAnswers(500);
        var (ada, bob) = (UserId.New(), UserId.New());
        SubscriberId id;
        await using (var first = await WebhookHost.StartAsync(storage))
        {
            id = (await first.HasSubscriberAsync(receiver.Url)).Subscriber.Id;
            await first.TellAsync((EventTypes.UserCreated, ada, null), (EventTypes.UserUpdated, ada, null), (EventTypes.UserCreated, bob, null));
            await receiver.WaitForAsync(2);
        }

        var before = receiver.Received.Count;
        receiver.AlwaysAnswers(200);
        await using var second = await WebhookHost.StartAsync(storage);

        await second.UntilAsync(id, DeliveryState.Delivered, 3);
        var after = receiver.Received.Skip(before).Where(webhook => webhook.Event.Sequence < 3).Select(webhook => webhook.Event.Sequence);
        Assert.Equal([1, 2], after);
    }

    [Theory, EveryDatabase]
    public async Task What_is_under_way_at_shutdown_ends_and_is_recorded(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        var release = new TaskCompletionSource();
        receiver.Answers(_ => release.Task);
        await using var host = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url);
        await host.TellAsync((EventTypes.UserCreated, UserId.New(), null));
        await receiver.WaitForAsync(1);

        var stopping = host.StopAsync();
        Assert.False(stopping.IsCompleted);
        release.SetResult();
        await stopping;

        Assert.Equal(DeliveryState.Delivered, Assert.Single(await host.DeliveriesAsync(subscriber.Id)).State);
    }

    [Fact]
    public async Task The_subscribers_of_a_worker_that_is_no_longer_heard_of_are_taken_over()
    {
        await using var storage = await TestStorage.CreateAsync(Database.PostgreSql);
        await using var receiver = await Receiver.StartAsync();
        await using var host = await WebhookHost.StartAsync(storage, ShortLease);
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url);
        await host.StopAsync();
        var dead = WorkerId.New();
        await WriteAsync(host, "INSERT INTO workers (id, seen_at) VALUES (@worker, clock_timestamp())", ("worker", dead));
        await WriteAsync(host, "UPDATE lanes SET worker = @worker, fence = fence + 1", ("worker", dead));

        await using var heir = await WebhookHost.StartAsync(storage, ShortLease);
        await heir.TellAsync((EventTypes.UserCreated, UserId.New(), null));

        await receiver.WaitForAsync(1, TimeSpan.FromSeconds(15));
        await heir.UntilAsync(subscriber.Id, DeliveryState.Delivered, 1);
    }

    [Theory, EveryDatabase]
    public async Task What_is_told_under_an_old_fence_is_not_recorded(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var receiver = await Receiver.StartAsync();
        receiver.AlwaysAnswers(500);
        await using var host = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await host.HasSubscriberAsync(receiver.Url);
        await host.TellAsync((EventTypes.UserCreated, UserId.New(), null));
        await receiver.WaitForAsync(1);
        await host.StopAsync();
        var store = host.Services.GetRequiredService<AttemptStore>();
        var entry = new OwedEvent { Sequence = 1, Keys = default, Replay = false, OccurredAt = DateTimeOffset.UtcNow };
        var record = new AttemptRecord(subscriber.Number, 1, entry, DateTimeOffset.UtcNow, TimeSpan.Zero, new AttemptOutcome.Accepted(200), new NextStep.Delivered(), null);

        var fences = await store.RecordAsync([record], [], [], CancellationToken.None);

        Assert.NotEqual(1, fences[subscriber.Number]);
        Assert.NotEqual(DeliveryState.Delivered, Assert.Single(await host.DeliveriesAsync(subscriber.Id)).State);

        await store.RecordAsync([record with { Fence = fences[subscriber.Number] }], [], [], CancellationToken.None);

        Assert.Equal(DeliveryState.Delivered, Assert.Single(await host.DeliveriesAsync(subscriber.Id)).State);
    }

    [Fact]
    public async Task Two_workers_share_the_subscribers_and_each_delivery_is_made_once()
    {
        await using var storage = await TestStorage.CreateAsync(Database.PostgreSql);
        await using var receiver = await Receiver.StartAsync();
        await using var one = await WebhookHost.StartAsync(storage, ShortLease);
        await using var other = await WebhookHost.StartAsync(storage, ShortLease);
        for (var i = 0; i < 6; i++)
        {
            await one.HasSubscriberAsync(receiver.Url);
        }

        await Until.TrueAsync(async () => await CountAsync(one, "SELECT count(DISTINCT worker) FROM lanes WHERE worker IS NOT NULL") == 2
            && await CountAsync(one, "SELECT max(number) FROM (SELECT count(*) AS number FROM lanes GROUP BY worker) AS held") == 3, "each worker holds three");
        for (var i = 0; i < 20; i++)
        {
            await one.TellAsync((EventTypes.UserUpdated, UserId.New(), null));
        }

        var received = await receiver.WaitForAsync(120);
        Assert.Equal(120, received.Count);
        Assert.All(received.GroupBy(webhook => webhook.Id), group => Assert.Equal(6, group.Count()));
    }

    [Fact]
    public async Task A_killed_workers_subscribers_go_on_elsewhere_within_ten_seconds()
    {
        await using var storage = await TestStorage.CreateAsync(Database.PostgreSql);
        await using var receiver = await Receiver.StartAsync();
        await using var teller = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await teller.HasSubscriberAsync(receiver.Url);
        await teller.StopAsync();
        await using var victim = WorkerProcess.Start(storage.Settings, ("Gateway:Webhooks:AllowedNetworks:0", "127.0.0.0/8"), ("Gateway:Webhooks:PollInterval", "00:00:00.200"));
        await teller.TellAsync((EventTypes.UserCreated, UserId.New(), null));
        await receiver.WaitForAsync(1, TimeSpan.FromSeconds(60)); // By the slow poll: nobody rings from here any more.
        await victim.KillAsync();

        await using var heir = await WebhookHost.StartAsync(storage);
        await heir.TellAsync((EventTypes.UserCreated, UserId.New(), null));

        await receiver.WaitForAsync(all => all.Any(webhook => webhook.Event.Sequence == 2), "the second event", TimeSpan.FromSeconds(10));
        await heir.UntilAsync(subscriber.Id, DeliveryState.Delivered, 2);
    }

    [Fact]
    public async Task A_worker_that_wakes_up_late_does_no_harm()
    {
        await using var storage = await TestStorage.CreateAsync(Database.PostgreSql);
        await using var receiver = await Receiver.StartAsync();
        await using var teller = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await teller.HasSubscriberAsync(receiver.Url);
        await teller.StopAsync();
        (string, string)[] settings = [("Gateway:Webhooks:AllowedNetworks:0", "127.0.0.0/8"), ("Gateway:Webhooks:LeaseDuration", "00:00:02"), ("Gateway:Webhooks:PollInterval", "00:00:00.200")];
        await using var sleeper = WorkerProcess.Start(storage.Settings, settings);
        await teller.TellAsync((EventTypes.UserCreated, UserId.New(), null));
        await receiver.WaitForAsync(1, TimeSpan.FromSeconds(60));
        await teller.UntilAsync(subscriber.Id, DeliveryState.Delivered, 1);
        sleeper.Signal("STOP");

        await using var heir = await WebhookHost.StartAsync(storage, ShortLease);
        for (var i = 0; i < 10; i++)
        {
            await heir.TellAsync((EventTypes.UserCreated, UserId.New(), null));
        }

        await receiver.WaitForAsync(11);
        sleeper.Signal("CONT");
        await Until.TrueAsync(() => sleeper.Output.Contains("begins anew", StringComparison.Ordinal), "the late worker finds itself replaced", TimeSpan.FromSeconds(30));
        for (var i = 0; i < 10; i++)
        {
            await heir.TellAsync((EventTypes.UserCreated, UserId.New(), null));
        }

        var received = await receiver.WaitForAsync(21);
        await heir.UntilAsync(subscriber.Id, DeliveryState.Delivered, 21);
        Assert.Equal(21, received.Select(webhook => webhook.Id).Distinct().Count());
        Assert.Equal(21, receiver.Received.Count);
    }

    [Fact]
    public async Task A_worker_of_its_own_refuses_SQLite_in_one_sentence()
    {
        await using var worker = WorkerProcess.Start([]);

        Assert.Equal(1, await worker.WaitForExitAsync());
        Assert.Contains("needs PostgreSQL: set ConnectionStrings:Gateway", worker.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", worker.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_process_commits_is_heard_without_a_poll()
    {
        await using var storage = await TestStorage.CreateAsync(Database.PostgreSql);
        await using var receiver = await Receiver.StartAsync();
        (string, string) slow = ("Gateway:Webhooks:PollInterval", "00:01:00");
        await using var one = await WebhookHost.StartAsync(storage, slow);
        await using var other = await WebhookHost.StartAsync(storage, slow);
        var (subscriber, _) = await one.HasSubscriberAsync(receiver.Url); // One of the two drives it.
        await Until.TrueAsync(async () => await CountAsync(one, "SELECT count(*) FROM lanes WHERE worker IS NOT NULL") == 1, "the subscriber is driven");

        await one.TellAsync((EventTypes.UserCreated, UserId.New(), null));
        await receiver.WaitForAsync(1);
        await other.TellAsync((EventTypes.UserCreated, UserId.New(), null));
        await receiver.WaitForAsync(2);
        await one.UntilAsync(subscriber.Id, DeliveryState.Delivered, 2);
    }

    [Fact]
    public async Task What_commits_late_with_a_lower_sequence_is_neither_missed_nor_overtaken()
    {
        await using var storage = await TestStorage.CreateAsync(Database.PostgreSql);
        await using var receiver = await Receiver.StartAsync();
        await using var host = await WebhookHost.StartAsync(storage);
        await host.HasSubscriberAsync(receiver.Url);
        var (ada, bob) = (UserId.New(), UserId.New());

        await host.Database.TransactAsync(
            async (connection, transaction) =>
            {
                // Ada joins one group and has drawn her sequence; this transaction is slow to commit.
                await using var command = connection.CreateCommand();
                command.Transaction = transaction;
                command.CommandText = """
                    WITH told AS (
                      INSERT INTO events (type, occurred_at, source, user_id, group_id, data) VALUES (@type, now(), 'scim', @user, @group, '{}') RETURNING sequence)
                    INSERT INTO owed (subscriber, sequence) SELECT s.number, told.sequence FROM told, subscribers s
                    """;
                command.Bind("type", EventTypes.GroupUserAdded);
                command.Bind("user", ada);
                command.Bind("group", GroupId.New());
                await command.ExecuteNonQueryAsync();

                // Meanwhile she joins another, and Bob appears.
                await host.TellAsync((EventTypes.GroupUserAdded, ada, GroupId.New()), (EventTypes.UserCreated, bob, null));
                var early = Assert.Single(await receiver.WaitForAsync(1));
                Assert.Equal(EventTypes.UserCreated, early.Event.Type);
            },
            CancellationToken.None);
        host.Services.GetRequiredService<ChangeSignal>().Ring();

        var received = await receiver.WaitForAsync(3);
        Assert.Equal([3, 1, 2], received.Select(webhook => webhook.Event.Sequence));
    }

    private static async Task WriteAsync(WebhookHost host, string sql, params (string, object?)[] parameters)
    {
        var batch = new WriteBatch();
        batch.Add(sql, parameters);
        await host.Database.WriteAsync(batch, CancellationToken.None);
    }

    private static async Task<long> CountAsync(WebhookHost host, string sql)
    {
        await using var connection = await host.Database.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync() is long count ? count : 0;
    }
}
