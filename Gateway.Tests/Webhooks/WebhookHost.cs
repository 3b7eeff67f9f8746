using Gateway.Core.Directories;
using Gateway.Core.Events;
using Gateway.Core.Identities;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Gateway.Core.Webhooks;
using Gateway.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Webhooks;

/// <summary>A worker's host in this process, without the web part: the real wiring on a real database. Events are told to it as a change
/// would, in a transaction of their own.</summary>
internal sealed class WebhookHost : IAsyncDisposable
{
    private readonly IHost host;
    private bool stopped;

    private WebhookHost(IHost host) => this.host = host;

    public IServiceProvider Services => host.Services;

    public LogCapture Log { get; } = new();

    public Subscribers Subscribers => Services.GetRequiredService<Subscribers>();

    public Deliveries Deliveries => Services.GetRequiredService<Deliveries>();

    public Core.Storage.Database Database => Services.GetRequiredService<Core.Storage.Database>();

    /// <param name="storage">Where; several hosts may share it on PostgreSQL.</param>
    /// <param name="settings">Over those of the test: short delays, loopback allowed.</param>
    public static async Task<WebhookHost> StartAsync(TestStorage storage, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(storage.Settings!);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Gateway:Webhooks:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Gateway:Webhooks:Schedule:0"] = "00:00:00.05",
            ["Gateway:Webhooks:Schedule:1"] = "00:00:00.10",
            ["Gateway:Webhooks:Schedule:2"] = "00:00:00.20",
            ["Gateway:Webhooks:Schedule:3"] = "00:00:00.20",
        });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.Services.AddStorage();
        builder.Services.AddDirectories();
        builder.Services.AddIdentities();
        builder.Services.AddGatewayWorker();
        var host = new WebhookHost(builder.Build());
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(host.Log);
        host.Services.GetService<IStartupValidator>()?.Validate();
        await host.Database.MigrateAsync(CancellationToken.None);
        await host.Services.GetRequiredService<DataProtectionCanary>().CheckAsync(CancellationToken.None);
        await host.host.StartAsync();
        return host;
    }

    public async Task<RegisteredSubscriber> HasSubscriberAsync(Uri url, params string[] types)
    {
        var result = await Subscribers.CreateAsync(new NewSubscriber(url.ToString(), EventTypes: types.Length == 0 ? null : types), CancellationToken.None);
        Assert.True(result.Succeeded, result.Error?.Detail);
        return result.Value;
    }

    /// <summary>Stores events in one transaction, each with what it owes, and rings as the change's own commit does.</summary>
    public async Task TellAsync(params (string Type, UserId? User, GroupId? Group)[] events)
    {
        var batch = new WriteBatch();
        foreach (var (type, user, group) in events)
        {
            Append(batch, type, user, group, "{}");
        }

        await Database.WriteAsync(batch, CancellationToken.None);
        Services.GetRequiredService<ChangeSignal>().Ring();
    }

    public void Append(WriteBatch batch, string type, UserId? user, GroupId? group, string data, DirectoryId? directory = null) => Services.GetRequiredService<EventLog>().Owe.Append(
        batch,
        "SELECT CAST(@directory AS {id}), @label, @type, @at, @source, CAST(@cause AS text), CAST(@user AS {id}), CAST(@group AS {id}), @data",
        type,
        null,
        ("directory", (object?)directory ?? NullOf.Id),
        ("label", """{"id":"dir_00000000000000000000000001","name":"Acme","organization":null}"""),
        ("at", DateTimeOffset.UtcNow),
        ("source", "scim"),
        ("cause", NullOf.Text),
        ("user", (object?)user ?? NullOf.Id),
        ("group", (object?)group ?? NullOf.Id),
        ("data", data));

    public async Task<IReadOnlyList<Delivery>> DeliveriesAsync(SubscriberId subscriber, DeliveryState? state = null)
    {
        var result = await Deliveries.ListAsync(subscriber, state, null, 500, CancellationToken.None);
        Assert.True(result.Succeeded, result.Error?.Detail);
        return result.Value.Data;
    }

    /// <summary>Waits until as many deliveries are in a state.</summary>
    public Task UntilAsync(SubscriberId subscriber, DeliveryState state, int count) => Until.TrueAsync(
        async () => (await DeliveriesAsync(subscriber, state)).Count >= count, $"{count} {state} deliveries");

    public async Task StopAsync()
    {
        if (!stopped)
        {
            stopped = true;
            await host.StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }
}
