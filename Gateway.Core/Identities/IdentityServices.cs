using Gateway.Core.Identities.Searching;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Core.Identities;

/// <summary>Wires users, groups and memberships.</summary>
public static class IdentityServices
{
    public static IServiceCollection AddIdentities(this IServiceCollection services) => services
        .AddSingleton<RecentUsers>()
        .AddSingleton<RecentCreates>()
        .AddSingleton<Memberships>()
        .AddSingleton<Users>()
        .AddSingleton<Groups>()
        .AddSingleton<UserGroups>()
        .AddSingleton<ResourceSearch>();
}
