using Gateway.Core.ApiKeys;
using Gateway.Core.Directories;
using Gateway.Core.Events;
using Gateway.Core.Identities.Listing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Gateway.Web.Api;

/// <summary>The management API's table of contents, under <c>/api/v1</c>.</summary>
public static class ManagementApi
{
    private const string Root = "/api/v1";

    /// <summary>Needs storage, directories, events and webhooks.</summary>
    public static IServiceCollection AddManagementApi(this IServiceCollection services)
    {
        services.TryAddSingleton<Horizon>();
        return services.AddApiKeys().AddSingleton<IdentityLists>().AddSingleton<EventFeed>();
    }

    public static void MapManagementApi(this WebApplication app)
    {
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/api"), api => api.UseMiddleware<ApiBoundary>());
        var api = app.MapGroup(Root);
        DirectoryEndpoints.Map(api);
        TokenEndpoints.Map(api);
        RequestEndpoints.Map(api);
        SubscriberEndpoints.Map(api);
        DeliveryEndpoints.Map(api);
        EventEndpoints.Map(api);
        IdentityEndpoints.Map(api);
    }

    /// <summary>What the configuration declares, and on the very first start a key. To be run once the database is migrated, before the port opens.</summary>
    public static async Task BootstrapAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        if (await services.GetRequiredService<ApiKeys>().EnsureFirstAsync(cancellationToken) is { } key)
        {
            await Console.Out.WriteLineAsync($"Management API key, shown only this once: {key}");
        }

        if (await services.GetRequiredService<DeclaredDirectory>().EnsureAsync(cancellationToken) is { } created
            && services.GetRequiredService<IOptions<DeclaredDirectoryOptions>>().Value.Token is null)
        {
            await Console.Out.WriteLineAsync($"SCIM token of {created.Directory.Name} (/scim/v2/{created.Directory.Slug}), shown only this once: {created.Token.Secret}");
        }
    }
}
