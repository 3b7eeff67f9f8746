using Gateway.Core.Directories;
using Gateway.Core.Events;
using Gateway.Core.Identities;
using Gateway.Core.Requests;
using Gateway.Core.Storage;
using Gateway.Core.Webhooks;
using Gateway.Web.Api;
using Gateway.Web.Health;
using Gateway.Web.Scim;
using Gateway.Worker;
using Microsoft.Extensions.Options;

namespace Gateway.Web;

/// <summary>The default all-in-one process: SCIM in, state and events stored, webhooks out.</summary>
public static class GatewayHost
{
    /// <summary>Composes the host. Nothing is opened yet. Throws what <see cref="IStartupValidator"/> throws when options are not valid.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = ContentRoot() });
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestLineSize = 32 * 1024;
            // Each reader has a bound of its own and answers 413. This one is only how much the server may throw away unread so that the
            // client, still sending, gets to hear it; more ends the connection.
            kestrel.Limits.MaxRequestBodySize = 256 * 1024 * 1024;
        });
        // Keys lie in a folder that only their owner may read; what else protects them is the operator's choice, so it is no warning.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection.KeyManagement.XmlKeyManager", LogLevel.Error);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddStorage();
        builder.Services.AddSingleton<ChangeSignal>();
        builder.Services.AddSingleton<EventLog>();
        builder.Services.AddWebhooks();
        builder.Services.AddOptionsWithValidateOnStart<InProcessWorkerOptions>().BindConfiguration(InProcessWorkerOptions.Section)
            .Validate(options => options.IsValid(), "Gateway:Worker:InProcess must be true or false.");
        if (builder.Configuration.GetSection(InProcessWorkerOptions.Section).Get<InProcessWorkerOptions>() is null or { Wanted: true })
        {
            builder.Services.AddGatewayWorker();
        }

        builder.Services.AddDirectories();
        builder.Services.AddIdentities();
        builder.Services.AddScim();
        builder.Services.AddRequestJournal();
        builder.Services.AddManagementApi();
        builder.Services.AddHealth();

        builder.Services.AddOptionsWithValidateOnStart<ProxyOptions>().BindConfiguration(ProxyOptions.Section)
            .Validate(options => options.IsValid(), "Gateway:TrustedProxies must be IP addresses or CIDR ranges, e.g. 10.0.0.0/8.");

        var app = builder.Build();

        // Ahead of the first endpoint that reads its options, so that one message names everything that is wrong.
        app.Services.GetService<IStartupValidator>()?.Validate();
        if (app.Configuration.GetSection(ProxyOptions.Section).Get<ProxyOptions>() is { TrustedProxies.Count: > 0 } proxies)
        {
            app.UseForwardedHeaders(proxies.ToForwardedHeaders());
        }

        app.MapScim();
        app.MapManagementApi();
        app.MapHealth();
        return app;
    }

    /// <summary>What must be true before the port opens: a migrated database, and in it what the configuration declares. Throws
    /// <see cref="StorageException"/> or <see cref="OptionsValidationException"/>, each with sentences that say what to do.</summary>
    public static async Task PrepareAsync(WebApplication app, CancellationToken cancellationToken)
    {
        await app.Services.GetRequiredService<Database>().MigrateAsync(cancellationToken);
        await app.Services.GetRequiredService<DataProtectionCanary>().CheckAsync(cancellationToken);
        await ManagementApi.BootstrapAsync(app.Services, cancellationToken);
    }

    /// <summary>Where the settings and <c>data/</c> are: the present folder if it has settings, else the program's own.</summary>
    private static string ContentRoot() =>
        File.Exists("appsettings.json") ? Environment.CurrentDirectory : AppContext.BaseDirectory;
}
