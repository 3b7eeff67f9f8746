using Gateway.Core.Events;
using Gateway.Core.Identities.Searching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Core.Identities;

/// <summary>Wires users, groups and memberships.</summary>
public static class IdentityServices
{
    public static IServiceCollection AddIdentities(this IServiceCollection services)
    {
        services.TryAddSingleton<Horizon>();
        return services
            .AddSingleton<RecentUsers>()
            .AddSingleton<RecentCreates>()
            .AddSingleton<Memberships>()
            .AddSingleton<Users>()
            .AddSingleton<Groups>()
            .AddSingleton<UserGroups>()
            .AddSingleton<ListBlocks>()
            .AddSingleton<ResourceSearch>();
    }
}
