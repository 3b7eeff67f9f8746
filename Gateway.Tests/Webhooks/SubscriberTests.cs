using System.Globalization;
using Gateway.Contracts.Events;
using Gateway.Contracts.Verification;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Gateway.Core.Webhooks;
using Gateway.Core.Webhooks.Dispatching;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Webhooks;

/// <summary>What an operator does with subscribers, and what it leaves in the database.</summary>
public sealed class SubscriberTests
{
    private static readonly Uri Nowhere = new("http://127.0.0.1:9/");

    [Theory, EveryDatabase]
    public async Task A_subscriber_is_kept_as_it_was_registered_and_its_secret_only_encrypted(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var host = await WebhookHost.StartAsync(storage);
        var secret = WebhookSecret.New().Reveal();

        var created = await host.Subscribers.CreateAsync(
            new NewSubscriber("https://app.example.com/hooks", Organization: "acme", EventTypes: [EventTypes.UserUpdated, EventTypes.UserCreated], Secret: secret), CancellationToken.None);

        Assert.Equal(secret, created.Value!.Secret);
        var found = await host.Subscribers.FindAsync(created.Value.Subscriber.Id, CancellationToken.None);
        Assert.Equal(("https://app.example.com/hooks", "acme", SubscriberState.Active), (found!.Url, found.Organization, found.State));
        Assert.Equal([EventTypes.UserCreated, EventTypes.UserUpdated], found.EventTypes!);
        var ciphertext = Assert.Single(await host.Services.GetRequiredService<SubscriberStore>().SecretsAsync(found.Number, DateTimeOffset.UtcNow, CancellationToken.None));
        Assert.DoesNotContain(secret[6..], ciphertext, StringComparison.Ordinal);
        Assert.Equal(secret, host.Services.GetRequiredService<SubscriberSecrets>().Unprotect(ciphertext));
    }

    [Theory, EveryDatabase]
    public async Task What_cannot_be_is_refused_with_the_field_and_a_sentence(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var host = await WebhookHost.StartAsync(storage);

        await Refused("url", new NewSubscriber(null));
        await Refused("url", new NewSubscriber("https://169.254.169.254/"));
        await Refused("event_types", new NewSubscriber("https://app.example.com/", EventTypes: []));
        await Refused("event_types", new NewSubscriber("https://app.example.com/", EventTypes: ["user.created"]));
        await Refused("directory_id", new NewSubscriber("https://app.example.com/", DirectoryId: DirectoryId.New()));
        await Refused("secret", new NewSubscriber("https://app.example.com/", Secret: "whsec_c2hvcnQ="));
        await Refused("secret", new NewSubscriber("https://app.example.com/", Secret: WebhookSecret.New().Reveal()[6..]));
        Assert.Empty((await host.Subscribers.ListAsync(null, null, 100, CancellationToken.None)).Data);

        async Task Refused(string field, NewSubscriber asked)
        {
            var result = await host.Subscribers.CreateAsync(asked, CancellationToken.None);
            Assert.Equal((WebhookErrorKind.Invalid, field), (result.Error!.Kind, result.Error.Field));
        }
    }

    [Theory, EveryDatabase]
    public async Task A_change_leaves_what_it_does_not_name(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var host = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await host.HasSubscriberAsync(Nowhere, EventTypes.UserCreated);

        var moved = await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(Url: "https://new.example.com/"), CancellationToken.None);
        var paused = await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Paused), CancellationToken.None);
        var widened = await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(EveryEventType: true), CancellationToken.None);
        var disabled = await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Disabled), CancellationToken.None);
        var unknown = await host.Subscribers.ChangeAsync(SubscriberId.New(), new SubscriberChange(State: SubscriberState.Active), CancellationToken.None);

        Assert.Equal([EventTypes.UserCreated], moved.Value!.EventTypes!);
        Assert.Equal(("https://new.example.com/", SubscriberState.Paused), (paused.Value!.Url, paused.Value.State));
        Assert.Null(widened.Value!.EventTypes);
        Assert.Equal(SubscriberState.Paused, widened.Value.State);
        Assert.Equal("state", disabled.Error!.Field);
        Assert.Equal(WebhookErrorKind.NotFound, unknown.Error!.Kind);
    }

    [Theory, EveryDatabase]
    public async Task Lists_page_by_key_without_gap_or_repeat(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var host = await WebhookHost.StartAsync(storage);
        for (var i = 0; i < 5; i++)
        {
            await host.HasSubscriberAsync(Nowhere, EventTypes.WebhookTest);
        }

        var seen = new List<int>();
        for (string? after = null; ;)
        {
            var page = await host.Subscribers.ListAsync(null, after, 2, CancellationToken.None);
            seen.AddRange(page.Data.Select(subscriber => subscriber.Number));
            if ((after = page.Next) is null)
            {
                break;
            }
        }

        Assert.Equal([1, 2, 3, 4, 5], seen);
    }

    [Theory, EveryDatabase]
    public async Task With_a_subscriber_goes_all_that_it_was_owed(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var host = await WebhookHost.StartAsync(storage);
        var (subscriber, _) = await host.HasSubscriberAsync(Nowhere);
        await host.Subscribers.ChangeAsync(subscriber.Id, new SubscriberChange(State: SubscriberState.Paused), CancellationToken.None);
        await host.TellAsync([.. Enumerable.Range(0, 30).Select(_ => (EventTypes.UserUpdated, (UserId?)UserId.New(), (GroupId?)null))]);
        Assert.Equal(30, await CountAsync(host, "SELECT count(*) FROM owed"));

        Assert.True(await host.Subscribers.DeleteAsync(subscriber.Id, CancellationToken.None));

        Assert.False(await host.Subscribers.DeleteAsync(subscriber.Id, CancellationToken.None));
        Assert.Equal(0, await CountAsync(host, "SELECT count(*) FROM owed"));
        Assert.Equal(0, await CountAsync(host, "SELECT count(*) FROM subscriber_secrets"));
    }

    [Theory, EveryDatabase]
    public async Task What_is_left_owed_to_nobody_is_swept_up(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using var host = await WebhookHost.StartAsync(storage);
        var (kept, _) = await host.HasSubscriberAsync(Nowhere);
        await host.Subscribers.ChangeAsync(kept.Id, new SubscriberChange(State: SubscriberState.Paused), CancellationToken.None);
        await host.TellAsync((EventTypes.UserCreated, null, null), (EventTypes.UserCreated, null, null));
        var batch = new WriteBatch();
        batch.Add("INSERT INTO owed (subscriber, sequence) VALUES (77, 1), (77, 2), (78, 1)");
        await host.Database.WriteAsync(batch, CancellationToken.None);
        var store = host.Services.GetRequiredService<OwedStore>();

        Assert.Equal(2, await store.SweepAsync(2, CancellationToken.None));
        Assert.Equal(1, await store.SweepAsync(2, CancellationToken.None));
        Assert.Equal(0, await store.SweepAsync(2, CancellationToken.None));

        Assert.Equal(2, await CountAsync(host, $"SELECT count(*) FROM owed WHERE subscriber = {kept.Number}"));
    }

    [Theory, EveryDatabase]
    public async Task A_process_with_other_keys_does_not_start(Database database)
    {
        await using var storage = await TestStorage.CreateAsync(database);
        await using (await WebhookHost.StartAsync(storage))
        {
        }

        var keys = Path.Combine(storage.Path, "keys");
        Directory.Move(keys, keys + "-elsewhere");

        var exception = await Assert.ThrowsAsync<StorageException>(async () => await WebhookHost.StartAsync(storage));
        Assert.Contains("Gateway:Storage:Path", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Gateway:Webhooks:AllowedNetworks:0", "10.0.0.0/40", "10.0.0.0/40")]
    [InlineData("Gateway:Webhooks:Concurrency", "0", "Concurrency")]
    [InlineData("Gateway:Webhooks:AttemptTimeout", "00:10:00", "AttemptTimeout")]
    [InlineData("Gateway:Webhooks:Schedule:0", "-00:00:01", "Schedule")]
    [InlineData("Gateway:Webhooks:Jitter", "2", "Jitter")]
    public async Task An_option_that_makes_no_sense_stops_the_start(string key, string value, string named)
    {
        await using var storage = await TestStorage.CreateAsync(Database.Sqlite);

        var exception = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(async () => await WebhookHost.StartAsync(storage, (key, value)));

        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
    }

    private static async Task<long> CountAsync(WebhookHost host, string sql)
    {
        await using var connection = await host.Database.OpenAsync(CancellationToken.None);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
